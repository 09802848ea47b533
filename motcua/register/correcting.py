"""Corrections: a fact of a submission in another value, both values sealed; nothing is written over (rulebook §6)."""

from __future__ import annotations

from typing import Any, Final, LiteralString

from pydantic import ValidationError

from models.contents.correcting import Correct, CorrectableField
from models.errors import InvalidInput, Refused
from models.identifiers import DecisionId, DossierCode
from models.submission import Submission
from models.value import nfc
from motcua.register.database import Database, Raw
from motcua.security import DossierKey

__all__ = ["EFFECTIVE", "apply_all", "correct", "corrected", "propose", "told"]

EFFECTIVE: Final[LiteralString] = (
    "SELECT field, new FROM correction WHERE code = %s AND seq IS NOT NULL ORDER BY seq, decision_id"
)
_PROPOSE: Final = (
    "INSERT INTO correction (code, decision_id, field, old, new, found_by) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (code, decision_id) DO NOTHING"
)
_KNOWN: Final = "SELECT field, old, new FROM correction WHERE code = %s AND decision_id = %s"
_CORRECT: Final = """
WITH stands AS (
    UPDATE correction SET seq = %(seq)s WHERE code = %(code)s AND decision_id = %(decision_id)s RETURNING found_by),
found AS (
    INSERT INTO person_lookup (keyed_hash, code) SELECT found_by, %(code)s FROM stands WHERE found_by IS NOT NULL
    ON CONFLICT DO NOTHING)
SELECT (SELECT count(*) FROM stands), (SELECT count(*) FROM dossier_key WHERE code = %(code)s)
"""


def corrected(submission: Submission, field: CorrectableField, value: str | None) -> Submission:
    """Return a submission with one fact in another value. Raises InvalidInput (`FACT_MALFORMED`), naming no value."""
    said: dict[str, Any] = submission.model_dump()
    *parents, name = field.value.split(".")
    part = said
    for parent in parents:
        part = part[parent]
    part[name] = value
    try:
        return Submission.model_validate(said)
    except ValidationError:
        raise InvalidInput("FACT_MALFORMED", field=field.value) from None


def told(submission: Submission, field: CorrectableField) -> str | None:
    """Return a fact of a submission as text; None where nothing was stated."""
    found: Any = submission.model_dump(mode="json")
    for name in field.value.split("."):
        found = found[name]
    return None if found is None else str(found)


def propose(
    raw: Raw, key: DossierKey, submission: Submission, decision_id: DecisionId, field: CorrectableField,
    value: str | None, found_by: str | None,
) -> Correct:  # fmt: skip
    """Seal what is stated and what is to stand for a decision, and return what the act says of it: digests alone.

    The same decision again has its first values. Raises InvalidInput `FACT_MALFORMED`.
    """
    known = raw.execute(_KNOWN, (key.code, decision_id)).fetchone()
    if known is None:
        old, new = told(submission, field), told(corrected(submission, field, nfc(value) if value else None), field)
        sealed = [key.seal((one or "").encode(), _purpose(field)) for one in (old, new)]
        raw.execute(_PROPOSE, (key.code, decision_id, field.value, *sealed, found_by))
        known = (field.value, *sealed)
    kept = CorrectableField(known[0])
    old, new = (key.unseal(bytes(one), _purpose(kept)).decode() for one in known[1:])
    return Correct(field=kept, old=_digest(key, kept, old), new=_digest(key, kept, new))


def apply_all(submission: Submission, rows: list[tuple[str, bytes]], key: DossierKey) -> Submission:
    """Return what was submitted with every correction that stands, in their order."""
    for name, sealed in rows:
        field = CorrectableField(name)
        submission = corrected(submission, field, key.unseal(bytes(sealed), _purpose(field)).decode() or None)
    return submission


def correct(database: Database, code: DossierCode, decision_id: DecisionId, seq: int) -> None:
    """See activities.ports.Register."""
    said = {"code": code, "decision_id": decision_id, "seq": seq}
    row = database.run_raw(lambda raw: raw.execute(_CORRECT, said).fetchone(), autocommit=True)
    assert row is not None
    stands, keys = row
    if not stands and keys:
        raise Refused("CORRECTION_UNKNOWN", decision_id=decision_id)


def _purpose(field: CorrectableField) -> str:
    return f"correction:{field.value}"


def _digest(key: DossierKey, field: CorrectableField, value: str) -> str:
    """By HMAC under a key of this dossier, as notes are named: equal values have equal digests, within one field."""
    return key.note_id(f"{field.value}\n{value}")
