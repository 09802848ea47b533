"""The apology letter: issued under the agency's seal when a promise broke (Decree 61/2018 Art. 19(9), rulebook §1)."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.papers import stored_paper
from activities.ports import Documents, PaperContent, Register, Renderer, Signed, Signer
from models.calendar import legal_day
from models.effects import EffectKind
from models.identifiers import AgencyCode, NoteId, OfficerId
from models.journal import EffectRow, LetterRow, PaperKind, PaperRow
from models.reasons import LateReason
from models.value import UtcTime, Value

__all__ = ["Apology", "ApologyFacts", "ApologyOrder", "SignApologyOrder"]


class ApologyOrder(Order):
    """Issue the letter of a dossier that is late."""

    kind = EffectKind.APOLOGY
    once = True

    form: str
    procedure_code: str
    procedure_name: str
    result_name: str
    agency: AgencyCode
    """Whose seal it bears and whose head owes it: the agency at fault, or who has its duties since it ceased."""
    accountable: AgencyCode | None = None
    """The agency at fault; None: the one whose seal it bears."""
    superior: AgencyCode | None
    accountable_officer: OfficerId | None
    accountable_step_name: str | None
    reason: LateReason | None
    """None: the head states it in words of their own."""
    note_id: NoteId | None = None
    signer: OfficerId | None = None
    """Whose personal key signs it, before the seal; None: the seal stands alone, nobody signs on a timer."""
    on_behalf_of: OfficerId | None = None
    """Who delegated the signing, if it was."""
    received_at: UtcTime
    due: UtcTime
    new_due: UtcTime

    def done(self, facts: ApologyFacts) -> EffectRow:
        """See Order."""
        letter = LetterRow(letter_id=facts.letter_id, kind=PaperKind.APOLOGY, paper=facts.paper.sha256, to_agency=None)
        return self._row(facts, papers=(facts.paper,), letters=(letter,))


class SignApologyOrder(ApologyOrder):
    """Issue the same letter with the head's signature, after it went out under the seal alone."""

    kind = EffectKind.APOLOGY_SIGNATURE


class ApologyFacts(Value):
    """The letter that came of it."""

    paper: PaperRow
    letter_id: str
    new_due: UtcTime
    """The new date that stands in it."""
    taken_over: str | None = None
    """The effect of a branch that was left, which issued the letter."""


class Apology:
    """Issues apology letters."""

    def __init__(self, register: Register, renderer: Renderer, signer: Signer, documents: Documents) -> None:
        self._register = register
        self._renderer = renderer
        self._signer = signer
        self._documents = documents

    @activity.defn
    def issue_apology_letter(self, order: ApologyOrder) -> ApologyFacts:
        """Render, number, seal, store, then record letter and outbox in one transaction; asked again, the same letter.

        Raises Refused (`KEY_UNKNOWN`, `CERTIFICATE_NOT_VALID`, `PERSON_ERASED`), Unavailable (`SIGNER_UNREACHABLE`).
        """
        return self._issued(order)

    @activity.defn
    def sign_apology_letter(self, order: SignApologyOrder) -> ApologyFacts:
        """The same with the head's signature: the letter that went out keeps its number, this one has its own.

        Raises as `issue_apology_letter`.
        """
        return self._issued(order)

    def _issued(self, order: ApologyOrder) -> ApologyFacts:
        if (facts := order.done_before(self._register)) is not None:
            return ApologyFacts.model_validate(facts)
        number = self._register.allocate_number(
            order.agency, legal_day(order.at).year, PaperKind.APOLOGY, order.effect_id, order.code
        )
        signed = self.made(order, number)
        paper = stored_paper(self._documents, order.code, PaperKind.APOLOGY, signed, number=number, at=order.at)
        letter_id = f"{order.code}_{order.effect_id}"
        row = order.done(ApologyFacts(paper=paper, letter_id=letter_id, new_due=order.new_due))
        return ApologyFacts.model_validate(self._register.perform(order.write, row))

    def made(self, order: ApologyOrder, number: str) -> Signed:
        """Make the letter under a number that was given to it: the same bytes each time.

        Raises as `issue_apology_letter`.
        """
        page = self._renderer.render(self._content(order))
        if order.signer is None:
            return self._signer.seal_letter(page, number=number, agency=order.agency, at=order.at)
        return self._signer.sign_result(page, officer=order.signer, number=number, agency=order.agency, at=order.at)

    def _content(self, order: ApologyOrder) -> PaperContent:
        at_fault = order.accountable or order.agency
        agencies = tuple(dict.fromkeys([order.agency, *([order.superior] if order.superior else []), at_fault]))
        named = (order.accountable_officer, order.signer, order.on_behalf_of)
        officers = tuple(officer for officer in named if officer is not None)
        names = self._register.names(legal_day(order.at), agencies, officers, order.code)
        head = names.heads.get(order.agency) if order.signer is None else (None, *names.officers[order.signer])
        officer = names.officers.get(order.accountable_officer) if order.accountable_officer else None
        return PaperContent(
            kind=PaperKind.APOLOGY,
            code=order.code,
            form=order.form,
            procedure_code=order.procedure_code,
            procedure_name=order.procedure_name,
            result_name=order.result_name,
            agency=order.agency,
            agency_name=names.agencies[order.agency],
            superior_name=names.agencies[order.superior] if order.superior else None,
            addressee=self._register.applicant(order.code),
            request=None,
            received_at=order.received_at,
            due=order.due,
            signer_name=head[1] if head else None,
            signer_title=head[2] if head else None,
            issued_at=order.at,
            new_due=order.new_due,
            accountable_agency_name=names.agencies[at_fault],
            accountable_officer_name=officer[0] if officer else None,
            accountable_step_name=order.accountable_step_name,
            reason=self._reason(order),
            delegator_title=names.officers[order.on_behalf_of][1] if order.on_behalf_of else None,
            automatic=order.signer is None,
        )

    def _reason(self, order: ApologyOrder) -> str | None:
        stated = self._register.note_of(order.code, order.note_id) if order.note_id else None
        return "; ".join(part for part in (order.reason.vi if order.reason else None, stated) if part) or None
