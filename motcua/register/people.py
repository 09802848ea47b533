"""What is known of people, sealed under the key of its dossier; destroying the key (`erasing`) erases them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, LiteralString, NoReturn, TypeVar

from models.contents.correcting import Correct, CorrectableField
from models.errors import Refused
from models.identifiers import DecisionId, DossierCode, NoteId
from models.submission import Person, Submission
from models.value import Hash, nfc
from motcua.register.correcting import EFFECTIVE, apply_all, propose
from motcua.register.database import Database, Raw
from motcua.security import DossierKey, Keystore

__all__ = ["People", "sealed_submission"]

_KEY: Final = (
    "SELECT dossier_key.wrapped FROM reservation LEFT JOIN dossier_key USING (code) WHERE reservation.code = %s"
)
_SUBMISSION: Final = "SELECT sealed FROM sealed_submission WHERE code = %s"
_NOTE: Final = "SELECT sealed FROM note WHERE code = %s AND note_id = %s"
_PUT_NOTE: Final = "INSERT INTO note (code, note_id, sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_CODES: Final = "SELECT code FROM person_lookup WHERE keyed_hash = %s ORDER BY code"
T = TypeVar("T")


def sealed_submission(keystore: Keystore, code: DossierCode, submission: Submission) -> dict[str, Any]:
    """Make the dossier's key, seal the submission under it, and say by which hashes its people are found."""
    key = DossierKey.new(code)
    people = [person for person in (submission.applicant, submission.submitter) if person and person.identity_number]
    found_by = {_identity_hash(keystore, str(person.identity_number)) for person in people}
    return {
        "wrapped": keystore.wrap(key),
        "sealed": key.seal(submission.model_dump_json().encode(), "submission"),
        "found_by": sorted(found_by),
    }


def _identity_hash(keystore: Keystore, number: str) -> Hash:
    return keystore.keyed_hash("identity_number", number)


class People:
    """Applicants, submitters, what they asked for, and notes."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore

    def submission(self, code: DossierCode) -> Submission:
        """Unseal what was submitted, as it was corrected since. Raises Refused: `PERSON_ERASED`, `NOT_RESERVED`."""
        return self._with_key(code, _as_it_stands)

    def propose_correction(
        self, code: DossierCode, decision_id: DecisionId, field: CorrectableField, value: str | None
    ) -> Correct:
        """Seal another value of a stated fact for a decision, and return what the act says of it: digests alone.

        Nothing is changed before the dossier has accepted the act. Raises Refused `PERSON_ERASED`, `NOT_RESERVED`;
        InvalidInput `FACT_MALFORMED`.
        """
        found_by = None
        if field is CorrectableField.IDENTITY_NUMBER and value:
            found_by = _identity_hash(self._keystore, value)
        return self._with_key(
            code,
            lambda raw, key: propose(raw, key, _as_it_stands(raw, key), decision_id, field, value, found_by),
        )

    def applicant(self, code: DossierCode) -> Person:
        """See activities.ports.Register."""
        return self.submission(code).applicant

    def owner_of(self, code: DossierCode) -> Hash | None:
        """See activities.ports.Register."""
        try:
            return self.owner(self.applicant(code))
        except Refused as error:
            if error.code != "PERSON_ERASED":
                raise
            return None

    def owner(self, person: Person) -> Hash | None:
        """Return the keyed hash by which stores know a person; None without an identity number."""
        return _identity_hash(self._keystore, person.identity_number) if person.identity_number else None

    def request_of(self, code: DossierCode) -> str | None:
        """See activities.ports.Register."""
        return self.submission(code).request

    def put_note(self, code: DossierCode, text: str) -> NoteId:
        """Seal a free text and return the id by which messages name it; the same text again has the same id.

        Raises Refused: `PERSON_ERASED`, `NOT_RESERVED`.
        """

        def write(raw: Raw, key: DossierKey) -> NoteId:
            note_id = key.note_id(text)
            raw.execute(_PUT_NOTE, (code, note_id, key.seal(nfc(text).encode(), f"note:{note_id}")), prepare=True)
            return note_id

        return self._with_key(code, write)

    def get_note(self, code: DossierCode, note_id: NoteId) -> str:
        """Unseal a note. Raises Refused: `NOTE_UNKNOWN`, `PERSON_ERASED`, `NOT_RESERVED`."""

        def read(raw: Raw, key: DossierKey) -> str:
            row = _one(raw, _NOTE, code, note_id)
            if row is None:
                raise Refused("NOTE_UNKNOWN", code=code)
            return key.unseal(row[0], f"note:{note_id}").decode()

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
        rows = self._database.run_raw(lambda raw: raw.execute(_CODES, (digest,)).fetchall())
        return [DossierCode(code) for (code,) in rows]

    def _with_key(self, code: DossierCode, work: Callable[[Raw, DossierKey], T]) -> T:
        """Do `work` with the dossier's key, which is fetched anew each time: an erased one must not live in memory."""

        def with_key(raw: Raw) -> T:
            row = _one(raw, _KEY, code)
            if row is None:
                raise Refused("NOT_RESERVED", code=code)
            if row[0] is None:
                raise Refused("PERSON_ERASED", code=code)
            return work(raw, self._keystore.unwrap(code, row[0]))

        return self._database.run_raw(with_key, autocommit=True)


def _as_it_stands(raw: Raw, key: DossierKey) -> Submission:
    (sealed,) = _one(raw, _SUBMISSION, key.code) or _erased_meanwhile(key.code)
    submitted = Submission.model_validate_json(key.unseal(sealed, "submission"))
    return apply_all(submitted, raw.execute(EFFECTIVE, (key.code,), prepare=True).fetchall(), key)


def _one(raw: Raw, query: LiteralString, *values: str) -> tuple[Any, ...] | None:
    return raw.execute(query, values, prepare=True).fetchone()


def _erased_meanwhile(code: str) -> NoReturn:
    raise Refused("PERSON_ERASED", code=code)
