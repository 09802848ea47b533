"""Who held a dossier when: the sender until the receiver takes over, nobody while it stands aside (design §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from motcua.conformance.days import VIETNAM, day_of
from motcua.conformance.evidence import FINISHING, Dossier, Row, instant
from motcua.conformance.promises import PAUSING, goes_on

__all__ = [
    "DESK", "OFFERING", "REVERSED", "Offer", "Stretch", "allotted", "hand_over_due", "holdings", "offers_of", "used",
]  # fmt: skip

DESK: Final = ""
"""The key of the reception, which holds a dossier before the first step."""
OFFERING: Final = ("officer:step:handed_over", "officer:step:sent_back", "officer:result:returned_for_rework")
"""What offers a dossier to somebody."""
REVERSED: Final = "officer:act:reversed"
"""What undoes a mistaken act, named by its number."""
_ANSWERING: Final = ("officer:step:taken_over", "officer:step:declined")


@dataclass(frozen=True)
class Stretch:
    """A time in which one position held the dossier; `end` None: it still does."""

    step: str
    start: datetime
    end: datetime | None
    since: int
    """The number of the event with which it began."""


def holdings(dossier: Dossier) -> list[Stretch]:
    """Every stretch, in order, told from who handed over, took over and completed."""
    moves = list(_moves(dossier))
    ends: list[datetime | None] = [at for _, at, _ in moves[1:]] + [None]
    return [Stretch(step, at, end, seq) for (step, at, seq), end in zip(moves, ends, strict=True) if step is not None]


def _moves(dossier: Dossier) -> Iterator[tuple[str | None, datetime, int]]:
    """From when on, and from which event on, which position holds it; None: nobody."""
    order = [step["key"] for step in dossier.procedure["steps"]]
    kinds = {step["key"]: step["kind"] for step in dossier.procedure["steps"]}
    yield DESK, _desk_since(dossier), 0
    assert dossier.received is not None
    holder: str | None = DESK
    before: dict[int, str | None] = {}
    for event in dossier.events[dossier.events.index(dossier.received) :]:
        before[event["seq"]] = holder
        if event["tag"] in PAUSING:
            yield None, event["at"], event["seq"]
        elif goes_on(event):
            yield holder, event["at"], event["seq"]
        elif event["tag"] == REVERSED and event["detail"]["act"] in ("take_over", "complete_step"):
            holder = before[event["detail"]["seq"]]  # what was mistaken stays counted, and they hold it again
            yield holder, event["at"], event["seq"]
        elif (moved := _moved_by(event, order, kinds)) is not None:
            holder = moved[0]
            yield holder, event["at"], event["seq"]


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
    """From its reception; while the competent agency was sought nobody held it."""
    assert dossier.received_at is not None
    if dossier.first("engine:coordination:done") is not None and dossier.assigned is not None:
        assigned: datetime = dossier.assigned["at"]
        return assigned
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


@dataclass(frozen=True)
class Offer:
    """A hand-over that waited to be taken over."""

    event: Row
    """By which it was offered, or lay there again."""
    given: int
    """The number of the act that offered it: undone, it is taken back."""
    due: datetime
    """Until when it was to be taken over, as calendars and stops left it."""
    ended: datetime | None = None
    """When it was taken, declined or withdrawn, or the dossier ended; None: it still waits."""
    stopped: datetime | None = None
    """Since when the dossier stands still, and nobody has to take it over."""
    since: datetime | None = None
    """Since when it waits, if a stop was lifted meanwhile: whoever takes it over has as long as ever."""

    @property
    def is_silent(self) -> bool:
        """Whether nobody took it over in time."""
        until = self.ended or self.stopped
        return until is None or until > self.due


def offers_of(dossier: Dossier) -> list[Offer]:
    """Every offer of the dossier, in order."""
    offers = list[Offer]()
    for event in dossier.events if dossier.received else ():
        dossier = dossier.ruled_by(event)
        last = offers[-1] if offers and offers[-1].ended is None else None
        if event["tag"] in OFFERING:
            offers.append(Offer(event, event["seq"], hand_over_due(dossier, event["at"])))
        elif _lies_again(event):
            offers.append(Offer(event, offers[-1].given, hand_over_due(dossier, event["at"])))
        elif last is not None:
            offers[-1] = _waiting(dossier, last, event)
    return offers


def _lies_again(event: Row) -> bool:
    return bool(event["tag"] == REVERSED and event["detail"]["act"] == "take_over")


def _waiting(dossier: Dossier, offer: Offer, event: Row) -> Offer:
    """What an event makes of an offer that waits."""
    taken_back = event["tag"] == REVERSED and event["detail"]["seq"] == offer.given
    if event["tag"] in _ANSWERING or event["tag"] in FINISHING or taken_back:
        return replace(offer, ended=offer.stopped or event["at"])
    if event["tag"] == "officer:dossier:stopped":
        return replace(offer, stopped=event["at"])
    if event["tag"] == "officer:dossier:stop_lifted":
        due = offer.due if offer.is_silent else max(offer.due, hand_over_due(dossier, event["at"]))
        return replace(offer, stopped=None, since=event["at"], due=due)
    if event["tag"] == "officer:calendar:changed" and offer.stopped is None and event["at"] < offer.due:
        return replace(offer, due=hand_over_due(dossier, offer.since or offer.event["at"]))
    return offer
