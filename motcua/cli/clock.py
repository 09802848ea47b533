"""`motcua dossier why` and `motcua dossier clock`: the clock's book of one dossier."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated

import typer

from models.account import account
from models.calendar import VIETNAM
from models.errors import InvalidInput
from models.identifiers import DossierCode
from motcua.app import App
from motcua.cli.calendar_text import due_lines
from motcua.cli.clock_text import alarm_lines, belief_lines
from motcua.cli.opened import AsJson, Code, with_app
from motcua.service.clockbook import Belief, ClockEntry

__all__ = ["clock", "why"]

AsOf = Annotated[str | None, typer.Option("--as-of", help="Theo những gì đã biết vào cuối ngày này (NĂM-THÁNG-NGÀY).")]


def why(code: Code, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Vì sao hẹn trả vào lúc ấy: từng ngày, kể cả tạm dừng và gia hạn; --as-of: vào ngày ấy đã biết gì."""
    day = _day(as_of)

    async def look(opened: App) -> Belief:
        return opened.clocks.why(DossierCode(code), day)

    belief = with_app(look)
    if as_json:
        typer.echo(json.dumps(_told(code, belief), ensure_ascii=False))
        return
    typer.echo("\n".join([*due_lines(belief.deadline, belief.names), "", *belief_lines(belief)]).rstrip())


def clock(code: Code, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Sổ đồng hồ: mỗi lần báo đến hạn lúc nào, định báo và đã báo lúc nào, muộn bao lâu, vì sao; cả lần sắp tới."""
    day = _day(as_of)

    async def look(opened: App) -> list[ClockEntry]:
        return list(opened.clocks.alarms(DossierCode(code), day))

    entries = with_app(look)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in entries], ensure_ascii=False))
    else:
        typer.echo("\n".join(alarm_lines(entries)) or "Đồng hồ của hồ sơ chưa có gì để báo.")


def _day(said: str | None) -> date | None:
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError:
        raise InvalidInput("ACT_CONTENT_MALFORMED", act="why", field="--as-of") from None


def _told(code: str, belief: Belief) -> dict[str, object]:
    deadline = belief.deadline

    def local(moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(VIETNAM).isoformat()

    return {
        "code": code,
        "due": local(deadline.due),
        "due_original": local(belief.due_original),
        "due_extended": local(deadline.due_extended),
        "new_due": local(belief.new_due),
        "calendar": deadline.calendar.version,
        "changes": [one.model_dump(mode="json") for one in belief.changes],
        "suspensions": [one.model_dump(mode="json") for one in deadline.clock.suspensions],
        "extensions": [one.model_dump(mode="json") for one in deadline.clock.extensions],
        "days": [one.model_dump(mode="json") for one in account(deadline)],
    }
