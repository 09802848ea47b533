"""Consultations that wait for an answer: silence at their deadline, and whose delay it is (rulebook §1).

On silence the delay is attributed to the consulted agency and its head is told; there is no deemed consent unless
sector law says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from models.dossier import DossierState
from models.identifiers import AgencyCode
from models.matter import Matter, MatterKind
from models.regime import OnSilence
from models.tags import Tag
from models.value import Json
from models.words import Word
from workflows.watch import Watch
from workflows.words import decide_word

__all__ = ["CONSULTATION_SILENT", "SILENT", "Waited", "above", "on_silence", "waited", "waited_longest_for"]

SILENT: Final = "silent"
"""The outcome of a consultation without which the dossier may go on."""
_CLOSED_BY_SILENCE: Final = {OnSilence.PROCEED: SILENT, OnSilence.DEEMED_CONSENT: OnSilence.DEEMED_CONSENT.value}


def on_silence(state: DossierState) -> OnSilence:
    """What silence does here: as the procedure's sector law says, else as the regime does."""
    assert state.rules is not None
    return state.rules.procedure.on_silence or state.rules.regime.parameters.on_silence


def above(state: DossierState, agency: AgencyCode) -> AgencyCode:
    """To whom lateness of an agency of the dossier, or of one that was consulted, is escalated; itself at the top."""
    assert state.rules is not None
    return state.rules.superiors.get(agency) or state.acting_for(agency)


class Waited(NamedTuple):
    """Working time for which a dossier waited for an agency that kept silent past its deadline."""

    agency: AgencyCode
    time: timedelta


def waited(state: DossierState, position: int, now: datetime) -> timedelta:
    """Working time in which a position held the dossier and waited for any consultation past its deadline."""
    return _time(state, _merged(_spans(state, position, state.matters, now)))


def waited_longest_for(state: DossierState, now: datetime) -> Waited | None:
    """The consulted agency for which the dossier's holders waited longest past its deadline; None for none."""
    times: dict[AgencyCode, timedelta] = {}
    for agency in dict.fromkeys(matter.agency for matter in state.matters if matter.agency is not None):
        asked = [matter for matter in state.matters if matter.agency == agency]
        spans = [span for position in state.holdings for span in _spans(state, position, asked, now)]
        times[agency] = _time(state, _merged(spans))
    longest = max(times, key=lambda agency: times[agency], default=None)
    return Waited(longest, times[longest]) if longest is not None and times[longest] else None


_Span = tuple[datetime, datetime]


def _spans(state: DossierState, position: int, matters: list[Matter], now: datetime) -> list[_Span]:
    """From a consultation's deadline to its end, as far as the position held the dossier then."""
    holding = state.holdings.get(position)
    found = []
    for matter in matters:
        if holding is None or matter.kind is not MatterKind.CONSULTATION or matter.due is None:
            continue
        for stretch in holding.stretches:
            start, end = max(matter.due, stretch.start), min(matter.closed_at or now, stretch.end or now)
            if start < end:
                found.append((start, end))
    return found


def _merged(spans: list[_Span]) -> list[_Span]:
    """The same time told once, however many agencies were waited for in it."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _time(state: DossierState, spans: list[_Span]) -> timedelta:
    assert state.rules is not None
    return sum((state.rules.calendar.between(start, end) for start, end in spans), timedelta(0))


# ── what the clock tells of it ────────────────────────────────────────────────────────────────────────────────────────


def _deadlines(state: DossierState) -> Iterator[tuple[datetime, int]]:
    if state.finished_at is None:
        for matter in state.open_matters(MatterKind.CONSULTATION):
            if matter.due is not None:
                yield matter.due, matter.number


def _asked_at(state: DossierState, number: int) -> datetime:
    return state.matters[number - 1].opened_at


def _which(state: DossierState, number: int) -> dict[str, Json]:
    matter = state.matters[number - 1]
    return {"matter": number, "to_agency": matter.agency, "on_silence": matter.detail["on_silence"]}


def _tell_head(state: DossierState, number: int, due: datetime, now: datetime) -> None:
    """The consulted agency's head is told; what is not to be waited for is closed as of its deadline."""
    matter = state.matters[number - 1]
    assert matter.agency is not None
    outcome = _CLOSED_BY_SILENCE.get(OnSilence(matter.detail["on_silence"]))
    if outcome is not None:
        matter.closed_at, matter.outcome = due, outcome
    decide_word(state, now, matter.agency, Word.CONSULTATION_SILENT, matter=number)


CONSULTATION_SILENT = Watch(Tag.CONSULTATION_SILENT, _deadlines, _asked_at, _which, _tell_head)
