"""Who held a dossier when: the sender until the receiver takes over, nobody while it stands aside (design §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import zip_longest
from typing import Final

from motcua.conformance.days import VIETNAM, day_of
from motcua.conformance.evidence import Dossier, Row, instant
from motcua.conformance.promises import PAUSING, goes_on

__all__ = ["DESK", "Stretch", "allotted", "hand_over_due", "holdings", "used", "waiting_hand_overs"]

DESK: Final = ""
"""The key of the reception, which holds a dossier before the first step."""


@dataclass(frozen=True)
class Stretch:
    """A time in which one position held the dossier; `end` None: it still does."""

    step: str
    start: datetime
    end: datetime | None


def holdings(dossier: Dossier) -> list[Stretch]:
    """Every stretch, in order, told from who handed over, took over and completed."""
    moves = list(_moves(dossier))
    ends: list[datetime | None] = [at for _, at in moves[1:]] + [None]
    return [Stretch(step, at, end) for (step, at), end in zip(moves, ends, strict=True) if step is not None]


def _moves(dossier: Dossier) -> Iterator[tuple[str | None, datetime]]:
    """From when on which position holds it; None: nobody."""
    order = [step["key"] for step in dossier.procedure["steps"]]
    kinds = {step["key"]: step["kind"] for step in dossier.procedure["steps"]}
    yield DESK, _desk_since(dossier)
    assert dossier.received is not None
    holder: str | None = DESK
    for event in dossier.events[dossier.events.index(dossier.received) :]:
        if event["tag"] in PAUSING:
            yield None, event["at"]
        elif goes_on(event):
            yield holder, event["at"]
        elif (moved := _moved_by(event, order, kinds)) is not None:
            holder = moved[0]
            yield holder, event["at"]


def _moved_by(event: Row, order: list[str], kinds: dict[str, str]) -> tuple[str | None] | None:
    """To whom an event moves it, if it does; to nobody at its end."""
    match event["tag"]:
        case "officer:step:taken_over":
            return (event["step"],)
        case "officer:result:refusal_proposed":
            return (next(step for step in order if kinds[step] == "sign"),)
        case "officer:step:completed":
            following = order[order.index(event["step"]) + 1]
            return (following,) if kinds[following] == "sign" else None
        case "engine:result:released":
            return (order[-1],)
        case "officer:result:returned" | "officer:dossier:withdrawn" | "engine:dossier:stopped":
            return (None,)
    return None


def _desk_since(dossier: Dossier) -> datetime:
    assert dossier.received_at is not None
    return instant(dossier.opening["entered_at"]) if dossier.is_migrated else dossier.received_at


def used(dossier: Dossier, step: str, until: datetime) -> timedelta:
    """The working time for which a position held it."""
    stretches = [one for one in holdings(dossier) if one.step == step and one.start < until]
    return sum(
        (dossier.days.between(one.start, min(one.end or until, until)) for one in stretches), timedelta(0)
    )  # fmt: skip


def allotted(dossier: Dossier, step: str) -> timedelta:
    """A step has the hours of the internal process; the desk until what it received is to be handed over."""
    if step == DESK:
        since = _desk_since(dossier)
        return dossier.days.between(since, hand_over_due(dossier, since))
    return timedelta(hours=next(one["limit_hours"] for one in dossier.procedure["steps"] if one["key"] == step))


def hand_over_due(dossier: Dossier, given_at: datetime) -> datetime:
    """By the cut-off of a working day: that day's end. Later, or on a day off: the next one's first session."""
    days, local = dossier.days, given_at.astimezone(VIETNAM)
    if days.works(local.date()) and local.time() <= time.fromisoformat(dossier.parameters["hand_over_cut_off"]):
        return days.closing(local.date())
    return days.sessions_of(days.after(day_of(given_at)))[0][1]


def waiting_hand_overs(dossier: Dossier) -> Iterator[tuple[Row, datetime | None]]:
    """Every offer of the dossier, and when it was taken or declined."""
    offers = ("officer:step:handed_over", "officer:step:sent_back", "officer:result:returned_for_rework")
    answers = ("officer:step:taken_over", "officer:step:declined")
    events = [event for event in dossier.events if event["tag"] in (*offers, *answers)]
    for event, following in zip_longest(events, events[1:]):
        if event["tag"] in offers:
            yield event, following["at"] if following else None
