"""The head's own letter, before the breach or under a sealed one; and who answers for the delay (rulebook §1)."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act
from models.contents.apologising import ContestAttribution, SendApology, SettleAttribution
from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import InvalidInput, Refused
from models.identifiers import AgencyCode
from models.matter import MatterKind
from models.reasons import LateReason
from models.submission import LONGEST_PROMISE
from models.tags import Tag
from models.value import Json, stamp
from models.words import Word
from workflows.apologies import new_date, queue_letter
from workflows.journal import decide_effect
from workflows.verbs.saying import Said, Verb, told
from workflows.words import decide_word

__all__ = ["VERBS"]


def send_apology(state: DossierState, said: Said, now: datetime) -> None:
    """The letter goes out before the due instant, under the head's own key; its date is the one new date."""
    content, draft = said.content, state.waiting_draft
    assert isinstance(content, SendApology)
    assert draft is not None
    assert state.due is not None
    new_due = stamp(content.new_due)
    told(state, Tag.APOLOGY_SENT, said, now, new_due=new_due)
    queue_letter(state, now, {
        "due": stamp(state.due),
        "new_due": new_due,
        "accountable_agency": draft.agency,
        "accountable_officer": draft.officer,
        "accountable_step": draft.step,
        "excess_minutes": draft.excess_minutes,
        "reason_code": said.envelope.reason_code,
        "automatic": False,
        **_signing(said),
        "note_id": said.envelope.note_id,
    })  # fmt: skip


def _signing(said: Said) -> dict[str, Json]:
    """A personal key signs only on that person's own act (rulebook §1, "Who signs")."""
    return {"signer": said.claims.officer, "on_behalf_of": said.claims.on_behalf_of}


def _promises_rightly(state: DossierState, said: Said, now: datetime) -> None:
    assert isinstance(said.content, SendApology)
    assert state.rules is not None
    envelope, new_due = said.envelope, said.content.new_due
    if envelope.note_id is None and envelope.reason_code not in {reason.value for reason in LateReason}:
        raise InvalidInput("LATE_REASON_UNKNOWN", reason=envelope.reason_code or "-")
    if new_due - now > LONGEST_PROMISE:
        raise Refused("NEW_DUE_TOO_FAR")
    least = new_date(state, now)
    if new_due < least or (state.due is not None and new_due <= state.due):
        raise Refused("NEW_DUE_TOO_EARLY", least=stamp(max(least, state.due or least)))
    nearest = state.rules.calendar.session_end_from(new_due)
    if nearest != new_due:
        raise Refused("NEW_DUE_NOT_SESSION_END", nearest=stamp(nearest))


def sign_apology(state: DossierState, said: Said, now: datetime) -> None:
    """The head signs what the timer issued: the same letter, the same date. A settled attribution is named by it."""
    apology = state.apology
    assert apology is not None
    told(state, Tag.APOLOGY_SIGNED, said, now)
    apology.unsigned = False
    detail = {name: value for name, value in apology.told.items() if name != "withdrawn"}
    if apology.settled is not None:
        detail |= {"accountable_agency": apology.settled, "accountable_officer": None, "accountable_step": None}
    dated = {"new_due": stamp(apology.new_due), "automatic": False}
    decide_effect(state, EffectKind.APOLOGY_SIGNATURE, now, detail | dated | _signing(said))


def contest_attribution(state: DossierState, said: Said, now: datetime) -> None:
    """The head contests that the agency answers for the delay; the letter stands, the superior is to settle it."""
    content, apology = said.content, state.apology
    assert isinstance(content, ContestAttribution)
    assert apology is not None
    stated, instead, arbiter = apology.stated_agency, content.to_agency, _arbiter(state, content)
    assert arbiter is not None
    matter = state.open_matter(
        MatterKind.ATTRIBUTION, now, by=said.claims.officer, agency=arbiter, accountable_agency=stated,
        to_agency=instead,
    )  # fmt: skip
    told(
        state, Tag.ATTRIBUTION_CONTESTED, said, now, matter=matter.number, accountable_agency=stated, to_agency=instead
    )
    decide_word(state, now, arbiter, Word.ATTRIBUTION_CONTESTED, matter=matter.number)


def _may_contest(state: DossierState, said: Said, _: datetime) -> None:
    content, apology = said.content, state.apology
    assert isinstance(content, ContestAttribution)
    assert apology is not None
    wanted = content.to_agency
    if wanted is not None and (wanted == apology.stated_agency or wanted not in _of_the_dossier(state)):
        raise Refused("AGENCY_NOT_CONCERNED", agency=wanted)
    if _arbiter(state, content) is None:
        raise Refused("NO_ARBITER")


def _arbiter(state: DossierState, content: ContestAttribution) -> AgencyCode | None:
    """The nearest agency above whoever the letter names and whoever is named instead."""
    assert state.apology is not None
    assert state.rules is not None
    parties = [agency for agency in (state.apology.stated_agency, content.to_agency) if agency is not None]
    return next(iter(state.rules.above_all(*parties)), None)


def _of_the_dossier(state: DossierState) -> set[AgencyCode]:
    asked = (matter.agency for matter in state.matters if matter.kind is MatterKind.CONSULTATION)
    return {
        state.desk, state.competent, *(AgencyCode(step.agency) for step in state.steps),
        *(agency for agency in asked if agency is not None),
    }  # fmt: skip


def settle_attribution(state: DossierState, said: Said, now: datetime) -> None:
    """Whoever stands above both says who answers; what the letter said is kept beside it."""
    content, apology = said.content, state.apology
    assert isinstance(content, SettleAttribution)
    assert apology is not None
    (matter,) = state.open_matters(MatterKind.ATTRIBUTION)
    matter.closed_at = now
    matter.outcome = "upheld" if content.accountable_agency == apology.stated_agency else "changed"
    matter.detail = {**matter.detail, "settled": content.accountable_agency}
    apology.settled = content.accountable_agency
    told(
        state,
        Tag.ATTRIBUTION_SETTLED,
        said,
        now,
        matter=matter.number,
        stated_agency=apology.stated_agency,
        accountable_agency=content.accountable_agency,
    )


def _is_of_the_dossier(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, SettleAttribution)
    assert state.apology is not None
    agency = said.content.accountable_agency
    known = _of_the_dossier(state) | set(state.contested)
    if agency not in known or agency == said.claims.agency:
        raise Refused("AGENCY_NOT_CONCERNED", agency=agency)


VERBS = {
    Act.SEND_APOLOGY: Verb(Tag.APOLOGY_SENT, send_apology, _promises_rightly),
    Act.SIGN_APOLOGY: Verb(Tag.APOLOGY_SIGNED, sign_apology),
    Act.CONTEST_ATTRIBUTION: Verb(Tag.ATTRIBUTION_CONTESTED, contest_attribution, _may_contest),
    Act.SETTLE_ATTRIBUTION: Verb(Tag.ATTRIBUTION_SETTLED, settle_attribution, _is_of_the_dossier),
}
