"""Nothing runs without a dossier, and no dossier is without what ran it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind

__all__ = ["Listed", "dossier_has_its_workflow", "workflows_have_their_dossier"]

_PATIENCE: Final = timedelta(minutes=10)
"""A workflow younger than this may still be on its way to its first event."""


class Listed(NamedTuple):
    """A run as the namespace lists it."""

    code: str
    run_id: str
    started_at: datetime
    running: bool


def dossier_has_its_workflow(case: Case) -> Iterator[Finding]:
    """A dossier has histories, of every run that wrote it; an open one runs; what opened it was reserved."""
    if case.row is None:
        if case.reservation.get("started_long_ago"):
            yield Finding(kind=Kind.DOSSIER_MISSING, code=case.code, where="dossier")
        return
    is_open = case.last(Tag.CLOSED) is None
    if not case.runs or (is_open and not case.known):
        yield Finding(kind=Kind.DOSSIER_WITHOUT_WORKFLOW, code=case.code, where="run")
        return
    for run_id in case.lost:
        if run_id not in case.excused:
            yield Finding(kind=Kind.HISTORY_MISSING, code=case.code, where=f"run:{run_id}")
    if is_open and not case.running:
        ended = next((run.ended for run in reversed(case.runs) if run.ended), None)
        yield Finding(kind=Kind.WORKFLOW_NOT_RUNNING, code=case.code, where="run", expected="running", found=ended)
    yield from _opened_as_reserved(case)


def _opened_as_reserved(case: Case) -> Iterator[Finding]:
    reserved = case.reservation.get("opening_digest")
    first = case.last(Tag.SUBMITTED)
    openings = {run.opening.digest for run in case.runs if run.opening is not None}
    told = {first.detail.get("opening")} if first else set()
    for found in sorted(str(one) for one in (openings | told) - {reserved}):
        yield Finding(kind=Kind.OPENING_DIFFERS, code=case.code, where="opening", expected=reserved, found=found)


def workflows_have_their_dossier(
    listed: Iterable[Listed], known: Mapping[str, bool], now: datetime
) -> Iterator[Finding]:
    """Find what the namespace has and the register has not. `known`: reserved codes, and whether each has events."""
    for code, runs in sorted(_by_code(listed).items()):
        if known.get(code) or (code in known and all(run.started_at > now - _PATIENCE for run in runs)):
            continue
        expected = "dossier" if code in known else "reservation"
        yield Finding(kind=Kind.WORKFLOW_WITHOUT_DOSSIER, code=code, where=f"run:{runs[-1].run_id}", expected=expected)


def _by_code(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for run in listed:
        found.setdefault(run.code, []).append(run)
    return found
