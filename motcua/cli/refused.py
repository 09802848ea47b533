"""`motcua audit refused`: who tried what they might not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer

from models.calendar import VIETNAM
from models.identifiers import DossierCode
from models.procedure import Role
from models.refusal import Refusal
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.registry import now
from motcua.service.authority import officer_of

__all__ = ["refused"]


def refused(
    code: Annotated[str | None, typer.Option("--code", help="Chỉ một hồ sơ.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="Trong bao nhiêu ngày qua.")] = 7,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100_000, help="Nhiều nhất bao nhiêu dòng, mới nhất.")
    ] = 500,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Những thao tác bị từ chối vì người yêu cầu không được phép; tín hiệu bị từ chối nằm trong nhật ký hồ sơ."""

    async def look(opened: App) -> list[Refusal]:
        opened.authority.require(officer_of(officer), Role.AUDITOR, Role.SUPERVISOR, Role.OPERATOR)
        return opened.register.refusals.since(now() - timedelta(days=days), DossierCode(code) if code else None, limit)

    found = with_app(look)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found]))
    else:
        typer.echo("\n".join(map(_line, found)) or "Không có thao tác nào bị từ chối.")


def _line(one: Refusal) -> str:
    at = one.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    instead = f" thay {one.on_behalf_of}" if one.on_behalf_of else ""
    return f"{at}  {one.code}  {one.act.vi} ({one.act.value}): {one.error}  [{one.officer}{instead}]"
