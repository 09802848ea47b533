"""What is known of people, all of it sealed under the key of its dossier; destroying the key erases them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from models.errors import Refused
from models.identifiers import DossierCode, NoteId
from models.submission import Person, Submission
from models.tables import METADATA
from models.value import Hash, nfc
from motcua.register.database import Database
from motcua.security import DossierKey, Keystore

__all__ = ["People", "keep_submission"]

_RESERVATION = METADATA.tables["reservation"]
_KEY = METADATA.tables["dossier_key"]
_SEALED = METADATA.tables["sealed_submission"]
_LOOKUP = METADATA.tables["person_lookup"]
_NOTE = METADATA.tables["note"]

T = TypeVar("T")


def keep_submission(connection: Connection, keystore: Keystore, code: DossierCode, submission: Submission) -> None:
    """Make the dossier's key, seal the submission under it, and make its people findable by keyed hash."""
    key = DossierKey.new(code)
    sealed = key.seal(submission.model_dump_json().encode(), "submission")
    connection.execute(insert(_KEY).values(code=code, wrapped=keystore.wrap(key)))
    connection.execute(insert(_SEALED).values(code=code, sealed=sealed))
    people = [person for person in (submission.applicant, submission.submitter) if person and person.identity_number]
    found_by = {_identity_hash(keystore, str(person.identity_number)) for person in people}
    if found_by:
        connection.execute(insert(_LOOKUP), [{"keyed_hash": digest, "code": code} for digest in sorted(found_by)])


def _identity_hash(keystore: Keystore, number: str) -> Hash:
    return keystore.keyed_hash("identity_number", number)


class People:
    """Applicants, submitters, what they asked for, and notes."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore

    def submission(self, code: DossierCode) -> Submission:
        """Unseal what was submitted. Raises Refused: `PERSON_ERASED`, `NOT_RESERVED`."""

        def read(connection: Connection, key: DossierKey) -> bytes:
            sealed = connection.execute(select(_SEALED.c.sealed).where(_SEALED.c.code == code)).scalar_one()
            return key.unseal(sealed, "submission")

        return Submission.model_validate_json(self._with_key(code, read))

    def applicant(self, code: DossierCode) -> Person:
        """See activities.ports.Register."""
        return self.submission(code).applicant

    def request_of(self, code: DossierCode) -> str | None:
        """See activities.ports.Register."""
        return self.submission(code).request

    def put_note(self, code: DossierCode, text: str) -> NoteId:
        """Seal a free text and return the id by which messages name it; the same text again has the same id.

        Raises Refused: `PERSON_ERASED`, `NOT_RESERVED`.
        """

        def write(connection: Connection, key: DossierKey) -> NoteId:
            note_id = key.note_id(text)
            row = {"code": code, "note_id": note_id, "sealed": key.seal(nfc(text).encode(), f"note:{note_id}")}
            connection.execute(insert(_NOTE).values(row).on_conflict_do_nothing())
            return note_id

        return self._with_key(code, write)

    def get_note(self, code: DossierCode, note_id: NoteId) -> str:
        """Unseal a note. Raises Refused: `NOTE_UNKNOWN`, `PERSON_ERASED`, `NOT_RESERVED`."""

        def read(connection: Connection, key: DossierKey) -> str:
            query = select(_NOTE.c.sealed).where(_NOTE.c.code == code, _NOTE.c.note_id == note_id)
            sealed = connection.execute(query).scalar_one_or_none()
            if sealed is None:
                raise Refused("NOTE_UNKNOWN", code=code)
            return key.unseal(sealed, f"note:{note_id}").decode()

        return self._with_key(code, read)

    def seal(self, code: DossierCode, content: bytes, purpose: str) -> bytes:
        """See motcua.security.Sealer."""
        return self._with_key(code, lambda _, key: key.seal(content, purpose))

    def unseal(self, code: DossierCode, sealed: bytes, purpose: str) -> bytes:
        """See motcua.security.Sealer."""
        return self._with_key(code, lambda _, key: key.unseal(sealed, purpose))

    def codes_of(self, identity_number: str) -> list[DossierCode]:
        """Find the dossiers of a person by identity number, in the order of their codes."""
        digest = _identity_hash(self._keystore, identity_number)
        query = select(_LOOKUP.c.code).where(_LOOKUP.c.keyed_hash == digest).order_by(_LOOKUP.c.code)
        rows = self._database.run(lambda connection: connection.execute(query).scalars().all())
        return [DossierCode(row) for row in rows]

    def erase(self, code: DossierCode, *, at: datetime) -> None:
        """Destroy a dossier's key and everything sealed under it; journal and papers' hashes stay. Again: no-op.

        Copies of the key in the database's own backups and logs end with their retention.
        """

        def work(connection: Connection) -> None:
            for table in (_KEY, _SEALED, _LOOKUP, _NOTE):
                connection.execute(delete(table).where(table.c.code == code))
            first = (_RESERVATION.c.code == code, _RESERVATION.c.erased_at.is_(None))
            connection.execute(update(_RESERVATION).where(*first).values(erased_at=at))

        self._database.run(work)

    def _with_key(self, code: DossierCode, work: Callable[[Connection, DossierKey], T]) -> T:
        """Do `work` with the dossier's key, which is fetched anew each time: an erased one must not live in memory."""

        def in_transaction(connection: Connection) -> T:
            query = select(_RESERVATION.c.code, _KEY.c.wrapped).outerjoin_from(_RESERVATION, _KEY)
            row = connection.execute(query.where(_RESERVATION.c.code == code)).first()
            if row is None:
                raise Refused("NOT_RESERVED", code=code)
            if row.wrapped is None:
                raise Refused("PERSON_ERASED", code=code)
            return work(connection, self._keystore.unwrap(code, row.wrapped))

        return self._database.run(in_transaction)
