"""`motcua group`: linked procedures (liên thông), all dossiers of one submission by their tracking key."""

from __future__ import annotations

from typing import Annotated

import typer

from models.linked import PartState, TrackingKey
from motcua.app import App
from motcua.cli.dossier_text import vietnam
from motcua.cli.opened import AsJson, with_app
from motcua.service.following import FollowedGroup, FollowedPart

__all__ = ["app", "group_lines"]

app = typer.Typer(no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="Mã tra cứu, ví dụ LT-H24.31.1-261123-0001.")]


@app.callback()
def _group() -> None:
    """Nhóm hồ sơ liên thông."""


@app.command()
def show(key: Key, as_json: AsJson = False) -> None:
    """Mọi phần của một nhóm liên thông: hồ sơ, cơ quan, hẹn trả, và phần nào còn chờ phần nào. Chỉ có mã."""

    async def look(opened: App) -> FollowedGroup:
        return opened.following.group(TrackingKey(key))

    followed = with_app(look)
    typer.echo(followed.model_dump_json() if as_json else "\n".join(group_lines(followed)))


def group_lines(followed: FollowedGroup) -> list[str]:
    """The group and its parts, as a receipt says them."""
    group = followed.group
    head = [
        f"Mã tra cứu {group.key} · {group.name}",
        f"Nộp {vietnam(group.reserved_at)}; nhóm {group.definition} phiên bản {group.version}",
    ]
    return [*head, *(_part_line(number, one) for number, one in enumerate(followed.parts, 1))]


def _part_line(number: int, one: FollowedPart) -> str:
    part = one.part
    how = part.state.vi + (f" ({part.outcome.vi})" if part.outcome and part.state is PartState.ENDED else "")
    because = f" vì phần {part.because} kết thúc" if part.state is PartState.CANCELLED else ""
    status = f"; trạng thái {int(one.status)} {one.status.vi}" if one.status else ""
    return (
        f"  {number}. {one.procedure_name} ({part.procedure}) — {one.agency_name} ({part.receiving}): "
        f"hồ sơ {part.code or 'chưa có'}, hẹn trả {vietnam(one.due)}{status}; {how}{because}"
    )
