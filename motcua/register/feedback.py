"""Feedbacks in the register: codes reserved once per submission, journals appended once (activities.feedback)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, func, select, text
from sqlalchemy.dialects.postgresql import insert

from models.calendar import legal_day
from models.errors import Broken, Refused
from models.events import GENESIS
from models.feedback import FeedbackCode, FeedbackOpening, FeedbackSubmission
from models.feedback_events import FeedbackEvent
from models.feedback_state import FeedbackWrite, ReportFacts, ReportOrder
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database
from motcua.register.feedback_erasing import FeedbackErasures
from motcua.register.feedback_people import FeedbackPeople
from motcua.register.feedback_queries import FeedbackQueries
from motcua.security import Keystore

__all__ = ["BuildFeedback", "FeedbackRegister", "FeedbackReserved"]

_COUNTER, _RESERVATION, _EVENT, _EFFECT, _ROW = (
    METADATA.tables[name]
    for name in ("feedback_counter", "feedback_reservation", "feedback_event", "feedback_effect", "feedback")
)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:code, 0))")

BuildFeedback = Callable[[FeedbackCode, Hash, FeedbackCode | None], FeedbackOpening]
"""Makes the start message from the code, the submission's digest and what it repeats; within the transaction."""


class FeedbackReserved(NamedTuple):
    """A code that belongs to a submission."""

    opening: FeedbackOpening
    new: bool
    """False: the same submission had reserved it before."""


