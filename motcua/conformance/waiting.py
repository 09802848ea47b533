"""For whose opinion a dossier waited past its deadline: that time is the consulted agency's (rulebook §1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.holding import Stretch, holdings

__all__ = ["SETTLING", "waited", "waited_for"]

SETTLING: Final = ("officer:consultation:answered", "officer:consultation:cancelled")
"""What ends a question: an opinion, or that nobody asks any more."""


@dataclass(frozen=True)
class _Silence:
    """An opinion that was waited for from its deadline on; `end` None: it still is."""

    agency: str
    start: datetime
    end: datetime | None


def waited(dossier: Dossier, step: str, until: datetime) -> timedelta:
    """Working time in which a position held the dossier and waited for any opinion past its deadline."""
    held = [one for one in holdings(dossier) if one.step == step]
    return _time(dossier, held, list(_silences(dossier, until)), until)


def waited_for(dossier: Dossier, until: datetime) -> dict[str, timedelta]:
    """The same of every position, by the agency that kept silent; in the order in which they were asked."""
    silences, held = list(_silences(dossier, until)), holdings(dossier)
    agencies = dict.fromkeys(one.agency for one in silences)
    of_agency = {agency: [one for one in silences if one.agency == agency] for agency in agencies}
    return {agency: _time(dossier, held, of_agency[agency], until) for agency in agencies}


def _silences(dossier: Dossier, until: datetime) -> Iterator[_Silence]:
    """Of those that are waited for past their deadline: sector law may have it that nobody is."""
    ended = {event["detail"]["matter"]: event["at"] for event in dossier.events if event["tag"] in SETTLING}
    for event in dossier.told("officer:consultation:asked"):
        for asked in event["detail"]["agencies"] if event["detail"]["on_silence"] == "wait" else ():
            due = dossier.end_of(asked["matter"], instant(asked["due"]))
            if due < until:
                yield _Silence(asked["agency"], due, ended.get(asked["matter"]))


def _time(dossier: Dossier, held: list[Stretch], silences: list[_Silence], until: datetime) -> timedelta:
    """Working time, told once however many were waited for in it."""
    spans = sorted(
        (max(one.start, silence.start), min(one.end or until, silence.end or until, until))
        for one in held
        for silence in silences
    )
    total, told = timedelta(0), None
    for start, end in spans:
        begin = start if told is None else max(start, told)
        if begin < end:
            total, told = total + dossier.days.between(begin, end), end
    return total
