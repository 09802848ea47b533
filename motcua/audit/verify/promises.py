"""The list of promises that are checked, and every finding told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from motcua.audit.verify.archives import archives_hold
from motcua.audit.verify.case import Case
from motcua.audit.verify.chain import chain_is_whole
from motcua.audit.verify.effects import effects_are_what_was_told
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.lateness import late_is_apologised_and_only_late
from motcua.audit.verify.letters import letters_are_what_was_told
from motcua.audit.verify.numbers import own_numbers_hold
from motcua.audit.verify.papers import papers_are_what_was_signed
from motcua.audit.verify.proofs import acts_are_proven
from motcua.audit.verify.read_model import read_model_follows_journal
from motcua.audit.verify.refunds import refunds_are_what_was_told
from motcua.audit.verify.retelling import register_retells_history
from motcua.audit.verify.running import dossier_has_its_workflow
from motcua.audit.verify.scans import digitised_files_are_what_was_told

__all__ = ["PROMISES", "judged", "told_once"]

PROMISES: Final[tuple[Callable[[Case], Iterable[Finding]], ...]] = (
    dossier_has_its_workflow,
    register_retells_history,
    chain_is_whole,
    acts_are_proven,
    read_model_follows_journal,
    effects_are_what_was_told,
    papers_are_what_was_signed,
    digitised_files_are_what_was_told,
    letters_are_what_was_told,
    refunds_are_what_was_told,
    late_is_apologised_and_only_late,
    own_numbers_hold,
    archives_hold,
)
"""Each looks at one dossier by itself. Of one place in a journal the earlier one's finding is told."""

_OF_AN_EVENT: Final = frozenset({
    Kind.EVENT_CHANGED, Kind.EVENT_REMOVED, Kind.EVENT_MOVED, Kind.EVENT_ADDED, Kind.EVENT_BEYOND_HISTORY,
    Kind.HISTORY_FORKED, Kind.HASH_WRONG, Kind.LINK_BROKEN, Kind.SEQ_MISSING, Kind.ACT_UNHEARD, Kind.ACT_UNPROVEN,
    Kind.ACT_DIFFERS,
})  # fmt: skip


def judged(case: Case) -> list[Finding]:
    """Return what does not hold of a dossier."""
    return told_once(finding for promise in PROMISES for finding in promise(case))


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding per place: an event that was changed has a wrong hash and no proof, and yet only was changed."""
    seen: set[Sequence[str | None]] = set()
    kept = []
    for finding in findings:
        what = "event" if finding.kind in _OF_AN_EVENT else finding.kind
        place = (finding.code, what, finding.where)
        if place not in seen:
            seen.add(place)
            kept.append(finding)
    return kept
