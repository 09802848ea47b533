"""Register and history tell the same journal: every event that a run has written stands, and no other does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.run import Run
from motcua.audit.verify.told import Told

__all__ = ["register_retells_history"]

Place = tuple[int, int]


def register_retells_history(case: Case) -> Iterator[Finding]:
    """Align what histories told with what the register keeps, branch by branch.

    Compared by content first: after an event that was slipped in, all later ones bear another number and another
    hash, and yet only one was added.
    """
    if not case.runs:
        return
    kept = {told[:2]: told for told in case.journal}
    known, forked = _told_by_runs(case.runs, kept)
    for place in sorted(forked):
        yield _differs(Kind.HISTORY_FORKED, case, forked[place], kept[place])
    for branch in sorted({branch for branch, _ in known | kept}):
        ours = [kept[place] for place in sorted(kept) if place[0] == branch and place in case.covered]
        theirs = [known[place] for place in sorted(known) if place[0] == branch]
        yield from _aligned(case, theirs, ours)


def _told_by_runs(runs: Sequence[Run], kept: dict[Place, Told]) -> tuple[dict[Place, Told], dict[Place, Told]]:
    """What histories say was written, and what they would have written where another event stands.

    What was handed over and not confirmed may be in the register or not: a worker can die in between. What a reset
    run told before it was adopted is no fork any more once it has written a branch of its own.
    """
    known = {place: told for run in runs for place, told in run.carried.items() if place in run.written}
    forked: dict[Place, Told] = {}
    for run in runs:
        adopted = max((branch for branch, _ in run.written), default=-1)
        for place, told in run.carried.items():
            if place in run.written or place not in kept:
                continue
            if kept[place].hash == told.hash:
                known.setdefault(place, told)
            elif place[0] >= adopted and told.hash != known.get(place, kept[place]).hash:
                forked[place] = told
    return known, forked


def _aligned(case: Case, theirs: list[Told], ours: list[Told]) -> Iterator[Finding]:
    if [one.fields for one in theirs] == [one.fields for one in ours]:
        return
    matcher = SequenceMatcher(None, [t.content for t in theirs], [o.content for o in ours], autojunk=False)
    removed: list[Told] = []
    added: list[Told] = []
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "replace" and b - a == d - c and not _same(theirs[a:b], ours[c:d]):
            for was, now in zip(theirs[a:b], ours[c:d], strict=True):
                yield _differs(Kind.EVENT_CHANGED, case, was, now)
        elif operation != "equal":
            removed += theirs[a:b]
            added += ours[c:d]
    yield from _unmatched(case, removed, added, theirs)


def _same(theirs: Sequence[Told], ours: Sequence[Told]) -> bool:
    return bool({one.content for one in theirs} & {one.content for one in ours})


def _unmatched(case: Case, removed: list[Told], added: list[Told], theirs: list[Told]) -> Iterator[Finding]:
    left = {told.content: told for told in removed}
    end = theirs[-1].seq if theirs else 0
    for told in added:
        was = left.pop(told.content, None)
        if was is not None:
            yield _differs(Kind.EVENT_MOVED, case, was, told)
        else:
            kind = Kind.EVENT_BEYOND_HISTORY if told.seq > end else Kind.EVENT_ADDED
            yield Finding(kind=kind, code=case.code, where=told.where, found=told.hash)
    for was in left.values():
        yield Finding(kind=Kind.EVENT_REMOVED, code=case.code, where=was.where, expected=was.hash)


def _differs(kind: Kind, case: Case, was: Told, now: Told) -> Finding:
    return Finding(kind=kind, code=case.code, where=now.where, expected=was.hash, found=now.hash)
