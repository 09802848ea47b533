"""`motcua audit`: what happened to a dossier, from Temporal's own history joined with the register."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from models.identifiers import DossierCode
from motcua.audit.picture import draw, known_of
from motcua.audit.telling import story_lines
from motcua.cli.audit_access import access
from motcua.cli.audit_anchor import anchor, anchors, attested
from motcua.cli.audit_export import check_export, export
from motcua.cli.audit_replay import replay
from motcua.cli.audit_search import search
from motcua.cli.audit_verify import verify
from motcua.cli.opened import AsJson, Code, with_app
from motcua.cli.proofs import proofs
from motcua.cli.refused import refused
from motcua.durable import replace_durably

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Svg = Annotated[Path | None, typer.Option("--svg", help="Vẽ thêm câu chuyện thành một hình SVG vào tệp này.")]


app.command()(access)
app.command()(anchor)
app.command()(anchors)
app.command()(attested)
app.command()(proofs)
app.command()(refused)
app.command()(replay)
app.command()(search)
app.command()(verify)
app.command()(export)
app.command("check-export")(check_export)


@app.callback()
def _audit() -> None:
    """Kiểm tra: lịch sử, sổ và bằng chứng."""


@app.command()
def timeline(code: Code, as_json: AsJson = False, svg: Svg = None) -> None:
    """Kể lại hồ sơ: ai, khi nào, ở đâu, muộn bao lâu, và điều gì đã được chứng thực. Mã 5 nếu có chỗ không khớp."""

    async def tell(opened: Any) -> Any:
        told = await opened.timelines.tell(DossierCode(code))
        if svg is not None:
            drawn = draw(told, await asyncio.to_thread(known_of, opened.register, told))
            replace_durably(svg.absolute(), drawn.encode(), mode=0o644)
        return told

    told = with_app(tell)
    typer.echo(told.model_dump_json() if as_json else "\n".join(story_lines(told)))
    if not told.whole:
        raise typer.Exit(5)
