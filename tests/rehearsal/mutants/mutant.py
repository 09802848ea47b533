"""A mutant: the engine with one deliberate defect, put into the rehearsal's worker, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

import pytest

from models.acts import Act
from models.dossier import DossierState
from models.rules import PinnedRules
from motcua.register import PostgresRegister
from motcua.rehearsal.path import Path
from workflows import lapse
from workflows.verbs import VERBS
from workflows.watch import Watch

__all__ = ["Mutant", "Patch", "after_act", "instead", "pinned", "unwatched", "watched"]

Patch = pytest.MonkeyPatch


class Mutant(NamedTuple):
    """One defect."""

    name: str
    """What the engine does wrong."""
    rule: str
    """The key of the rule that must be broken by it."""
    paths: tuple[str, ...]
    """The dossiers on which it shows."""
    apply: Callable[[Patch], None]
    year: int = 2024
    own: tuple[Path, ...] = ()
    """Paths that no rehearsal has, for the engine would refuse them."""


def instead(patch: Patch, place: str, made: Callable[[Any], Any]) -> None:
    """Put what is made of a module's own function in its place: `package.module.function`."""
    module, name = place.rsplit(".", 1)
    patch.setattr(place, made(getattr(import_module(module), name)))


def pinned(change: Callable[[PinnedRules], PinnedRules]) -> Callable[[Patch], None]:
    """The rules pinned at reception are others than the law's."""

    def apply(patch: Patch) -> None:
        original = PostgresRegister.pin_rules
        patch.setattr(PostgresRegister, "pin_rules", lambda *said, **more: change(original(*said, **more)))

    return apply


def watched(watch: Watch, **changes: Any) -> Callable[[Patch], None]:
    """An alarm stands elsewhere, or brings about something else."""

    def apply(patch: Patch) -> None:
        changed = watch._replace(**changes)
        patch.setattr(lapse, "WATCHES", tuple(changed if one is watch else one for one in lapse.WATCHES))

    return apply


def unwatched(watch: Watch) -> Callable[[Patch], None]:
    """An alarm is never told."""
    return watched(watch, find=lambda _: ())


def after_act(act: str, then: Callable[[DossierState, datetime], None]) -> Callable[[Patch], None]:
    """An act does something more."""

    def apply(patch: Patch) -> None:
        verb = VERBS[Act(act)]

        def decide(state: DossierState, said: Any, now: datetime) -> None:
            verb.decide(state, said, now)
            then(state, now)

        patch.setitem(VERBS, Act(act), verb._replace(decide=decide))

    return apply
