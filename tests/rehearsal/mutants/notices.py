"""Defects of notices, books and refunds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.dossier import DossierState
from models.regime import Notice
from models.words import Word
from motcua.register import numbers
from motcua.service.submitting import Submitting
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead
from tests.rehearsal.mutants.results import shown


def _no_receipt(patch: Patch) -> None:
    patch.setattr("workflows.outcomes.decide_receipt", lambda *_: None)


def _never_ready(patch: Patch) -> None:
    def made(decide_message: Any) -> Any:
        def silently(state: DossierState, about: Notice, *said: Any, **detail: Any) -> None:
            if about is not Notice.RESULT_READY:
                decide_message(state, about, *said, **detail)

        return silently

    instead(patch, "workflows.outcomes.decide_message", made)


def _skips(patch: Patch) -> None:
    text = numbers._TAKE
    patch.setattr(numbers, "_TAKE", text.replace("last + 1", "last + 2").replace("%(kind)s, 1)", "%(kind)s, 2)"))


def _an_hour_ago(patch: Patch) -> None:
    received_at = Submitting._received_at

    def earlier(self: Submitting, *said: Any) -> datetime:
        return received_at(self, *said) - timedelta(hours=1)

    patch.setattr(Submitting, "_received_at", earlier)


def _nothing_back(patch: Patch) -> None:
    patch.setattr("workflows.undoing.decide_refund", lambda *_: 0)


def _nobody_told(patch: Patch) -> None:
    def made(decide_word: Any) -> Any:
        def silently(state: DossierState, now: datetime, to: Any, about: Word, **detail: Any) -> None:
            if about is not Word.CONSULTATION_SILENT:
                decide_word(state, now, to, about, **detail)

        return silently

    instead(patch, "workflows.consulting.decide_word", made)


MUTANTS = (
    Mutant("no receipt", "notice.forms", ("road.days",), _no_receipt),
    Mutant("nobody hears that it is ready", "notice.messages", ("road.days",), _never_ready),
    Mutant("no number in the book is shown", "reception.in_the_book", ("road.days",),
           shown(book_number=lambda _: None)),
    Mutant("numbers of a book are skipped", "book.without_gaps", ("road.days",), _skips),
    Mutant("received an hour ago", "reception.at_its_time", ("road.days",), _an_hour_ago),
    Mutant("nothing is paid back", "fee.paid_back", ("ending.stop_concluded",), _nothing_back),
    Mutant("a refusal is shown as granted", "ending.refused", ("ending.refused",),
           shown(outcome=lambda row: row.outcome and "granted")),
    Mutant("nobody hears of the silence", "consultation.head_told", ("ending.consulted",), _nobody_told),
)  # fmt: skip
