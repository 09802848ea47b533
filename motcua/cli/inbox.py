"""`motcua inbox`: the dossiers whose move it is of an officer."""

from __future__ import annotations

import json
from typing import Any

import typer

from motcua.cli.dossier_text import inbox_lines, question_lines
from motcua.cli.opened import As, AsJson, with_app
from motcua.service.authority import officer_of

__all__ = ["inbox"]


def inbox(officer: As = None, as_json: AsJson = False) -> None:
    """Hồ sơ đang chờ cán bộ này, gấp nhất trước; rồi những hồ sơ đang chờ ý kiến của cơ quan."""

    async def look(opened: Any) -> Any:
        who = officer_of(officer)
        return list(opened.looking.inbox(who)), list(opened.looking.questions(who))

    rows, questions = with_app(look)
    if as_json:
        typer.echo(json.dumps([row.model_dump(mode="json") for row in [*rows, *questions]], ensure_ascii=False))
    else:
        typer.echo("\n".join([*inbox_lines(rows), *question_lines(questions)]))
