"""Defects of results and statuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.acts import Act
from models.dossier import DossierState
from models.effects import EffectKind
from models.journal import DossierRow
from models.lifecycle import WHEN
from models.procedure import StepKind
from models.statuses import Status
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.year import Kind
from motcua.signatures import LocalSigner
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead
from workflows import snapshot
from workflows.outcomes import AFTER


def shown(**changes: Any) -> Any:
    """The read model shows something else."""

    def apply(patch: Patch) -> None:
        dossier = snapshot._dossier

        def changed(*said: Any) -> Any:
            row = dossier(*said)
            return row.model_copy(update={name: change(row) for name, change in changes.items()})

        patch.setattr(snapshot, "_dossier", changed)

    return apply


def _finished_later(row: DossierRow) -> datetime | None:
    return row.finished_at + timedelta(minutes=1) if row.finished_at else None


def _returned_at_release(patch: Patch) -> None:
    after = AFTER[EffectKind.SIGNATURE]

    def released(state: DossierState, *said: Any) -> None:
        after.follow(state, *said)
        state.status = Status.RETURNED

    patch.setitem(AFTER, EffectKind.SIGNATURE, after._replace(follow=released))


def personal_alone(patch: Patch) -> None:
    sign = LocalSigner.sign_result

    def once(self: LocalSigner, *said: Any, **more: Any) -> Any:
        signed = sign(self, *said, **more)
        return signed._replace(certificates=signed.certificates[:1] * 2)

    patch.setattr(LocalSigner, "sign_result", once)


def _without_evidence(patch: Patch) -> None:
    def made(told: Any) -> Any:
        def silently(state: DossierState, tag: Tag, *said: Any, **detail: Any) -> None:
            told(state, tag, *said, **(detail | ({"evidence": ""} if tag is Tag.RETURNED else {})))

        return silently

    instead(patch, "workflows.verbs.returning.told", made)


def _rework_of_what_is_out(patch: Patch) -> None:
    when = WHEN[Act.RETURN_FOR_REWORK]
    patch.setitem(WHEN, Act.RETURN_FOR_REWORK, when._replace(kinds=frozenset({StepKind.SIGN, StepKind.RETURN})))


async def _sent_back_from_the_desk(life: Life) -> None:
    standing = await life.walk(StepKind.RETURN)
    await life.act(Act.RETURN_FOR_REWORK, life.officer(standing.step_agency, standing.step_role), "SAI_THE_THUC")


def _closed_while_uncollected(patch: Patch) -> None:
    def made(may_close: Any) -> Any:
        def early(state: DossierState) -> bool:
            uncollected = state.status is Status.DONE and state.closed_at is None and not state.queue
            return bool(may_close(state) or uncollected)

        return early

    instead(patch, "workflows.dossier.may_close", made)


_SENT_BACK = Path("mutant.again", "Làm lại kết quả đã ban hành", on_a_quiet_day(Kind.DAYS), _sent_back_from_the_desk)
MUTANTS = (
    Mutant("finished a minute later", "result.kept_at_release", ("road.days",), shown(finished_at=_finished_later)),
    Mutant("returned at its release", "result.ten_by_hand_over", ("road.uncollected",), _returned_at_release),
    Mutant("no seal", "result.signed_then_sealed", ("road.days",), personal_alone),
    Mutant("returned without evidence", "result.returned_with_evidence", ("road.days",), _without_evidence),
    Mutant("a result that is out is done again", "status.lawful", (), _rework_of_what_is_out,
           own=(_SENT_BACK,)),
    Mutant("another status is shown", "status.of_the_journal", ("road.uncollected",), shown(status=lambda _: 4)),
    Mutant("closed while nobody has collected it", "status.closed_when_over", ("road.uncollected",),
           _closed_while_uncollected),
)  # fmt: skip
