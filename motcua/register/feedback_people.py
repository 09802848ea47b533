"""What is known of those who gave feedback: sealed under a key of each feedback, found again by keyed hashes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from models.errors import Refused
from models.feedback import FeedbackCode, FeedbackSubmission, Subject
from models.identifiers import NoteId
from models.submission import Person
from models.tables import METADATA
from models.value import Hash, nfc
from motcua.register.database import Database
from motcua.register.own_keys import OwnKeys
from motcua.security import DossierKey, Keystore

__all__ = ["FeedbackPeople", "known_by"]

_RESERVATION, _NOTE, _PERSON = (
    METADATA.tables[name] for name in ("feedback_reservation", "feedback_note", "feedback_person")
)
_SUBMISSION: Final = "feedback"


def known_by(person: Person) -> list[tuple[str, str]]:
    """Return what a person is known by, each written the one way in which it is compared.

    The name counts only where nothing better was given: two people may bear one name.
    """
    found = []
    if person.identity_number:
        found.append(("identity", re.sub(r"[^0-9A-Z]", "", person.identity_number.upper())))
    if person.phone:
        digits = re.sub(r"\D", "", person.phone)
        found.append(("phone", "0" + digits.removeprefix("84") if digits.startswith("84") else digits))
    if person.email:
        found.append(("email", nfc(person.email).casefold()))
    return found or [("name", " ".join(nfc(f"{person.name} {person.address or ''}").casefold().split()))]


class _UnderOwnKeys:
    """Wraps keys of feedbacks under the register's own keys, which a rotation of the master key wraps anew."""

    def __init__(self, own: OwnKeys) -> None:
        self._own = own

    def wrap(self, key: bytes, *, scope: str, purpose: str) -> bytes:
        """See motcua.security.sealing.Wrapper."""
        return self._own.seal(key, f"{purpose}:{scope}")

    def unwrap(self, wrapped: bytes, *, scope: str, purpose: str) -> bytes:
        """See motcua.security.sealing.Wrapper."""
        return self._own.unseal(wrapped, f"{purpose}:{scope}")


class FeedbackPeople:
    """Who gave feedback, in what words, and what was answered."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore
        self._wrapper = _UnderOwnKeys(OwnKeys(database, keystore))

    def sealed(self, code: FeedbackCode, submission: FeedbackSubmission) -> dict[str, bytes]:
        """Make the feedback's key and seal under it what was said."""
        key = DossierKey.new(code)
        said = submission.model_dump_json().encode()
        return {"wrapped": key.wrapped(self._wrapper), "sealed": key.seal(said, _SUBMISSION)}

    def hashes(self, person: Person) -> list[Hash]:
        """Return the keyed hashes by which a person is found again."""
        return sorted(self._keystore.keyed_hash("feedback_person", list(known)) for known in known_by(person))

    def latest(self, connection: Connection, hashes: list[Hash], subject: Subject, since: datetime) -> str | None:
        """Return the code of the last feedback of one of these about a subject, not received before an instant."""
        query = select(_PERSON.c.code).where(
            _PERSON.c.keyed_hash.in_(hashes), _PERSON.c.subject == _named(subject), _PERSON.c.received_at >= since
        )
        found: str | None = connection.execute(
            query.order_by(_PERSON.c.received_at.desc(), _PERSON.c.code.desc()).limit(1)
        ).scalar()
        return found

    def remember(
        self, connection: Connection, code: FeedbackCode, hashes: list[Hash], subject: Subject, at: datetime
    ) -> None:
        """Keep by what the person is found again."""
        rows = [
            {"keyed_hash": one, "code": code, "subject": _named(subject), "received_at": at} for one in hashes
        ]  # fmt: skip
        connection.execute(insert(_PERSON).on_conflict_do_nothing(), rows)

    def submission(self, code: FeedbackCode) -> FeedbackSubmission:
        """Unseal what was said, and by whom. Raises Refused: `FEEDBACK_UNKNOWN`, `PERSON_ERASED`."""
        key, sealed = self._key(code)
        return FeedbackSubmission.model_validate_json(key.unseal(sealed, _SUBMISSION))

    def put_note(self, code: FeedbackCode, text: str) -> NoteId:
        """Seal a free text and return the id by which messages name it. Raises as `submission`."""
        key, _ = self._key(code)
        note_id = key.note_id(text)
        row = {"code": code, "note_id": note_id, "sealed": key.seal(nfc(text).encode(), f"note:{note_id}")}
        self._database.run(lambda connection: connection.execute(insert(_NOTE).values(row).on_conflict_do_nothing()))
        return note_id

    def note(self, code: FeedbackCode, note_id: NoteId) -> str:
        """Unseal a note. Raises Refused: `NOTE_UNKNOWN`, `FEEDBACK_UNKNOWN`, `PERSON_ERASED`."""
        key, _ = self._key(code)
        query = select(_NOTE.c.sealed).where(_NOTE.c.code == code, _NOTE.c.note_id == note_id)
        sealed: bytes | None = self._database.run(lambda connection: connection.execute(query).scalar())
        if sealed is None:
            raise Refused("NOTE_UNKNOWN", code=code)
        return key.unseal(sealed, f"note:{note_id}").decode()

    def _key(self, code: FeedbackCode) -> tuple[DossierKey, bytes]:
        query = select(_RESERVATION.c.wrapped, _RESERVATION.c.sealed).where(_RESERVATION.c.code == code)
        row: Any = self._database.run(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            raise Refused("FEEDBACK_UNKNOWN", code=code)
        if row.wrapped is None or row.sealed is None:
            raise Refused("PERSON_ERASED", code=code)
        return DossierKey.unwrap(code, row.wrapped, self._wrapper), row.sealed


def _named(subject: Subject) -> str:
    return f"{subject.kind.value}:{subject.id}"
