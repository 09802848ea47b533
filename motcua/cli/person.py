"""`motcua dossier person`, `notes` and `find`: what is a person's, asked for with a reason and logged before shown."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from models.errors import InvalidInput
from models.identifiers import DossierCode
from motcua.app import App
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.cli.person_text import note_lines, people_lines
from motcua.service.authority import officer_of

__all__ = ["find", "notes", "person"]

Why = Annotated[str, typer.Option("--reason", help="Vì sao cần xem; được niêm phong trong nhật ký truy cập.")]


def person(
    code: Code,
    reason: Why,
    unmask: Annotated[bool, typer.Option("--unmask", help="Hiện đầy đủ, không che; phải có thẩm quyền.")] = False,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Người nộp của hồ sơ: che số định danh, tên, điện thoại, địa chỉ; --unmask hiện đủ. Được ghi nhật ký trước."""

    async def look(opened: App) -> Any:
        return opened.persons.show(DossierCode(code), officer_of(officer), reason, unmask=unmask)

    shown = with_app(look)
    typer.echo(shown.model_dump_json() if as_json else "\n".join(people_lines(shown)))


def notes(code: Code, reason: Why, officer: As = None, as_json: AsJson = False) -> None:
    """Ghi chú của cán bộ về hồ sơ, theo thứ tự nhật ký. Được ghi nhật ký truy cập trước."""

    async def look(opened: App) -> Any:
        return opened.persons.notes(DossierCode(code), officer_of(officer), reason)

    shown = with_app(look)
    if as_json:
        typer.echo(json.dumps([note.model_dump(mode="json") for note in shown], ensure_ascii=False))
    else:
        typer.echo("\n".join(note_lines(shown)))


def find(
    identity_number: Annotated[
        str, typer.Option("--identity-number", help="Luôn là `-`: số được đọc từ đầu vào chuẩn, không từ dòng lệnh.")
    ],
    reason: Why,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Mã các hồ sơ của một người, tìm bằng số định danh qua mã băm có khóa. Được ghi nhật ký."""
    if identity_number != "-":
        raise InvalidInput("PERSONAL_DATA_IN_COMMAND", option="--identity-number")
    number = _read_secretly()

    async def look(opened: App) -> list[DossierCode]:
        return opened.persons.find(number, officer_of(officer), reason)

    codes = with_app(look)
    if as_json:
        typer.echo(json.dumps(codes))
    else:
        typer.echo("\n".join(codes or ["Không có hồ sơ nào mà cán bộ này được biết."]))


def _read_secretly() -> str:
    """One line of standard input; at a terminal it is asked for and not shown."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Số định danh", hide_input=True, err=True)
        return asked
    return sys.stdin.readline()
