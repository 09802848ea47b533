"""§1 and §2: the alarms before the due instant and at it, each told once and in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.promises import Promise, promises_of
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_SPREAD = timedelta(minutes=5)
_PATIENCE = timedelta(minutes=5)
"""Beyond the spread, what a busy machine may need to tell it."""


def _warned_before(dossier: Dossier) -> Iterator[Seen]:
    yield from _told_once(dossier, "clock:dossier:due_soon", [(one, one.soon) for one in promises_of(dossier)])


def _told_at_due(dossier: Dossier) -> Iterator[Seen]:
    yield from _told_once(dossier, "clock:dossier:overdue", [(one, one.due) for one in promises_of(dossier)])


def _told_once(dossier: Dossier, tag: str, alarms: list[tuple[Promise, datetime]]) -> Iterator[Seen]:
    """Where a promise stood, not kept yet, when its alarm came; at the very instant at which it ended, either way."""
    told = [instant(event["detail"]["due"]) for event in dossier.told(tag)]
    kept = [dossier.finished["at"]] if dossier.finished else []
    wanted = []
    for promise, moment in alarms:
        end = min([*kept, *([promise.until] if promise.until else [])], default=None)
        if end is None or end > moment or (end == moment and moment in told):
            wanted.append(moment)
    if dossier.row["closed_at"] is None:
        wanted = [due for due in wanted if due in told]  # too early to say of others
    if wanted or told:
        yield Seen.same(dossier, tag, sorted(told), sorted(wanted))


def _in_time(dossier: Dossier) -> Iterator[Seen]:
    """Never early; so late at most as alarms of one instant are spread, and a moment of work."""
    for alarm in dossier.parts["alarm"]:
        due, fired = alarm["due"], alarm["fired"]
        possible = max(due, instant(dossier.opening["entered_at"]), dossier.events[1]["at"], *_known(dossier, alarm))
        held = due <= fired <= possible + _SPREAD + _PATIENCE
        yield Seen.that(dossier, held, f"{alarm['kind']} due {due} was told {fired}")
        lateness = (fired - due) // timedelta(seconds=1)
        yield Seen.same(dossier, f"lateness of {alarm['kind']}", alarm["lateness_seconds"], lateness)


def _known(dossier: Dossier, alarm: Row) -> list[datetime]:
    """Since when a due instant was known that lay in the past: its alarms could not come before.

    So changed rules may set it, and so it is with what waited longer than its limit for a competent agency.
    """
    standing = [one for one in promises_of(dossier) if one.until is None or one.until > alarm["fired"]]
    told_of = {"due_soon": [one.soon for one in standing], "overdue": [one.due for one in standing]}
    moments = told_of.get(alarm["kind"], [])
    known = [one.since for one, moment in zip(standing, moments, strict=False) if moment == alarm["due"]][:1]
    return [max(since, dossier.received["at"]) for since in known] if dossier.received is not None else []


RULES = (
    Rule(
        "alarm.before_due", "§1", "Cảnh báo trước hạn một ngày làm việc; hạn ngắn thì ở nửa thời gian",
        each(_warned_before),
    ),
    Rule("alarm.at_due", "§1", "Đến hạn mà chưa xong thì báo quá hạn", each(_told_at_due)),
    Rule("alarm.in_time", "§2", "Cảnh báo không sớm, không muộn, và ghi đúng độ trễ của mình", each(_in_time)),
)  # fmt: skip
