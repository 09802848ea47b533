"""The receipt of linked procedures: one paper with the tracking key and every part, as far as it is known."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from activities.ports import LinkedLine
from models.calendar import VIETNAM
from models.identifiers import DossierCode
from models.journal import PaperKind
from motcua.papers.renderer import TypstRenderer
from tests.fixtures.debian import run_debian
from tests.fixtures.papers import result

pytestmark = pytest.mark.debian
RECEIPT = {"kind": PaperKind.RECEIPT, "form": "01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "automatic": True}
PARTS = (
    LinkedLine(
        name="Đăng ký thường trú",
        agency_name="Công an xã Nam Sách",
        code=DossierCode("H24.31.3-260302-0001"),
        due=datetime(2026, 3, 11, 17, tzinfo=VIETNAM),
    ),
    LinkedLine(name="Cấp thẻ bảo hiểm y tế", agency_name="Bảo hiểm xã hội cơ sở Nam Sách", code=None, due=None),
)


def text_of(content: object, folder: Path) -> str:
    path = folder / "receipt.pdf"
    path.write_bytes(TypstRenderer().render(content))  # type: ignore[arg-type]
    return " ".join(run_debian("pdftotext", path, "-").decode().split())


def test_a_receipt_names_the_tracking_key_and_every_part(tmp_path: Path) -> None:
    key = "LT-H24.31.1-260302-0001"
    text = text_of(result(**RECEIPT, tracking_key=key, linked=PARTS), tmp_path)
    for said in (key, "Đăng ký thường trú", "Công an xã Nam Sách", "H24.31.3-260302-0001", "17 giờ 00"):
        assert said in text
    assert "sẽ hẹn khi" in text
    assert "Trang" not in text


def test_a_receipt_of_one_procedure_says_nothing_of_a_group(tmp_path: Path) -> None:
    assert "liên thông" not in text_of(result(**RECEIPT), tmp_path)
