"""Persons: the people of a dossier shown, masked unless asked otherwise, its notes read, dossiers found by number.

Everything here goes through the gate first; tests/architecture/test_unsealing.py holds that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from models.errors import InvalidInput
from models.identifiers import DossierCode, NoteId, OfficerId
from models.looks import Look
from models.masking import PersonShown, in_clear, masked
from models.value import Value
from motcua.register import PostgresRegister
from motcua.service.gate import Gate, concerned_by

__all__ = ["NoteShown", "PeopleShown", "Persons"]

_NUMBER: Final = re.compile(r"[0-9A-Z-]{6,20}")


class PeopleShown(Value):
    """The people of a dossier as an officer sees them."""

    code: DossierCode
    masked: bool
    applicant: PersonShown
    submitter: PersonShown | None
    """Who handed it in for the applicant."""
    request: str | None
    """What is asked for, in the applicant's words; never in a masked view."""


class NoteShown(Value):
    """An officer's free text, with the event that names it."""

    seq: int
    at: datetime
    officer: OfficerId | None
    text: str


class Persons:
    """Shows people to officers."""

    def __init__(self, register: PostgresRegister, gate: Gate) -> None:
        self._register = register
        self._gate = gate

    def show(self, code: DossierCode, officer: OfficerId, reason: str, *, unmask: bool = False) -> PeopleShown:
        """Unseal the people of a dossier. Raises as `Gate.admit`, and Refused `PERSON_ERASED`."""
        self._gate.admit(Look.PERSON if unmask else Look.PERSON_MASKED, officer, reason, code)
        submission = self._register.people.submission(code)
        shown = in_clear if unmask else masked
        return PeopleShown(
            code=code,
            masked=not unmask,
            applicant=shown(submission.applicant),
            submitter=shown(submission.submitter) if submission.submitter else None,
            request=submission.request if unmask else None,
        )

    def notes(self, code: DossierCode, officer: OfficerId, reason: str) -> list[NoteShown]:
        """Unseal the notes that a dossier's journal names, in its order. Raises as `show`."""
        self._gate.admit(Look.NOTES, officer, reason, code)
        named = [event for event in self._register.queries.events(code) if event.detail.get("note_id")]
        return [
            NoteShown(seq=event.seq, at=event.at, officer=event.actor, text=self._text(code, event.detail))
            for event in named
        ]

    def find(self, identity_number: str, officer: OfficerId, reason: str) -> list[DossierCode]:
        """Find a person's dossiers by identity number: an auditor all, an officer those of their own agency.

        Each one found is logged, a search that found nothing too. Raises InvalidInput `IDENTITY_NUMBER_MALFORMED`,
        `REASON_REQUIRED`; NotAllowed `OFFICER_MAY_NOT`.
        """
        number = "".join(identity_number.split()).upper()
        if not _NUMBER.fullmatch(number):
            raise InvalidInput("IDENTITY_NUMBER_MALFORMED")
        looker = self._gate.judge(Look.FIND, officer, reason)
        codes = self._register.people.codes_of(number)
        if not looker.may_anywhere(Look.FIND):
            stories = {code: self._register.queries.dossier(code) for code in codes}
            codes = [code for code, story in stories.items() if story and looker.agency in concerned_by(story)]
        self._gate.note(Look.FIND.value, officer, reason, codes or [None])
        return codes

    def _text(self, code: DossierCode, detail: Mapping[str, object]) -> str:
        return self._register.people.get_note(code, NoteId(str(detail["note_id"])))