class FeedbackRegister:
    """The FeedbackRegister of activities.feedback, and where the service reserves and looks."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore
        self.people = FeedbackPeople(database, keystore)
        self.queries = FeedbackQueries(database)
        self.erasures = FeedbackErasures(database)

    def reserve(
        self, submission: FeedbackSubmission, build: BuildFeedback, *, now: datetime, repeat_days: int
    ) -> FeedbackReserved:
        """Reserve a code for a submission and seal it, in one transaction; again, the same code comes back.

        `now` is legal time. Raises Refused `SUBMISSION_CONFLICT`: the id was used for another content.
        """
        digest = self._keystore.keyed_hash("feedback", submission.model_dump(mode="json", exclude_defaults=True))
        hashes = self.people.hashes(submission.person)
        since = now - timedelta(days=repeat_days)

        def work(connection: Connection) -> FeedbackReserved:
            connection.execute(_LOCK, {"code": f"feedback:{submission.submission_id}"})
            for one in hashes:  # two at once of one person: the second must find the first
                connection.execute(_LOCK, {"code": one})
            before = _before(connection, submission, digest)
            if before is not None:
                return before
            code, number = _next_code(connection, submission, now)
            repeated = self.people.latest(connection, hashes, submission.subject, since)
            opening = build(code, digest, FeedbackCode(repeated) if repeated else None)
            row = self.people.sealed(code, submission) | {
                "code": code, "submission_id": submission.submission_id, "submission_digest": digest,
                "opening": opening.model_dump(mode="json"), "opening_digest": opening.body.digest,
                "agency": submission.receiving, "day": legal_day(now), "number": number, "reserved_at": now,
            }  # fmt: skip
            connection.execute(insert(_RESERVATION).values(row))
            self.people.remember(connection, code, hashes, submission.subject, now)
            return FeedbackReserved(opening, new=True)

        return self._database.run(work)

    def not_started(self, before: datetime) -> list[FeedbackOpening]:
        """Return what was reserved before an instant and has told nothing yet, oldest first."""
        unheard = ~select(_ROW.c.code).where(_ROW.c.code == _RESERVATION.c.code).exists()
        query = select(_RESERVATION.c.opening).where(_RESERVATION.c.reserved_at < before, unheard)
        rows = self._database.run(
            lambda connection: connection.execute(query.order_by(_RESERVATION.c.reserved_at)).scalars().all()
        )
        return [FeedbackOpening.model_validate(row) for row in rows]

    def reserved(self) -> set[FeedbackCode]:
        """Return every code that is reserved."""
        rows = self._database.run(lambda connection: connection.execute(select(_RESERVATION.c.code)).scalars().all())
        return set(map(FeedbackCode, rows))

    def unfinished(self) -> list[FeedbackCode]:
        """Return the codes of those that are not closed."""
        query = select(_ROW.c.code).where(_ROW.c.closed_at.is_(None)).order_by(_ROW.c.code)
        rows = self._database.run(lambda connection: connection.execute(query).scalars().all())
        return [FeedbackCode(code) for code in rows]

    def pass_over(self, code: FeedbackCode) -> None:
        """Let the counter go on behind a code that this register gave and does not know."""
        place = {"agency": code.agency, "day": code.day, "last": code.number}
        reach = insert(_COUNTER).values(place)
        further = {"last": func.greatest(_COUNTER.c.last, reach.excluded.last)}
        self._database.run(
            lambda connection: connection.execute(
                reach.on_conflict_do_update(index_elements=["agency", "day"], set_=further)
            )
        )

    # ── activities.feedback.FeedbackRegister ──────────────────────────────────────────────────────────────────────

    def record(self, write: FeedbackWrite) -> None:
        """See activities.feedback.FeedbackRegister."""

        def work(connection: Connection) -> None:
            connection.execute(_LOCK, {"code": write.code})
            reserved = select(_RESERVATION.c.code).where(_RESERVATION.c.code == write.code)
            if connection.execute(reserved).scalar() is None:
                raise Refused("NOT_RESERVED", code=write.code)
            new = _new_events(connection, write)
            if new:
                connection.execute(insert(_EVENT), [dict(event) for event in new])
            row = write.row.model_dump(mode="python")
            shown = insert(_ROW).values(row)
            changes = {name: shown.excluded[name] for name in row if name != "code"}
            not_older = _ROW.c.seq <= shown.excluded.seq
            connection.execute(shown.on_conflict_do_update(index_elements=["code"], set_=changes, where=not_older))

        self._database.run(work)

    def report(self, order: ReportOrder, facts: ReportFacts) -> ReportFacts:
        """See activities.feedback.FeedbackRegister."""
        row = {"code": order.code, "effect_id": order.effect_id, "at": order.at, "to_agency": order.to_agency}
        kept = insert(_EFFECT).values(row | facts.model_dump()).on_conflict_do_nothing()
        self._database.run(lambda connection: connection.execute(kept))
        return self.reported(order) or facts

    def reported(self, order: ReportOrder) -> ReportFacts | None:
        """See activities.feedback.FeedbackRegister."""
        query = select(_EFFECT.c.channel, _EFFECT.c.reference).where(
            _EFFECT.c.code == order.code, _EFFECT.c.effect_id == order.effect_id
        )
        row: RowMapping | None = self._database.run(
            lambda connection: connection.execute(query).mappings().one_or_none()
        )
        return None if row is None else ReportFacts.model_validate(dict(row))


def _before(connection: Connection, submission: FeedbackSubmission, digest: Hash) -> FeedbackReserved | None:
    query = select(_RESERVATION).where(_RESERVATION.c.submission_id == submission.submission_id)
    row: Any = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.submission_digest != digest:
        raise Refused("SUBMISSION_CONFLICT", submission=submission.submission_id, code=row.code)
    return FeedbackReserved(FeedbackOpening.model_validate(row.opening), new=False)


def _next_code(connection: Connection, submission: FeedbackSubmission, now: datetime) -> tuple[FeedbackCode, int]:
    """Its counter's row stays locked until the transaction ends: a number is taken for good or was never given."""
    agency, day = submission.receiving, legal_day(now)
    first = insert(_COUNTER).values(agency=agency, day=day, last=1)
    taken = first.on_conflict_do_update(index_elements=["agency", "day"], set_={"last": _COUNTER.c.last + 1})
    number = int(connection.execute(taken.returning(_COUNTER.c.last)).scalar_one())
    return FeedbackCode.compose(agency, day, number), number


def _new_events(connection: Connection, write: FeedbackWrite) -> list[FeedbackEvent]:
    """Return the events that are not kept yet, each checked against what is kept."""
    query = select(_EVENT.c.seq, _EVENT.c.hash).where(_EVENT.c.code == write.code)
    kept: dict[int, Hash] = {row.seq: row.hash for row in connection.execute(query)}
    new = []
    for event in write.events:
        if event.hash != event.computed_hash():
            raise Broken("CHAIN_FORGED", code=write.code, seq=event.seq)
        if event.seq in kept:
            if kept[event.seq] != event.hash:
                raise Broken("CHAIN_FORKED", code=write.code, seq=event.seq)
            continue
        before = GENESIS if event.seq == 1 else kept.get(event.seq - 1)
        if before is None:
            raise Broken("CHAIN_GAP", code=write.code, seq=event.seq)
        if before != event.prev:
            raise Broken("CHAIN_FORKED", code=write.code, seq=event.seq)
        kept[event.seq] = event.hash
        new.append(event)
    return new
