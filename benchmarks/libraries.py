"""What the libraries alone take to make a signed result: Typst, pyHanko, on the content of a real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from activities.ports import PaperContent
from benchmarks.lifecycle import HEAD
from models.identifiers import AgencyCode, DossierCode
from models.journal import PaperKind
from models.submission import Person
from motcua.app import App

__all__ = ["render_and_sign"]

T = TypeVar("T")
_AGENCY = AgencyCode("H24.31")


def render_and_sign(app: App, code: DossierCode, times: int = 20) -> dict[str, float]:
    """Return milliseconds of CPU per paper for each, warm; no dossier bears what is made here."""
    at = datetime.now(UTC)
    content = PaperContent(
        kind=PaperKind.RESULT, code=code, form="", procedure_code="1.004884",
        procedure_name="Thủ tục đăng ký lại khai sinh", result_name="Giấy khai sinh", agency=_AGENCY,
        agency_name="Ủy ban nhân dân xã Nam Sách", superior_name="Ủy ban nhân dân thành phố Hải Phòng",
        addressee=Person(name="Nguyễn Thị Thí Dụ"), request=None, received_at=at, due=at, signer_name="Đặng Thị Bình",
        signer_title="Chủ tịch Ủy ban nhân dân", issued_at=at,
    )  # fmt: skip

    def render() -> bytes:
        return app.ports.renderer.render(content)

    page = render()

    def sign() -> object:
        return app.ports.signer.sign_result(page, officer=HEAD, number="1/KQ", agency=_AGENCY, at=at)

    sign()
    return {"render": _cpu_ms(render, times), "sign_and_seal": _cpu_ms(sign, times)}


def _cpu_ms(work: Callable[[], T], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) * 1000 / times
