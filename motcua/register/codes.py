"""Dossier codes: reserved once per submission, numbered per agency and day in Vietnam without a gap (rulebook §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import psycopg
from sqlalchemy import select

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import DossierCode
from models.opening import Opening, OpeningBody
from models.submission import Submission
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database, Raw
from motcua.register.keycheck import wrapping
from motcua.register.people import sealed_submission
from motcua.security import Keystore

__all__ = ["Beside", "BuildOpening", "Codes", "Reserved"]

_RESERVATION = METADATA.tables["reservation"]
_DOSSIER = METADATA.tables["dossier"]

_BEFORE: Final = (
    "SELECT code, submission_digest, opening,"
    " started_at IS NOT NULL OR EXISTS (SELECT FROM dossier WHERE dossier.code = reservation.code)"
    " FROM reservation WHERE submission_id = %s"
)
_START: Final = (
    "UPDATE reservation SET started_at = coalesce(started_at, now()) WHERE code = %s AND opening_digest = %s"
)
_COUNT: Final = (
    "INSERT INTO code_counter AS counter (agency, day, last) VALUES (%s, %s, 1)"
    " ON CONFLICT (agency, day) DO UPDATE SET last = counter.last + 1 RETURNING last"
)
"""Its row stays locked until the transaction ends: a number is taken for good or was never given."""
_KEEP: Final = """
WITH free AS (
    INSERT INTO reservation (code, submission_id, submission_digest, opening_digest, opening, agency, day, number,
                             reserved_at)
    VALUES (%(code)s, %(submission_id)s, %(submission_digest)s, %(opening_digest)s, %(opening)s::jsonb, %(agency)s,
            %(day)s, %(number)s, %(reserved_at)s)
    ON CONFLICT (code) DO NOTHING RETURNING code),
key_kept AS (INSERT INTO dossier_key (code, wrapped) SELECT code, %(wrapped)s FROM free),
submission_kept AS (INSERT INTO sealed_submission (code, sealed) SELECT code, %(sealed)s FROM free),
people_kept AS (INSERT INTO person_lookup (keyed_hash, code) SELECT unnest(%(found_by)s::text[]), code FROM free)
SELECT code FROM free
"""
"""Nothing is kept and nothing comes back if the code belongs to another submission."""

BuildOpening = Callable[[DossierCode, Hash], Opening]
"""Makes the start message from the code and the submission's digest; called within the transaction, so without I/O."""


class Beside(Protocol):
    """What is reserved together with a code, in its transaction (motcua/register/linked.py)."""

    def count(self, raw: Raw, now: datetime) -> None:
        """Take what the opening must name, before it is built."""

    def keep(self, raw: Raw, code: DossierCode, now: datetime) -> None:
        """Keep it, once the code is the submission's."""


class Reserved(NamedTuple):
    """A code that belongs to a submission."""

    code: DossierCode
    opening: Opening
    new: bool
    """False: the same submission had reserved it before."""
    started: bool
    """Whether its workflow has ever been heard of."""


