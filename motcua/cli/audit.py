"""`motcua audit`: what happened to a dossier, from Temporal's own history joined with the register."""

from __future__ import annotations

from typing import Any

import typer

from models.identifiers import DossierCode
from motcua.audit.telling import story_lines
from motcua.cli.opened import AsJson, Code, with_app

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _audit() -> None:
    """Kiểm tra: lịch sử, sổ và bằng chứng."""


@app.command()
def timeline(code: Code, as_json: AsJson = False) -> None:
    """Kể lại hồ sơ: ai, khi nào, ở đâu, muộn bao lâu, và điều gì đã được chứng thực. Mã 5 nếu có chỗ không khớp."""

    async def tell(opened: Any) -> Any:
        return await opened.timelines.tell(DossierCode(code))

    told = with_app(tell)
    typer.echo(told.model_dump_json() if as_json else "\n".join(story_lines(told)))
    if not told.whole:
        raise typer.Exit(5)
