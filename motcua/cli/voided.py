"""`motcua audit voided`: numbers of an agency's books that stand for no paper."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import AgencyCode
from models.procedure import Role
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.register.numbers import VoidedNumber
from motcua.registry import now
from motcua.service.authority import officer_of

__all__ = ["voided"]


def voided(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Cơ quan có sổ, ví dụ H24.31.1.")],
    year: Annotated[
        int | None, typer.Option("--year", min=2000, max=2999, help="Sổ của năm nào; không nêu: năm nay.")
    ] = None,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Số văn bản đã cấp mà chưa có văn bản, theo thứ tự sổ, và vì sao: mỗi chỗ trống trong sổ đều có lý do."""

    async def look(opened: App) -> list[VoidedNumber]:
        opened.authority.require(officer_of(officer), Role.AUDITOR, Role.SUPERVISOR, Role.OPERATOR)
        code = AgencyCode(agency)
        if code not in {one.code for one in opened.register.catalogue.kept().organisation.agencies}:
            raise Refused("AGENCY_UNKNOWN", agency=code)
        return await asyncio.to_thread(opened.register.numbers.voided, code, year or legal_day(now()).year)

    found = with_app(look)
    if as_json:
        typer.echo(json.dumps([one._asdict() for one in found], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, found)) or "Không có số nào bị bỏ.")


def _line(one: VoidedNumber) -> str:
    return f"{one.text}  {one.code}  {one.error}"
