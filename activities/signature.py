"""Signature: the result is rendered, signed by the competent person, numbered and sealed (rulebook §5)."""

from __future__ import annotations

from temporalio import activity

from activities.order import Order
from activities.papers import stored_paper
from activities.ports import DataStore, Documents, PaperContent, Register, Renderer, Signed, Signer
from models.calendar import legal_day
from models.effects import EffectKind
from models.identifiers import AgencyCode, NoteId, OfficerId, ReasonCode
from models.journal import EffectRow, PaperKind, PaperRow
from models.reasons import REFUSED_FOR
from models.stores import RESULT, Shelved
from models.value import UtcTime, Value

__all__ = ["SignOrder", "Signature", "SignatureFacts"]


class SignOrder(Order):
    """Make the result paper of an approved dossier."""

    kind = EffectKind.SIGNATURE

    procedure_code: str
    procedure_name: str
    result_name: str
    signer: OfficerId
    on_behalf_of: OfficerId | None = None
    """Who delegated the signing, if it was."""
    agency: AgencyCode
    superior: AgencyCode | None
    received_at: UtcTime
    due: UtcTime | None
    refused_for: ReasonCode | None = None
    """The reason of a refusal after appraisal; None: what was asked for is granted."""
    note_id: NoteId | None = None
    """The written reasons of a refusal, beside the words of its code."""

    def done(self, facts: SignatureFacts) -> EffectRow:
        """See Order."""
        return self._row(facts, papers=(facts.paper,))


class SignatureFacts(Value):
    """The paper that came of it."""

    paper: PaperRow
    taken_over: str | None = None
    """The effect of a branch that was left, which made the paper."""


class Signature:
    """Signs results."""

    def __init__(
        self, register: Register, renderer: Renderer, signer: Signer, documents: Documents, stores: DataStore
    ) -> None:
        self._register = register
        self._renderer = renderer
        self._signer = signer
        self._documents = documents
        self._stores = stores

    @activity.defn
    def sign_result(self, order: SignOrder) -> SignatureFacts:
        """Render, sign, number, seal, store, then record in one transaction; asked again, the same paper.

        What is granted goes into the applicant's store, so that nobody asks for it again.

        Raises Refused (`KEY_UNKNOWN`, `CERTIFICATE_NOT_VALID`, `PERSON_ERASED`), Unavailable (`SIGNER_UNREACHABLE`).
        """
        if (facts := order.done_before(self._register)) is not None:
            return SignatureFacts.model_validate(facts)
        number = self._register.allocate_number(
            order.agency, legal_day(order.at).year, PaperKind.RESULT, order.effect_id, order.code
        )
        signed = self.made(order, number)
        paper = stored_paper(self._documents, order.code, PaperKind.RESULT, signed, number=number, at=order.at)
        self._shelve(order, paper)
        row = order.done(SignatureFacts(paper=paper))
        return SignatureFacts.model_validate(self._register.perform(order.write, row))

    def _shelve(self, order: SignOrder, paper: PaperRow) -> None:
        owner = None if order.refused_for else self._register.owner_of(order.code)
        if owner is not None:
            result = Shelved(code=order.code, paper=paper.sha256, source=RESULT, valid_until=None, at=order.at)
            self._stores.shelve(owner, str(order.procedure_code), result)

    def made(self, order: SignOrder, number: str) -> Signed:
        """Make the paper under a number that was given to it: the same bytes each time. Raises as `sign_result`."""
        page = self._renderer.render(self._content(order))
        return self._signer.sign_result(page, officer=order.signer, number=number, agency=order.agency, at=order.at)

    def _content(self, order: SignOrder) -> PaperContent:
        agencies = (order.agency,) if order.superior is None else (order.agency, order.superior)
        officers = (order.signer,) if order.on_behalf_of is None else (order.signer, order.on_behalf_of)
        names = self._register.names(legal_day(order.at), agencies, officers, order.code)
        signer_name, signer_title = names.officers[order.signer]
        return PaperContent(
            kind=PaperKind.RESULT,
            code=order.code,
            form="",
            procedure_code=order.procedure_code,
            procedure_name=order.procedure_name,
            result_name=order.result_name,
            agency=order.agency,
            agency_name=names.agencies[order.agency],
            superior_name=names.agencies[order.superior] if order.superior else None,
            addressee=self._register.applicant(order.code),
            request=self._register.request_of(order.code),
            received_at=order.received_at,
            due=order.due,
            signer_name=signer_name,
            signer_title=signer_title,
            delegator_title=names.officers[order.on_behalf_of][1] if order.on_behalf_of else None,
            issued_at=order.at,
            refused=order.refused_for is not None,
            reason=self._reasons(order),
        )

    def _reasons(self, order: SignOrder) -> str | None:
        """What the code stands for, and what the officer wrote."""
        note = self._register.note_of(order.code, order.note_id) if order.note_id else None
        words = REFUSED_FOR.get(order.refused_for) if order.refused_for else None
        return "; ".join(part for part in (words, note) if part) or None
