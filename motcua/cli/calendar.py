"""`motcua calendar`: when a limit ends and why, what the published calendars say, and how a new one is published.

Counting and showing start no server.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from models.account import account
from models.calendar import VIETNAM
from models.clock import DeadlineClock
from models.deadline import Deadline
from models.errors import InvalidInput
from models.ledger import Suspension, in_order
from models.procedure import Limit, Unit
from models.regime import DayEnd
from motcua.catalogue.calendars import PublishedCalendar, calendar_of, current_calendar
from motcua.cli.calendar_changes import confirm, preview, publish
from motcua.cli.calendar_text import due_lines, year_lines

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Version = Annotated[str | None, typer.Option("--calendar", help="Phiên bản lịch; mặc định: bản mới nhất.")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]


@app.command()
def due(
    received: Annotated[str, typer.Option("--from", help="Thời điểm tiếp nhận, ví dụ 2024-02-06T09:00:00+07:00.")],
    unit: Annotated[Unit, typer.Option(help="Đơn vị của thời hạn.")],
    amount: Annotated[int | None, typer.Option("--limit", help="Thời hạn; với same_day không cần.")] = None,
    cut_off: Annotated[str | None, typer.Option("--cut-off", help="Giờ chốt nhận trong ngày, ví dụ 15:00.")] = None,
    pauses: Annotated[
        list[str] | None, typer.Option("--pause", help="Lần tạm dừng TỪ/ĐẾN; bỏ trống ĐẾN nếu còn đang tạm dừng.")
    ] = None,
    day_end: Annotated[DayEnd, typer.Option("--day-end", help="Ngày làm việc cuối: cuối ngày hoặc cùng giờ.")] = (
        DayEnd.END_OF_DAY
    ),
    calendar: Version = None,
    as_json: AsJson = False,
) -> None:
    """Tính hạn trả kết quả của một thời hạn, từng ngày một."""
    published = _calendar(calendar)
    clock = _clock(_instant(received, "--from"), _limit(amount, unit), cut_off, _pauses(pauses or []), day_end)
    deadline = clock.on(published.working)
    if as_json:
        typer.echo(json.dumps(_due_json(deadline), ensure_ascii=False))
    else:
        typer.echo("\n".join(due_lines(deadline, published.names)))


@app.command()
def show(
    year: Annotated[int | None, typer.Option(help="Năm; mặc định: năm cuối đã công bố.")] = None,
    calendar: Version = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê ngày nghỉ, ngày làm bù của một năm, kèm căn cứ."""
    published = _calendar(calendar)
    year = year or published.working.published_until.year
    entries = [entry for entry in published.entries if entry.date.year == year]
    if not entries:
        first, last = published.entries[0].date.year, published.entries[-1].date.year
        raise InvalidInput("CALENDAR_YEAR_UNKNOWN", version=published.version, year=year, first=first, last=last)
    if as_json:
        days = [entry.model_dump(mode="json") for entry in entries]
        typer.echo(json.dumps({"calendar": published.version, "year": year, "days": days}, ensure_ascii=False))
    else:
        typer.echo("\n".join(year_lines(published, year, entries)))


for _command in (preview, publish, confirm):
    app.command()(_command)


def _due_json(deadline: Deadline) -> dict[str, Any]:
    due_at = deadline.due
    told: dict[str, Any] = {
        "due": due_at.astimezone(VIETNAM).isoformat() if due_at else None,
        "days": [one.day.isoformat() for one in account(deadline) if one.counted],
        "calendar": deadline.calendar.version,
    }
    return told | ({"provisional": True} if deadline.provisional else {})


def _calendar(version: str | None) -> PublishedCalendar:
    return current_calendar() if version is None else calendar_of(version)


def _clock(
    received_at: datetime, limit: Limit, cut_off: str | None, suspensions: tuple[Suspension, ...], day_end: DayEnd
) -> DeadlineClock:
    if not in_order(received_at, suspensions, ()):
        raise InvalidInput("PAUSE_MALFORMED", option="--pause")
    try:
        return DeadlineClock(
            received_at=received_at, limit=limit, cut_off=cut_off, suspensions=suspensions, day_end=day_end
        )
    except ValidationError as error:  # all the rest was checked before
        raise InvalidInput("TIME_OF_DAY_MALFORMED", option="--cut-off") from error


def _limit(amount: int | None, unit: Unit) -> Limit:
    if amount is None:
        if unit is not Unit.SAME_DAY:
            raise typer.BadParameter("thiếu thời hạn.", param_hint="--limit")
        amount = 1
    try:
        return Limit(amount=amount, unit=unit)
    except ValidationError as error:
        raise InvalidInput("LIMIT_MALFORMED", amount=amount, unit=unit) from error


def _pauses(texts: list[str]) -> tuple[Suspension, ...]:
    pauses = []
    for text in texts:
        start, slash, end = text.partition("/")
        resumed_at = _instant(end, "--pause") if end else None
        try:
            pauses.append(Suspension(paused_at=_instant(start, "--pause"), resumed_at=resumed_at))
        except ValidationError as error:
            raise InvalidInput("PAUSE_MALFORMED", option="--pause") from error
        if not slash:
            raise InvalidInput("PAUSE_MALFORMED", option="--pause")
    return tuple(sorted(pauses, key=lambda pause: pause.paused_at))


def _instant(text: str, option: str) -> datetime:
    """Read an instant with its time zone. The years are bounded so that no limit leaves the calendar."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("INSTANT_MALFORMED", option=option) from error
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise InvalidInput("INSTANT_MALFORMED", option=option)
    return moment
