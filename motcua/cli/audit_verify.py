"""`motcua audit verify`: is the register what really happened? Exit 5 with any finding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import InvalidInput
from models.identifiers import DossierCode, OfficerId
from models.procedure import Role
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.cli.progress import counting

if TYPE_CHECKING:
    from motcua.audit.verify import Verified

__all__ = ["verify"]

_FOUND = 5

Codes = Annotated[list[str] | None, typer.Argument(help="Mã hồ sơ, một hay nhiều.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="Kiểm tra mọi hồ sơ, dãy số, lượt chạy lạ và mốc neo.")]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="Kiểm tra chừng ấy hồ sơ, chọn ngẫu nhiên.")]
Anchors = Annotated[
    list[Path] | None,
    typer.Option("--anchors", help="Thư mục mốc neo đã sao ra ngoài; so với mốc neo ở đây. Dùng với --all."),
]
Signatures = Annotated[
    bool,
    typer.Option(
        "--signatures/--no-signatures", help="Kiểm cả chữ ký trên giấy; không thì chỉ so mã băm, nhanh hơn nhiều."
    ),
]


def verify(
    codes: Codes = None,
    everything: All = False,
    sample: Sample = None,
    copies: Anchors = None,
    signatures: Signatures = True,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Sổ có đúng là những gì đã xảy ra không: chuỗi, lịch sử, ngày, giấy, thư, số, bằng chứng, lưu trữ, mốc neo."""
    wanted = [DossierCode(code) for code in codes or []]
    if (bool(wanted), everything, sample is not None).count(True) != 1:
        raise InvalidInput("VERIFY_WHAT")

    async def look(opened: App) -> Verified:
        if officer:
            opened.authority.require(OfficerId(officer), Role.AUDITOR)
        verifying = opened.verifying(copies or [], signatures=signatures)
        with counting("Kiểm tra hồ sơ", len(wanted) or sample) as tell:
            if everything:
                return await verifying.all(tell)
            return await (verifying.sample(sample, tell) if sample else verifying.some(wanted, tell))

    verified = with_app(look)
    typer.echo(verified.model_dump_json() if as_json else "\n".join(_lines(verified)))
    if verified.findings:
        raise typer.Exit(_FOUND)


def _lines(verified: Verified) -> list[str]:
    """One line a finding, and at the end what was looked at."""
    from motcua.cli.finding_text import finding_line  # noqa: PLC0415 - with it comes what reads PDFs

    looked = (
        f"Đã kiểm tra {verified.dossiers} hồ sơ: {verified.events} sự kiện, {verified.acts} thao tác, "
        f"{verified.runs} lượt chạy, {verified.papers} giấy, {verified.archives} bản lưu trữ, "
        f"{verified.anchors} mốc neo, {verified.feedbacks} phản ánh, kiến nghị."
    )
    end = f"{len(verified.findings)} chỗ không đúng." if verified.findings else "Không có chỗ nào sai."
    return [*map(finding_line, verified.findings), looked, end]
