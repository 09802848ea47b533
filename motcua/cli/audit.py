"""`motcua audit`: what happened to a dossier, from Temporal's own history joined with the register."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from models.identifiers import DossierCode
from models.linked import TrackingKey
from motcua.app import App
from motcua.audit.grouped import GroupTimeline, group_lines, tell_group
from motcua.audit.grouped_picture import draw_group
from motcua.audit.picture import Known, draw, known_of
from motcua.audit.telling import story_lines
from motcua.cli.audit_access import access
from motcua.cli.audit_anchor import anchor, anchors, attested
from motcua.cli.audit_export import check_export, export
from motcua.cli.audit_replay import replay
from motcua.cli.audit_search import search
from motcua.cli.audit_verify import verify
from motcua.cli.opened import AsJson, with_app
from motcua.cli.proofs import proofs
from motcua.cli.refused import refused
from motcua.cli.voided import voided
from motcua.durable import replace_durably

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

CodeOrKey = Annotated[
    str,
    typer.Argument(metavar="CODE", help="Mã hồ sơ, hoặc mã tra cứu liên thông, ví dụ LT-H24.31.1-261123-0001."),
]
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
app.command()(voided)
app.command()(export)
app.command("check-export")(check_export)


@app.callback()
def _audit() -> None:
    """Kiểm tra: lịch sử, sổ và bằng chứng."""


@app.command()
def timeline(code: CodeOrKey, as_json: AsJson = False, svg: Svg = None) -> None:
    """Kể lại hồ sơ, hoặc mọi hồ sơ của một mã tra cứu liên thông trong một dòng thời gian.

    Ai, khi nào, ở đâu, muộn bao lâu, và điều gì đã được chứng thực. Mã 5 nếu có chỗ không khớp.
    """
    if TrackingKey.pattern.fullmatch(code):
        _timeline_of_group(TrackingKey(code), svg, as_json=as_json)
        return

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


def _timeline_of_group(key: TrackingKey, svg: Path | None, *, as_json: bool) -> None:
    async def tell(opened: App) -> tuple[GroupTimeline, list[Known]]:
        told = await tell_group(opened.register, opened.timelines, key)
        started = [one.timeline for one in told.parts if one.timeline is not None and svg is not None]
        return told, [await asyncio.to_thread(known_of, opened.register, timeline) for timeline in started]

    told, known = with_app(tell)
    if svg is not None:
        replace_durably(svg.absolute(), draw_group(told, known).encode(), mode=0o644)
    typer.echo(told.model_dump_json() if as_json else "\n".join(group_lines(told)))
    if not told.whole:
        raise typer.Exit(5)
