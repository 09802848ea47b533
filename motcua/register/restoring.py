"""What a register that was restored from an older copy must learn again, and must not give twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import psycopg
from sqlalchemy import select

from models.calendar import legal_day
from models.errors import Broken
from models.identifiers import AgencyCode, DossierCode, NoteId
from models.journal import PaperRow
from models.opening import OpeningBody
from models.statuses import Origin
from models.tables import METADATA
from motcua.register.database import Database, Raw
from motcua.register.numbers import REGISTER_BOOK

__all__ = ["Restoring"]

_RESERVATION, _DOSSIER, _NOTE = (METADATA.tables[name] for name in ("reservation", "dossier", "note"))

_ENTER: Final = (
    "INSERT INTO book_entry (code, effect_id, kind, agency, year, number)"
    " VALUES (%(code)s, %(effect_id)s, %(kind)s, %(agency)s, %(year)s, %(number)s)"
    " ON CONFLICT (code, effect_id, kind) DO NOTHING"
)
_REACH: Final = (
    "INSERT INTO book (agency, year, kind, last) VALUES (%(agency)s, %(year)s, %(kind)s, %(number)s)"
    " ON CONFLICT (agency, year, kind) DO UPDATE SET last = greatest(book.last, excluded.last)"
)
_COUNT: Final = (
    "INSERT INTO code_counter AS counter (agency, day, last) VALUES (%s, %s, %s)"
    " ON CONFLICT (agency, day) DO UPDATE SET last = greatest(counter.last, excluded.last)"
)
_COUNT_GROUP: Final = (
    "INSERT INTO linked_counter AS counter (agency, day, last) VALUES (%s, %s, %s)"
    " ON CONFLICT (agency, day) DO UPDATE SET last = greatest(counter.last, excluded.last)"
)


class Restoring:
    """Restores books and counters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unfinished(self) -> list[DossierCode]:
        """Return every code that is reserved and whose dossier is not closed, oldest first."""
        closed = select(_DOSSIER.c.code).where(
            _DOSSIER.c.code == _RESERVATION.c.code, _DOSSIER.c.closed_at.is_not(None)
        )
        query = select(_RESERVATION.c.code).where(~closed.exists()).order_by(_RESERVATION.c.reserved_at)
        return [DossierCode(code) for code in self._database.run(lambda one: one.execute(query).scalars().all())]

    def reserved(self, codes: Iterable[str]) -> set[str]:
        """Return which of these codes the register knows at all."""
        query = select(_RESERVATION.c.code).where(_RESERVATION.c.code.in_(list(codes)))
        return set(self._database.run(lambda one: one.execute(query).scalars().all()))

    def enter(self, code: DossierCode, effect_id: str, paper: PaperRow) -> None:
        """Enter a paper under the number that it bears, and let its book go on behind it.

        Raises Broken (`NUMBER_GIVEN_TWICE`) when the number went to another paper since.
        """
        number, _, rest = paper.number.partition("/")
        facts = {
            "code": code, "effect_id": effect_id, "kind": paper.kind.value, "agency": rest.partition("-")[2],
            "year": legal_day(paper.signed_at).year, "number": int(number),
        }  # fmt: skip
        self._enter(code, facts, paper.number)

    def enter_dossier(self, code: DossierCode, effect_id: str, agency: AgencyCode, at: datetime, number: int) -> None:
        """Enter a dossier in the register book under the number that it got. Raises as `enter`."""
        facts = {
            "code": code, "effect_id": effect_id, "kind": REGISTER_BOOK, "agency": agency,
            "year": legal_day(at).year, "number": number,
        }  # fmt: skip
        self._enter(code, facts, str(number))

    def _enter(self, code: DossierCode, facts: dict[str, Any], number: str) -> None:
        def enter(raw: Raw) -> None:
            raw.execute(_ENTER, facts)
            raw.execute(_REACH, facts)
            raw.commit()

        try:
            self._database.run_raw(enter)
        except psycopg.errors.UniqueViolation:
            raise Broken("NUMBER_GIVEN_TWICE", code=code, number=number) from None

    def pass_over(self, opening: OpeningBody) -> None:
        """Let the counters go on behind a code, and a tracking key, that this register gave and does not know."""
        if opening.group is not None:
            group = opening.group.key.place
            self._database.run_raw(lambda raw: raw.execute(_COUNT_GROUP, group), autocommit=True)
        if opening.origin is Origin.MIGRATED:
            return  # its code came with it and was never counted
        place = (opening.code.agency, legal_day(opening.entered_at), opening.code.number)
        self._database.run_raw(lambda raw: raw.execute(_COUNT, place), autocommit=True)

    def lacking_notes(self, code: DossierCode, named: Iterable[NoteId]) -> list[NoteId]:
        """Return which of the notes that acts name are not here."""
        query = select(_NOTE.c.note_id).where(_NOTE.c.code == code)
        here = set(self._database.run(lambda one: one.execute(query).scalars().all()))
        return [note for note in named if note not in here]
