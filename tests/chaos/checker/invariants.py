"""Every invariant, by name; what each means stands where it is defined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tests.chaos.checker import acts, agreement, alarms, chains, closing, effects, letters, papers, reserved
from tests.chaos.checker.evidence import Evidence, Finding

__all__ = ["INVARIANTS", "check"]

Invariant = Callable[[Evidence], Iterator[Finding]]

_ALL: Final[tuple[Invariant, ...]] = (
    reserved.every_reserved_code_is_a_dossier,
    closing.nothing_is_left_open,
    acts.acknowledged_acts_stand_once,
    acts.answered_updates_stand,
    acts.no_decision_stands_twice,
    chains.no_seq_is_missing,
    chains.links_hold,
    chains.hashes_hold,
    chains.heads_are_true,
    agreement.history_and_register_agree,
    agreement.every_run_has_its_history,
    effects.effects_are_done_once,
    effects.no_effect_is_undecided,
    letters.late_is_apologised_once,
    letters.late_again_is_escalated_once,
    letters.letters_went_out_once,
    alarms.alarms_are_never_early,
    alarms.alarms_are_the_journals,
    papers.papers_are_whole,
    papers.signatures_hold,
    papers.no_paper_lies_beside,
    reserved.numbers_are_given_once,
    reserved.codes_are_counted,
    closing.closed_means_nothing_left,
    closing.the_read_model_is_the_journals,
)
INVARIANTS: Final = {invariant.__name__: invariant for invariant in _ALL}


def check(evidence: Evidence) -> dict[str, list[Finding]]:
    """Return what each invariant found, none left out; all empty when everything holds. Not within an event loop."""
    return {name: list(invariant(evidence)) for name, invariant in INVARIANTS.items()}
