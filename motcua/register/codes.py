"""Dossier codes: reserved once per submission, numbered per agency and day in Vietnam without a gap (rulebook §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import DossierCode
from models.opening import Opening, OpeningBody
from models.submission import Submission
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database
from motcua.register.people import keep_submission
from motcua.security import Keystore

__all__ = ["BuildOpening", "Codes", "Reserved"]

_RESERVATION = METADATA.tables["reservation"]
_COUNTER = METADATA.tables["code_counter"]

BuildOpening = Callable[[DossierCode, Hash], Opening]
"""Makes the start message from the code and the submission's digest; called within the transaction, so without I/O."""


class Reserved(NamedTuple):
    """A code that belongs to a submission."""

    code: DossierCode
    opening: Opening
    new: bool
    """False: the same submission had reserved it before."""
    started: bool
    """Whether its workflow has ever come to ask for it."""


class Codes:
    """The reservations."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore

    def digest(self, submission: Submission) -> Hash:
        """Keyed hash of what was submitted; a field that a later version adds with a default changes nothing."""
        return self._keystore.keyed_hash("submission", submission.model_dump(mode="json", exclude_defaults=True))

    def reserve(self, submission: Submission, build: BuildOpening, *, now: datetime) -> Reserved:
        """Reserve a code for a submission and seal it, in one transaction; again, the same code comes back.

        `now` is legal time; its day in Vietnam counts. A migrated dossier keeps the code it states.
        Raises Refused: `SUBMISSION_CONFLICT` (the id was used for another content), `CODE_TAKEN` (a stated code).
        """
        digest = self.digest(submission)

        def work(connection: Connection) -> Reserved:
            lock = func.pg_advisory_xact_lock(func.hashtextextended(submission.submission_id, 1))
            connection.execute(select(lock))
            return _before(connection, submission, digest) or self._first(connection, submission, digest, build, now)

        return self._database.run(work)

    def confirm(self, opening: OpeningBody) -> None:
        """See activities.ports.Register.confirm_reservation; remembers that the workflow started."""

        def work(connection: Connection) -> bool:
            mine = (_RESERVATION.c.code == opening.code, _RESERVATION.c.opening_digest == opening.digest)
            started = func.coalesce(_RESERVATION.c.started_at, func.now())
            return connection.execute(update(_RESERVATION).where(*mine).values(started_at=started)).rowcount == 1

        if not self._database.run(work):
            raise Refused("NOT_RESERVED", code=opening.code)

    def not_started(self, before: datetime) -> list[Opening]:
        """Return the openings reserved before an instant whose workflow never asked for its code, oldest first."""
        query = select(_RESERVATION.c.opening).where(
            _RESERVATION.c.started_at.is_(None), _RESERVATION.c.reserved_at < before
        )
        rows = self._database.run(
            lambda connection: connection.execute(query.order_by(_RESERVATION.c.reserved_at)).scalars().all()
        )
        return [Opening.model_validate(row) for row in rows]

    def _first(
        self, connection: Connection, submission: Submission, digest: Hash, build: BuildOpening, now: datetime
    ) -> Reserved:
        for code, number in _codes(connection, submission, now):
            opening = build(code, digest)
            row = {
                "code": code, "submission_id": submission.submission_id, "submission_digest": digest,
                "opening_digest": opening.body.digest, "opening": opening.model_dump(mode="json"),
                "agency": submission.receiving_agency, "day": legal_day(now), "number": number, "reserved_at": now,
            }  # fmt: skip
            free = insert(_RESERVATION).values(row).on_conflict_do_nothing(index_elements=["code"])
            if connection.execute(free.returning(_RESERVATION.c.code)).first() is not None:
                keep_submission(connection, self._keystore, code, submission)
                return Reserved(code, opening, new=True, started=False)
        raise Refused("CODE_TAKEN", code=code)


def _codes(connection: Connection, submission: Submission, now: datetime) -> Iterator[tuple[DossierCode, int | None]]:
    """The stated code alone, or the next numbers of the counter: one that a migrated dossier bears is passed over."""
    if submission.migrated is not None:
        yield submission.migrated.code, None
        return
    day = legal_day(now)
    first = insert(_COUNTER).values(agency=submission.receiving_agency, day=day, last=1)
    following = first.on_conflict_do_update(index_elements=["agency", "day"], set_={"last": _COUNTER.c.last + 1})
    while True:
        number = connection.execute(following.returning(_COUNTER.c.last)).scalar_one()
        yield DossierCode.compose(submission.receiving_agency, day, number), number


def _before(connection: Connection, submission: Submission, digest: Hash) -> Reserved | None:
    """What this submission reserved before."""
    kept = _RESERVATION.c
    query = select(kept.code, kept.submission_digest, kept.opening, kept.started_at)
    row = connection.execute(query.where(kept.submission_id == submission.submission_id)).first()
    if row is None:
        return None
    if row.submission_digest != digest:
        raise Refused("SUBMISSION_CONFLICT", submission=submission.submission_id, code=row.code)
    opening = Opening.model_validate(row.opening)
    return Reserved(DossierCode(row.code), opening, new=False, started=row.started_at is not None)
