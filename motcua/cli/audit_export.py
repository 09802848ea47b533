"""`motcua audit export` and `check-export`: evidence taken out, and verified anywhere with the root key alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from models.identifiers import DossierCode
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.cli.person import Why
from motcua.service.authority import officer_of

__all__ = ["check_export", "export"]

_FOUND = 5


def export(
    codes: Annotated[list[str], typer.Argument(help="Mã hồ sơ, một hay nhiều.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Tệp .zip hoặc thư mục mới.")],
    reason: Why,
    papers: Annotated[bool, typer.Option("--papers", help="Kèm giấy đã ký, mở niêm phong; được ghi nhật ký.")] = False,
    officer: As = None,
) -> None:
    """Trích bộ chứng cứ: nhật ký, lịch sử, lưu trữ, mốc neo, câu chuyện. Thanh tra mới được; được ghi nhật ký."""
    wanted = [DossierCode(code) for code in dict.fromkeys(codes)]
    target = output.absolute()

    async def write(opened: App) -> None:
        await opened.exports.write(wanted, target, officer_of(officer), reason, papers=papers)

    with_app(write)
    typer.echo(str(output))


def check_export(
    package: Annotated[Path, typer.Argument(help="Tệp .zip hoặc thư mục do `audit export` ghi ra.")],
    root: Annotated[str, typer.Option("--root", help="Khóa gốc công khai của tỉnh, lấy từ nơi mình tin.")],
    as_json: AsJson = False,
) -> None:
    """Kiểm chứng bộ chứng cứ chỉ bằng khóa gốc, không cần máy chủ nào. Mã 5 nếu có chỗ sai."""
    from motcua.audit.exporting_check import check_package  # noqa: PLC0415 - loads what reads PDFs
    from motcua.audit.exporting_files import read_package  # noqa: PLC0415
    from motcua.cli.finding_text import finding_line  # noqa: PLC0415

    codes, findings = check_package(read_package(package), root)
    if as_json:
        told = {"dossiers": codes, "findings": [finding.model_dump(mode="json") for finding in findings]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        ending = f"{len(findings)} chỗ không đúng." if findings else "Không có chỗ nào sai."
        typer.echo("\n".join([*map(finding_line, findings), f"Đã kiểm chứng {len(codes)} hồ sơ. {ending}"]))
    if findings:
        raise typer.Exit(_FOUND)
