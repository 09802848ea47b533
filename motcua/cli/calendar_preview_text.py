"""What a new calendar would do, in lines for a person and in JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from models.calendar import VIETNAM
from motcua.service.previewing import Effect, Forecast, Preview

__all__ = ["preview_json", "preview_lines"]

_DAY = timedelta(days=1)


def preview_lines(preview: Preview, *, each: bool = True) -> Iterator[str]:
    """How many dossiers of each effect, by how much, and with `each` every dossier that changes."""
    yield f"Lịch {', '.join(preview.versions)} nếu công bố lúc {_moment(preview.at)}: {len(preview.dossiers)} hồ sơ mở"
    for effect, count in preview.counted.items():
        yield f"  {effect.vi:<20}{count:>6}"
    moved = Counter(one.moved_by for one in preview.dossiers if one.moved_by)
    for by, count in sorted(moved.items()):
        yield f"  hạn dời {span(by):<12}{count:>6}"
    if each:
        yield from (_line(one) for one in preview.dossiers if one.effect is not Effect.UNCHANGED)


def preview_json(preview: Preview) -> dict[str, Any]:
    """All of it; dossiers that do not change are counted only."""
    changed = [one for one in preview.dossiers if one.effect is not Effect.UNCHANGED]
    return {
        "at": preview.at.astimezone(VIETNAM).isoformat(),
        "versions": list(preview.versions),
        "open": len(preview.dossiers),
        "counts": {effect.value: count for effect, count in preview.counted.items()},
        "dossiers": [
            one.model_dump(mode="json", exclude_none=True)
            | ({} if one.moved_by is None else {"moved_by_seconds": int(one.moved_by.total_seconds())})
            for one in changed
        ],
    }


def span(by: timedelta) -> str:
    """A span as people say it: `+1 ngày`, `−2 ngày 3 giờ`."""
    sign, whole = ("−", -by) if by < timedelta(0) else ("+", by)
    days, rest = divmod(whole, _DAY)
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    parts = [(days, "ngày"), (hours, "giờ"), (minutes, "phút")]
    return sign + " ".join(f"{number} {unit}" for number, unit in parts if number)


def _line(one: Forecast) -> str:
    if one.error is not None:
        return f"  {one.code}: {one.effect.vi} ({one.error})"
    by = f" ({span(one.moved_by)})" if one.moved_by else ""
    asked = "".join(
        f"; việc {moved.matter} đến hạn {_moment(moved.old_due)} → {_moment(moved.new_due)}" for moved in one.matters
    )
    if one.old_answer_by is not None and one.new_answer_by is not None:
        asked = f"; hạn trả lời {_moment(one.old_answer_by)} → {_moment(one.new_answer_by)}{asked}"
    promised = f", {_due(one.old_due)} → {_due(one.new_due)}{by}" if one.received else ", chưa tiếp nhận"
    return f"  {one.code}: {one.effect.vi}{promised}{asked}"


def _due(moment: datetime | None) -> str:
    return "đang tạm dừng" if moment is None else _moment(moment)


def _moment(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
