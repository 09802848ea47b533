"""Correction: a result with an error is issued anew, signed like the first, which stays (đính chính)."""

from __future__ import annotations

from temporalio import activity

from activities.papers import stored_paper
from activities.ports import PaperContent
from activities.signature import Signature, SignatureFacts, SignOrder
from models.calendar import legal_day
from models.effects import EffectKind
from models.journal import PaperKind
from models.value import Hash, UtcTime

__all__ = ["CorrectOrder", "Correction"]


class CorrectOrder(SignOrder):
    """Make the corrected paper of a result; what is corrected stands in the note."""

    kind = EffectKind.CORRECTION

    supersedes: Hash
    former_number: str
    former_at: UtcTime


class Correction(Signature):
    """Signs corrected results."""

    @activity.defn
    def issue_correction(self, order: CorrectOrder) -> SignatureFacts:
        """Render, sign, number, seal, store, then record in one transaction; asked again, the same paper.

        Raises as `Signature.sign_result`.
        """
        if (facts := order.done_before(self._register)) is not None:
            return SignatureFacts.model_validate(facts)
        kind, year = PaperKind.CORRECTION, legal_day(order.at).year
        number = self._register.allocate_number(order.agency, year, kind, order.effect_id, order.code)
        signed = self.made(order, number)
        paper = stored_paper(self._documents, order.code, kind, signed, number=number, at=order.at)
        self._shelve(order, paper)
        row = order.done(SignatureFacts(paper=paper.model_copy(update={"supersedes": order.supersedes})))
        return SignatureFacts.model_validate(self._register.perform(order.write, row))

    def _content(self, order: SignOrder) -> PaperContent:
        assert isinstance(order, CorrectOrder)
        former = {"corrects": order.former_number, "corrected_on": order.former_at}
        return super()._content(order).model_copy(update={"kind": PaperKind.CORRECTION, **former})
