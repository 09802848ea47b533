"""Refilling: a register that was restored from an older copy learns again what Temporal knows that it wrote.

Everything that a run handed to its activities stands in its history, with what came of it. It is written again as it
was written then: the same events and effects, papers under their numbers. What only the register had, sealed, does
not come back, and is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from activities.apology import Apology, ApologyOrder, SignApologyOrder
from activities.coordination import CoordinateOrder
from activities.correction import Correction, CorrectOrder
from activities.delivery import DeliverOrder
from activities.digitisation import DigitiseOrder
from activities.errand import SettleOrder
from activities.escalation import EscalateOrder
from activities.fact import FactOrder
from activities.feeding import FeedOrder
from activities.handoff import TransferOrder
from activities.notice import NoticeOrder, Notices
from activities.order import Order
from activities.reception import ReceiveOrder, ReceptionFacts
from activities.refund import RefundOrder
from activities.result_return import ReturnOrder
from activities.signature import Signature, SignOrder
from activities.word import WordOrder
from models.errors import Broken, MotcuaError, Refused
from models.identifiers import DossierCode, NoteId
from models.journal import EffectRow, JournalWrite
from models.value import sha256_hex
from motcua.audit.written import RunWritten, Write
from motcua.documents import SealedStore
from motcua.engine.workers import Ports
from motcua.register import PostgresRegister
from workflows.outcomes import AFTER

__all__ = ["Refilling"]

_ORDERS: Final[dict[str, type[Order]]] = {
    "receive": ReceiveOrder,
    "coordinate": CoordinateOrder,
    "digitise": DigitiseOrder,
    "transfer": TransferOrder,
    "sign_result": SignOrder,
    "issue_correction": CorrectOrder,
    "record_return": ReturnOrder,
    "issue_apology_letter": ApologyOrder,
    "deliver_letter": DeliverOrder,
    "escalate": EscalateOrder,
    "settle_errand": SettleOrder,
    "tell_applicant": NoticeOrder,
    "order_refund": RefundOrder,
    "sign_apology_letter": SignApologyOrder,
    "correct_fact": FactOrder,
    "tell_agency": WordOrder,
    "feed_group": FeedOrder,
}
"""What each activity is asked with; any other writes the bare journal."""


class Refilling:
    """Writes again what was written."""

    def __init__(self, register: PostgresRegister, documents: SealedStore, ports: Callable[[], Ports]) -> None:
        self._register = register
        self._documents = documents
        self._ports = ports

    async def refill(self, code: DossierCode, line: Sequence[RunWritten]) -> list[str]:
        """Write again what a line of runs wrote, the oldest first; return what is gone: `note:…`, `paper:…`.

        Raises Broken: `CHAIN_FORKED`, `CHAIN_GAP` (runs before the line are needed and forgotten),
        `NUMBER_GIVEN_TWICE`.
        """
        return await asyncio.to_thread(self._refill, code, line)

    async def refill_after(self, code: DossierCode, writes: Sequence[Write]) -> list[str]:
        """Write again what a run wrote after the dossier's closing; return what is gone. Raises as `refill`."""
        return await asyncio.to_thread(self._again, code, writes)

    def _refill(self, code: DossierCode, line: Sequence[RunWritten]) -> list[str]:
        return self._again(code, [write for run in line for write in run.writes if write.done])

    def _again(self, code: DossierCode, writes: Sequence[Write]) -> list[str]:
        gone, named = [], list[NoteId]()
        for write in writes:
            named += [NoteId(event.detail["note_id"]) for event in write.events if "note_id" in event.detail]
            gone += self._write(code, write)
        lacking = self._register.restoring.lacking_notes(code, dict.fromkeys(named))
        return [*gone, *(f"note:{note}" for note in lacking)]

    def _write(self, code: DossierCode, write: Write) -> list[str]:
        kind = _ORDERS.get(write.activity)
        if kind is None:
            self._register.record(JournalWrite.model_validate(write.said))
            return []
        order = kind.model_validate(write.said)
        row = order.done(AFTER[order.kind].facts.model_validate(write.facts))
        for paper in row.papers:
            self._register.restoring.enter(code, row.effect_id, paper)
        if isinstance(order, ReceiveOrder):
            found = ReceptionFacts.model_validate(write.facts)
            if found.book_number is not None:
                self._register.restoring.enter_dossier(code, row.effect_id, found.desk, order.at, found.book_number)
        self._register.perform(order.write, row)
        if isinstance(order, FeedOrder):
            self._register.linked.settle(code, order.at)  # as it was then: the parts that it started have their codes
        return [*self._fact(order), *self._papers(code, order, row)]

    def _fact(self, order: Order) -> list[str]:
        """Let a corrected fact stand again, if its sealed value is there."""
        if not isinstance(order, FactOrder):
            return []
        try:
            self._register.correct(order.code, order.decision_id, int(order.effect_id.split("-")[1]))
        except Refused:
            return [f"fact:{order.field}"]
        return []

    def _papers(self, code: DossierCode, order: Any, row: EffectRow) -> list[str]:
        """Make again what the store lacks; the journal's hash says whether it is the same paper."""
        gone = []
        for paper in row.papers:
            try:
                self._documents.sealed(code, paper.sha256)
            except Refused:
                whole = self._made_again(code, order, row)
            else:
                whole = self._documents.is_whole(code, paper.sha256)
            gone += [] if whole else [f"paper:{paper.number}"]
        return gone

    def _made_again(self, code: DossierCode, order: Any, row: EffectRow) -> bool:
        ports, (paper,) = self._ports(), row.papers
        given = (ports.register, ports.renderer, ports.signer, ports.documents)
        activity: Any = Notices(*given, ports.notifier)
        if not isinstance(order, NoticeOrder):
            activity = Signature(*given, ports.stores) if isinstance(order, SignOrder) else Apology(*given)
        if isinstance(order, CorrectOrder):
            activity = Correction(*given, ports.stores)
        try:
            signed = activity.made(order, paper.number)
        except MotcuaError:
            return False  # erased, or its keys are gone: told as what it is, a paper that does not come back
        if sha256_hex(signed.pdf) != paper.sha256:
            return False
        stored = self._documents.put(code, signed.pdf)
        if stored.sealed_sha256 != paper.sealed_sha256:
            raise Broken("PAPER_CORRUPT", dossier=code, sha256=paper.sha256)
        return True
