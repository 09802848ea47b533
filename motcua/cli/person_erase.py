"""`motcua dossier erase`: the person of a dossier, for good; by two persons."""

from __future__ import annotations

from typing import Annotated

import typer

from models.identifiers import DossierCode
from motcua.app import App
from motcua.cli.dossier_text import vietnam
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.cli.person import Why
from motcua.service.authority import officer_of
from motcua.service.erasing import Erasure

__all__ = ["erase"]


def erase(
    code: Code,
    reason: Why,
    ordered: Annotated[
        bool, typer.Option("--ordered", help="Tòa án hoặc cơ quan có thẩm quyền buộc xóa, dù hồ sơ chưa kết thúc.")
    ] = False,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Xóa vĩnh viễn dữ liệu cá nhân của hồ sơ: lãnh đạo hoặc giám sát đề nghị, người vận hành xác nhận."""

    async def do(opened: App) -> Erasure:
        return opened.erasing.erase(DossierCode(code), officer_of(officer), reason, ordered=ordered)

    done = with_app(do)
    typer.echo(done.model_dump_json() if as_json else "\n".join(_lines(done)))


def _lines(done: Erasure) -> list[str]:
    asked = f"Hồ sơ {done.code}: {done.asked_by} đề nghị xóa lúc {vietnam(done.asked_at)}"
    if done.confirmed_at is None:
        return [f"{asked}; chưa xóa gì.", "Người vận hành xác nhận bằng cùng lệnh này, với --as của mình."]
    lines = [f"{asked}; {done.confirmed_by} xác nhận lúc {vietnam(done.confirmed_at)}. Đã hủy khóa: không mở lại được."]
    if not done.cleaned:
        lines.append("Tệp của cơ sở dữ liệu còn giữ khóa đã hủy (đã niêm phong): chạy lại lệnh này khi vắng việc.")
    return [
        *lines,
        "Nhật ký ghi trước (WAL) và các bản sao lưu cũ còn giữ khóa đã niêm phong cho đến khi bị ghi đè hoặc hủy;",
        "thay khóa chính (`motcua keys rotate master`) thì chúng thành vô dụng. Xem docs/privacy.md.",
    ]
