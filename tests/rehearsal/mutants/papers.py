"""Defects of stores, and of work acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models import policy
from models.acts import Act
from models.dossier import DossierState
from models.stores import StoreKind
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path
from motcua.rehearsal.paths import PATHS
from motcua.rehearsal.paths.work import told_of_successors
from motcua.stores import FileStores
from tests.rehearsal.mutants.asking import anything
from tests.rehearsal.mutants.mutant import Mutant, Patch, after_act, instead
from tests.rehearsal.mutants.reception import DISTRICT_IN_JULY, a_month_behind
from tests.rehearsal.mutants.results import shown
from workflows.verbs import VERBS


def _has_everything(patch: Patch) -> None:
    def holding(_: FileStores, owner: Any, documents: Any, day: Any) -> dict[str, StoreKind]:
        return dict.fromkeys(documents, StoreKind.PROVINCE)

    patch.setattr(FileStores, "holding", holding)


def _never_stored(patch: Patch) -> None:
    patch.setattr("workflows.verbs.digitising.decide_effect", lambda *_, **__: None)


def _anybody_does_it(patch: Patch) -> None:
    patch.setattr(policy, "_is_anothers", lambda *_: False)


def _in_plain(patch: Patch) -> None:
    def made(told: Any) -> Any:
        def plainly(state: DossierState, tag: Tag, *said: Any, **detail: Any) -> None:
            told(state, tag, *said, **(detail | {"old": "0912345678"}))

        return plainly

    instead(patch, "workflows.verbs.correcting.told", made)


def _not_undone(patch: Patch) -> None:
    patch.setattr("workflows.verbs.working.undo", lambda *_: None)


def _at_any_time(patch: Patch) -> None:
    patch.setitem(VERBS, Act.SUCCEED, VERBS[Act.SUCCEED]._replace(check=None))


async def _told_at_once(life: Life) -> None:
    await life.at_rest()
    await told_of_successors(life)


def _another_regime(state: DossierState, _: datetime) -> None:
    assert state.rules is not None
    other = state.rules.regime.model_copy(update={"code": "nd118-2025"})
    state.rules = state.rules.model_copy(update={"regime": other})


_ENDS = next(path.setting for path in PATHS if path.key == "work.succession")
_TOO_EARLY = Path("mutant.early", "Báo cơ quan kế thừa quá sớm", _ENDS, _told_at_once)
MUTANTS = (
    Mutant("what a store has is asked for", "stores.not_asked", ("stores.reused",), anything),
    Mutant("the store has everything", "stores.whence", ("stores.reused",), _has_everything),
    Mutant("a digitised paper enters no store", "stores.digitised", ("stores.reused",), _never_stored),
    Mutant("nothing counts as reused", "stores.counted_apart", ("stores.reused",), shown(reused=lambda _: 0)),
    Mutant("another does what was assigned", "work.assigned_alone", ("work.acts",), _anybody_does_it),
    Mutant("urging is not counted", "work.urged", ("work.acts",), shown(urged=lambda _: 0)),
    Mutant("the old value stands in the journal", "work.corrected", ("work.acts",), _in_plain),
    Mutant("what was undone counts", "work.reversed", ("work.acts",), _not_undone),
    Mutant("officers of an ended district act", "agency.in_office", (), a_month_behind, 2025, (DISTRICT_IN_JULY,)),
    Mutant("duties pass before their day", "agency.succeeded", (), _at_any_time, own=(_TOO_EARLY,)),
    Mutant("successors go by another regime", "agency.promise_passes", ("work.succession",),
           after_act("succeed", _another_regime)),
)  # fmt: skip
