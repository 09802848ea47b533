"""`motcua dossier move`: an open dossier goes on under today's version of its procedure."""

from __future__ import annotations

from typing import Annotated

import typer

from models.acts import Act, Answer
from models.identifiers import DossierCode, ReasonCode
from motcua.app import App
from motcua.cli.dossier_text import answer_lines
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.service.authority import officer_of

__all__ = ["move"]


def move(
    code: Code,
    reason: Annotated[str, typer.Option("--reason", "--reason-code", help="Mã lý do, ví dụ THEO_DE_NGHI.")],
    officer: As = None,
    note: Annotated[str | None, typer.Option("--note", help="Ghi chú; được niêm phong trong sổ.")] = None,
    as_json: AsJson = False,
) -> None:
    """Chuyển hồ sơ đang mở sang phiên bản thủ tục có hiệu lực hôm nay; thủ trưởng quyết định, có lý do."""

    async def say(opened: App) -> Answer:
        return await opened.moving.move(DossierCode(code), officer_of(officer), ReasonCode(reason), note)

    answer = with_app(say)
    typer.echo(answer.model_dump_json() if as_json else "\n".join(answer_lines(Act.MOVE_PROCEDURE, answer)))
