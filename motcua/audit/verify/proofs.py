"""Nobody acted without proof: every act that the journal tells was heard, and holds under the pinned root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.acts import Act, digest_of
from models.identifiers import DossierCode
from models.proof import Claims
from models.tags import Tag
from motcua.audit.heard import Heard
from motcua.audit.proving import Judged, prove_all
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Told

__all__ = ["acts_are_proven"]

_ACT: Final[dict[str, tuple[Act, ...]]] = {
    Tag.SUBMITTED: (Act.SUBMIT,),
    Tag.ACCEPTED: (Act.ACCEPT_DOSSIER,),
    Tag.REFUSED: (Act.REFUSE_DOSSIER,),
    Tag.HANDED_OVER: (Act.HAND_OVER,),
    Tag.TAKEN_OVER: (Act.TAKE_OVER,),
    Tag.DECLINED: (Act.DECLINE_HAND_OVER,),
    Tag.COMPLETED: (Act.COMPLETE_STEP,),
    Tag.SENT_BACK: (Act.SEND_BACK,),
    Tag.APPROVED: (Act.APPROVE,),
    Tag.REWORK: (Act.RETURN_FOR_REWORK,),
    Tag.RETURNED: (Act.RETURN_RESULT,),
    Tag.DELIVERY_CONFIRMED: (Act.CONFIRM_DELIVERY, Act.RETURN_RESULT),
    Tag.RETRIED: (Act.RETRY,),
    Tag.REPAIRED: (Act.START_AGAIN,),
    Tag.RESET_ADOPTED: (Act.ADOPT_RESET,),
}
"""The acts that bring an event about; of an event that is not listed, any."""


def acts_are_proven(case: Case) -> Iterator[Finding]:
    """Verify each act again, offline; where its run's history is lost there is nothing to verify it by."""
    opening = next((run.opening for run in case.runs if run.opening is not None), None)
    if opening is None:
        return
    if case.roots and opening.root_key not in case.roots:
        yield Finding(kind=Kind.ROOT_FOREIGN, code=case.code, where="opening", found=opening.root_key)
    heard: dict[str, list[Judged]] = {}
    acts = [act for run in case.runs for acts in run.heard.values() for act in acts]
    for one in prove_all(opening, acts, case.runs[0].rooted):
        heard.setdefault(one.heard.envelope.decision_id, []).append(one)
    for told in case.journal:
        decision = str(told.detail.get("decision_id", ""))
        if told.fields["actor"] is None or not decision:
            continue
        if decision in heard:
            yield from _proven(case, told, heard[decision])
        elif told[:2] in case.covered:
            yield Finding(kind=Kind.ACT_UNHEARD, code=case.code, where=told.where, found=told.fields["actor"])


def _proven(case: Case, told: Told, acts: list[Judged]) -> Iterator[Finding]:
    """One that holds is enough: a forgery that came before it under the same id was refused."""
    holding = [(act, proven.claims) for act, proven in acts if proven.claims is not None]
    if not holding:
        yield Finding(kind=Kind.ACT_UNPROVEN, code=case.code, where=told.where, found=acts[0].proven.error)
        return
    differences = [_difference(told, act, claims) for act, claims in holding]
    if None not in differences:
        expected, found = next(one for one in differences if one is not None)
        yield Finding(kind=Kind.ACT_DIFFERS, code=case.code, where=told.where, expected=expected, found=found)


def _difference(told: Told, act: Heard, claims: Claims) -> tuple[str, str] | None:
    """What the event says otherwise than the act that was proven: None if nothing."""
    detail, envelope = told.detail, act.envelope
    acts = _ACT.get(told.tag, (act.act,))
    pairs = [
        (act.act.value, act.act.value if act.act in acts else told.tag),
        (claims.officer, told.fields["actor"]),
        (claims.agency, told.fields["agency"]),
        (envelope.reason_code, detail.get("reason_code")),
        (envelope.note_id, detail.get("note_id")),
    ]
    if "digest" in detail:
        pairs.append((digest_of(DossierCode(str(told.fields["code"])), act.act, envelope), detail["digest"]))
    return next(((str(proven), str(said)) for proven, said in pairs if proven != said), None)