class Codes:
    """The reservations."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore

    def digest(self, submission: Submission) -> Hash:
        """Keyed hash of what was submitted; a field that a later version adds with a default changes nothing."""
        return self._keystore.keyed_hash("submission", submission.model_dump(mode="json", exclude_defaults=True))

    def reserve(
        self, submission: Submission, build: BuildOpening, *, now: datetime, beside: Beside | None = None
    ) -> Reserved:
        """Reserve a code for a submission and seal it, in one transaction; again, the same code comes back.

        `now` is legal time; its day in Vietnam counts. A migrated dossier keeps the code it states.
        Raises Refused: `SUBMISSION_CONFLICT` (the id was used for another content), `CODE_TAKEN` (a stated code).
        """
        digest = self.digest(submission)

        def work(raw: Raw) -> Reserved:
            before = _before(raw, submission, digest)
            reserved = before or self._first(raw, submission, digest, build, now, beside)
            raw.commit()
            return reserved

        def reserve() -> Reserved:
            try:
                return self._database.run_raw(work)
            except psycopg.errors.UniqueViolation:
                # The same submission was given twice at once; the other was faster, and its number is not lost.
                return self._database.run_raw(work)

        return wrapping(self._database, self._keystore, reserve)

    def take_back(self, opening: Opening, submission: Submission, beside: Beside) -> None:
        """Reserve a code that was given once more, for the very submission and opening that it was given to.

        Raises Refused: `SUBMISSION_CONFLICT` (it was not that submission), `CODE_TAKEN`.
        """
        body, digest = opening.body, self.digest(submission)
        if digest != body.submission_digest:
            raise Refused("SUBMISSION_CONFLICT", submission=body.submission_id, code=body.code)

        def work(raw: Raw) -> None:
            if _before(raw, submission, digest) is None:
                codes = iter([(body.code, body.code.number)])
                self._kept(raw, submission, digest, lambda *_: opening, body.entered_at, beside, codes)
            raw.commit()

        wrapping(self._database, self._keystore, lambda: self._database.run_raw(work))

    def confirm(self, opening: OpeningBody) -> None:
        """See activities.ports.Register.confirm_reservation; remembers that the workflow started."""

        mine = (opening.code, opening.digest)
        confirmed = self._database.run_raw(
            lambda raw: raw.execute(_START, mine, prepare=True).rowcount, autocommit=True
        )
        if confirmed != 1:
            raise Refused("NOT_RESERVED", code=opening.code)

    def opening(self, code: DossierCode) -> Opening:
        """Return the start message for which a code was reserved. Raises Refused (`NOT_RESERVED`)."""
        query = select(_RESERVATION.c.opening).where(_RESERVATION.c.code == code)
        row = self._database.run(lambda connection: connection.execute(query).scalar())
        if row is None:
            raise Refused("NOT_RESERVED", code=code)
        return Opening.model_validate(row)

    def not_started(self, before: datetime) -> list[Opening]:
        """Return the openings reserved before an instant whose workflow never asked for its code, oldest first."""
        unheard = ~select(_DOSSIER.c.code).where(_DOSSIER.c.code == _RESERVATION.c.code).exists()
        query = select(_RESERVATION.c.opening).where(
            _RESERVATION.c.started_at.is_(None), _RESERVATION.c.reserved_at < before, unheard
        )
        rows = self._database.run(
            lambda connection: connection.execute(query.order_by(_RESERVATION.c.reserved_at)).scalars().all()
        )
        return [Opening.model_validate(row) for row in rows]

    def _first(
        self, raw: Raw, submission: Submission, digest: Hash, build: BuildOpening, now: datetime, beside: Beside | None
    ) -> Reserved:
        if beside is not None:
            beside.count(raw, now)
        return self._kept(raw, submission, digest, build, now, beside, _codes(raw, submission, now))

    def _kept(
        self, raw: Raw, submission: Submission, digest: Hash, build: BuildOpening, now: datetime,
        beside: Beside | None, codes: Iterator[tuple[DossierCode, int | None]],
    ) -> Reserved:  # fmt: skip
        """Keep the submission under the first of these codes that is free."""
        for code, number in codes:
            opening = build(code, digest)
            row = sealed_submission(self._keystore, code, submission) | {
                "code": code, "submission_id": submission.submission_id, "submission_digest": digest,
                "opening_digest": opening.body.digest, "opening": opening.model_dump_json(),
                "agency": submission.receiving_agency, "day": legal_day(now), "number": number, "reserved_at": now,
            }  # fmt: skip
            if raw.execute(_KEEP, row, prepare=True).fetchone() is not None:
                if beside is not None:
                    beside.keep(raw, code, now)
                return Reserved(code, opening, new=True, started=False)
        raise Refused("CODE_TAKEN", code=code)


def _codes(raw: Raw, submission: Submission, now: datetime) -> Iterator[tuple[DossierCode, int | None]]:
    """The stated code alone, or the next numbers of the counter: one that a migrated dossier bears is passed over."""
    if submission.migrated is not None:
        yield submission.migrated.code, None
        return
    agency, day = submission.receiving_agency, legal_day(now)
    while row := raw.execute(_COUNT, (agency, day), prepare=True).fetchone():
        yield DossierCode.compose(agency, day, row[0]), row[0]


def _before(raw: Raw, submission: Submission, digest: Hash) -> Reserved | None:
    """What this submission reserved before."""
    row = raw.execute(_BEFORE, (submission.submission_id,), prepare=True).fetchone()
    if row is None:
        return None
    code, kept_digest, opening, started = row
    if kept_digest != digest:
        raise Refused("SUBMISSION_CONFLICT", submission=submission.submission_id, code=code)
    return Reserved(DossierCode(code), Opening.model_validate(opening), new=False, started=started)
