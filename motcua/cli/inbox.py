"""`motcua inbox`: the dossiers whose move it is of an officer."""

from __future__ import annotations

import json
from typing import Any

import typer

from motcua.cli.dossier_text import inbox_lines
from motcua.cli.opened import As, AsJson, with_app
from motcua.service.authority import officer_of

__all__ = ["inbox"]


def inbox(officer: As = None, as_json: AsJson = False) -> None:
    """Hồ sơ đang chờ cán bộ này, gấp nhất trước."""

    async def look(opened: Any) -> Any:
        return list(opened.looking.inbox(officer_of(officer)))

    rows = with_app(look)
    if as_json:
        typer.echo(json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False))
    else:
        typer.echo("\n".join(inbox_lines(rows)))
