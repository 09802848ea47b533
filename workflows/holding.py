"""Who holds the dossier: the hand-over contract, by which used and allotted time is told apart (design §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from models.calendar import VIETNAM, legal_day
from models.dossier import DossierState
from models.holdings import HandOver, Holding, Stretch
from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.rules import PinnedRules
from models.tags import Tag
from models.value import Json
from workflows.watch import Watch

__all__ = ["HAND_OVER_SILENT", "hold", "offer", "release", "silent_after", "waits_since"]


def hold(state: DossierState, position: int, now: datetime, officer: OfficerId | None = None) -> None:
    """Let the clock of `position` run from now on, and of nobody else."""
    release(state, now)
    holding = state.holdings.setdefault(position, Holding())
    holding.stretches.append(Stretch(start=now))
    if officer is not None:
        holding.officer = officer
    state.holder = position


def release(state: DossierState, now: datetime) -> None:
    """Let nobody's clock run."""
    for holding in state.holdings.values():
        if holding.open_since is not None:
            holding.stretches[-1].end = now


def offer(state: DossierState, target: int, now: datetime, given_by: OfficerId) -> HandOver:
    """Offer the dossier to another position; the sender's clock runs until it is taken over."""
    assert state.rules is not None
    hand_over = HandOver(
        source=state.holder,
        target=target,
        given_by=given_by,
        given_at=now,
        silent_after=silent_after(state.rules, now),
    )
    state.hand_overs.append(hand_over)
    state.position, state.phase = target, Phase.HANDED_OVER
    return hand_over


def silent_after(rules: PinnedRules, given_at: datetime) -> datetime:
    """Until when a hand-over is to be taken over: the day's end, or the next working day's first session.

    Given by the regime's cut-off of a working day it is due that day; later, or on a day off, at the end of the first
    session of the next one (rulebook §1, "Handing over").
    """
    calendar, day = rules.calendar, legal_day(given_at)
    cut_off = time.fromisoformat(rules.regime.parameters.hand_over_cut_off)
    if calendar.is_working_day(day) and given_at.astimezone(VIETNAM).time() <= cut_off:
        return calendar.closing(day)
    next_day = calendar.working_day_after(day)
    return calendar.sessions_of(next_day)[0][1]


def waits_since(state: DossierState, waiting: HandOver) -> datetime:
    """From when whoever was offered the dossier has the usual time: a stop that was lifted meanwhile gives it anew."""
    stops = state.clock.suspensions[-1:] if state.clock is not None else ()
    return max([waiting.given_at, *(stop.resumed_at for stop in stops if stop.resumed_at is not None)])


def _silent(state: DossierState) -> Iterator[tuple[datetime, int]]:
    if state.hand_over is not None:
        yield state.hand_over.silent_after, len(state.hand_overs)


def _given_at(state: DossierState, number: int) -> datetime:
    return state.hand_overs[number - 1].given_at


def _offered_to(state: DossierState, _: int) -> dict[str, Json]:
    return {"to_agency": state.agency_at(state.position), "to_step": state.key_at(state.position)}


HAND_OVER_SILENT = Watch(Tag.HAND_OVER_SILENT, _silent, _given_at, _offered_to)
