"""Notices: what the applicant is told, as an official form under the agency's seal or as a short message."""

from __future__ import annotations

from typing import NamedTuple, Self

from temporalio import activity

from activities.order import Order
from activities.papers import stored_paper
from activities.ports import (
    Documents,
    Letter,
    LinkedLine,
    Notifier,
    PaperContent,
    PaperLine,
    Register,
    Renderer,
    Signed,
    Signer,
)
from models.calendar import legal_day
from models.effects import EffectKind
from models.errors import Broken, Refused
from models.identifiers import AgencyCode, NoteId, OfficerId, ReasonCode, StepKey
from models.journal import EffectRow, LetterRow, PaperKind, PaperRow
from models.opening import OpeningBody
from models.procedure import Component
from models.regime import FormKind, Notice
from models.rules import PinnedRules
from models.value import UtcTime, Value

__all__ = ["FormPage", "NoticeFacts", "NoticeOrder", "Notices"]


class FormPage(Value):
    """What a form prints of the rules by which the dossier is judged."""

    form: str
    procedure_code: str
    procedure_name: str
    result_name: str
    fee_dong: int
    listed: tuple[Component, ...]
    superior: AgencyCode | None
    return_agency: AgencyCode
    """At whose counter the result is to be had."""
    due: UtcTime | None = None
    book_number: int | None = None

    @classmethod
    def of(cls, rules: PinnedRules, kind: FormKind, agency: AgencyCode, **other: object) -> Self:
        """Return the page of a form that `agency` issues. Raises Refused (`FORM_UNKNOWN`)."""
        form, procedure = rules.regime.form(kind), rules.procedure
        if form is None:
            raise Refused("FORM_UNKNOWN", form=kind.value, dossier=procedure.code)
        printed = {
            "form": f"{form.number} {form.title}",
            "procedure_code": procedure.code,
            "procedure_name": procedure.name,
            "result_name": procedure.result,
            "fee_dong": procedure.fee_dong,
            "listed": procedure.components,
            "superior": rules.superiors.get(agency),
            "return_agency": procedure.steps[-1].agency,
        }
        return cls.model_validate(printed | other)


class NoticeOrder(Order):
    """Tell the applicant something."""

    kind = EffectKind.NOTICE

    notice: Notice
    agency: AgencyCode
    """Whose seal a form bears."""
    opening: OpeningBody
    page: FormPage | None = None
    """None: a message, or a form of a dossier whose rules are not pinned yet."""
    received_at: UtcTime
    officer: OfficerId | None = None
    """Who received it, for the receipt."""
    components: tuple[StepKey, ...] = ()
    reason_code: ReasonCode | None = None
    note_id: NoteId | None = None
    until: UtcTime | None = None
    amount: int | None = None

    @property
    def form(self) -> FormKind | None:
        """Which official form it is; None: a message."""
        return FormKind(self.notice.value) if self.notice.value in {kind.value for kind in FormKind} else None

    def done(self, facts: NoticeFacts) -> EffectRow:
        """See Order."""
        letter = LetterRow(
            letter_id=facts.letter_id,
            kind=facts.paper.kind if facts.paper else None,
            paper=facts.paper.sha256 if facts.paper else None,
            to_agency=None,
            channel=facts.channel,
            reference=facts.reference,
            sent_at=self.at,
            evidence=facts.evidence,
        )
        return self._row(facts, papers=(facts.paper,) if facts.paper else (), letters=(letter,))


class NoticeFacts(Value):
    """How it went out, and the paper if it was a form; `evidence` is None where nothing proves that it arrived."""

    letter_id: str
    channel: str
    reference: str
    evidence: str | None
    paper: PaperRow | None = None
    taken_over: str | None = None
    """The effect of a branch that was left, which sent it."""


class _Made(NamedTuple):
    row: PaperRow
    pdf: bytes


class Notices:
    """Tells applicants."""

    def __init__(
        self, register: Register, renderer: Renderer, signer: Signer, documents: Documents, notifier: Notifier
    ) -> None:
        self._register = register
        self._renderer = renderer
        self._signer = signer
        self._documents = documents
        self._notifier = notifier

    @activity.defn
    def tell_applicant(self, order: NoticeOrder) -> NoticeFacts:
        """Make the form if it is one, send it, then record paper and letter in one transaction.

        Killed before it is recorded it is sent again: the spool keeps one, a mail server may get two of one id.
        Raises Refused (`KEY_UNKNOWN`, `CERTIFICATE_NOT_VALID`, `PERSON_ERASED`, `FORM_UNKNOWN`, `MAIL_REJECTED`),
        Unavailable (`SIGNER_UNREACHABLE`, `MAIL_UNREACHABLE`).
        """
        if (facts := order.done_before(self._register)) is not None:
            return NoticeFacts.model_validate(facts)
        made = self._form(order) if order.form is not None else None
        letter = Letter(
            letter_id=f"{order.code}_{order.effect_id}",
            code=order.code,
            kind=made.row.kind if made else None,
            paper=made.row.sha256 if made else None,
            to_agency=None,
            subject_code=order.notice.value.upper(),
            at=order.at,
        )
        sent = self._notifier.send(letter, self._register.applicant(order.code), made.pdf if made else None)
        told = NoticeFacts(
            letter_id=letter.letter_id,
            channel=sent.channel,
            reference=sent.reference,
            evidence=sent.evidence,
            paper=made.row if made else None,
        )
        return NoticeFacts.model_validate(self._register.perform(order.write, order.done(told)))

    def _form(self, order: NoticeOrder) -> _Made:
        kind = PaperKind(order.notice.value)
        number = self._register.allocate_number(
            order.agency, legal_day(order.at).year, kind, order.effect_id, order.code
        )
        try:
            signed = self.made(order, number)
            paper = stored_paper(self._documents, order.code, kind, signed, number=number, at=order.at)
        except (Refused, Broken) as refused:
            # For good, as far as anybody knows now: the book says why the number stands for no paper.
            self._register.void_number(order.code, order.effect_id, kind, refused.code)
            raise
        self._register.void_number(order.code, order.effect_id, kind, None)
        return _Made(paper, signed.pdf)

    def made(self, order: NoticeOrder, number: str) -> Signed:
        """Make the form under a number that was given to it: the same bytes each time.

        Raises as `tell_applicant`.
        """
        page = self._renderer.render(self._content(order))
        return self._signer.seal_letter(page, number=number, agency=order.agency, at=order.at)

    def _content(self, order: NoticeOrder) -> PaperContent:
        page = order.page or self._page_of_the_day(order)
        officers = (order.officer,) if order.officer else ()
        group = order.opening.group if order.notice is Notice.RECEIPT else None
        linked = {one.receiving for one in group.others} if group else set[AgencyCode]()
        agencies = {order.agency, page.return_agency, *([page.superior] if page.superior else []), *linked}
        names = self._register.names(legal_day(order.at), tuple(sorted(agencies)), officers, order.code)
        said, head = self._register.submission_of(order.code), names.heads.get(order.agency)
        return PaperContent(
            kind=PaperKind(order.notice.value),
            code=order.code,
            form=page.form,
            procedure_code=page.procedure_code,
            procedure_name=page.procedure_name,
            result_name=page.result_name,
            agency=order.agency,
            agency_name=names.agencies[order.agency],
            superior_name=names.agencies[page.superior] if page.superior else None,
            addressee=said.applicant,
            request=said.request,
            received_at=order.received_at,
            due=page.due,
            signer_name=head[1] if head else None,
            signer_title=head[2] if head else None,
            issued_at=order.at,
            reason=self._register.note_of(order.code, order.note_id) if order.note_id else None,
            reason_code=order.reason_code,
            automatic=True,
            papers=_papers(order, page),
            sets=said.sets,
            fee_dong=page.fee_dong,
            counter=names.counters.get(page.return_agency) or names.agencies[page.return_agency],
            book_number=page.book_number,
            tracking_key=group.key if group else None,
            linked=tuple(
                LinkedLine(name=one.name, agency_name=names.agencies[one.receiving], code=one.code, due=one.due)
                for one in (group.others if group else ())
            ),
            until=order.until,
            submitter_name=(said.submitter or said.applicant).name,
            officer_name=names.officers[order.officer][0] if order.officer else None,
        )

    def _page_of_the_day(self, order: NoticeOrder) -> FormPage:
        """Before acceptance nothing is pinned: the rules in force that day are printed, whoever may be competent."""
        assert order.form is not None
        own = order.opening.receiving
        rules = self._register.pin_rules(order.opening, legal_day(order.received_at), assigned=own)
        return FormPage.of(rules, order.form, order.agency)


def _papers(order: NoticeOrder, page: FormPage) -> tuple[PaperLine, ...]:
    """On a receipt what was handed in, on a supplement request what is asked for."""
    names = {component.key: component.name for component in page.listed}
    if order.notice is Notice.SUPPLEMENT:
        return tuple(PaperLine(name=names[key]) for key in order.components)
    given = (given.split(":") for given in order.opening.components)
    return tuple(PaperLine(name=names[StepKey(key)], form=form, count=int(count)) for key, form, count in given)
