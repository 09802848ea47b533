"""The journal: events appended once, in order, each checked against its predecessor; effects done with them.

Everything of one write stands in one transaction. What plainly follows is appended in one statement; whatever the
database does not take so (a repetition, a fork, a gap, a new branch) is looked at under the dossier's lock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NoReturn

import psycopg

from models.errors import Broken, Refused
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.journal import EffectRow, JournalWrite
from models.value import Hash
from motcua.register.database import Database, Raw
from motcua.register.following import ChainFault, Kept, is_plain, new_events, require_true_hashes
from motcua.register.writing import (
    APPEND,
    CLEAR_READ_MODEL,
    EFFECT,
    FACTS,
    JOURNAL,
    KEPT,
    LOCK,
    PERFORM,
    PREDECESSORS,
    STANDS,
)

__all__ = ["Journal"]

_ALARM: Final = (
    "INSERT INTO alarm (code, kind, number, due, fired, lateness_seconds)"
    " SELECT code, %(kind)s, %(seq)s, %(at)s, %(at)s, 0 FROM reservation WHERE code = %(code)s ON CONFLICT DO NOTHING"
)
_ATTEMPTS: Final = 3
"""Looks under the lock, should a plain append have come in between."""

Facts = dict[str, Any]


class Journal:
    """The journals of all dossiers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, write: JournalWrite) -> None:
        """See activities.ports.Register. Raises also Refused (`NOT_RESERVED`)."""
        if write.events:
            self._write(write, None)

    def perform(self, write: JournalWrite, effect: EffectRow) -> Facts:
        """See activities.ports.Register. Raises also Refused (`NOT_RESERVED`)."""
        return self._write(write, effect) or effect.facts

    def facts_of(self, write: JournalWrite, effect_id: str) -> Facts | None:
        """See activities.ports.Register."""
        facts, forked, follows = self._database.run_raw(
            lambda raw: raw.execute(STANDS, _places(write, effect_id), prepare=True).fetchone() or (None, False, False),
            autocommit=True,
        )
        if forked or not follows:
            # An alarm, as of a write that does not follow; nothing is done in the world for such a journal.
            self._fault("CHAIN_FORKED" if forked else "CHAIN_GAP", write)
        return None if facts is None else dict(facts)

    def _fault(self, code: str, write: JournalWrite) -> NoReturn:
        row = write.snapshot.dossier
        seq = write.events[0].seq if write.events else row.seq
        if write.events:
            self.alarm(write.code, code.lower(), seq, write.events[0].at)
        raise Broken(code, code=write.code, seq=seq)

    def _write(self, write: JournalWrite, effect: EffectRow | None) -> Facts | None:
        """Write both; return the facts of the effect if it stood already."""
        require_true_hashes(write.code, write.events)
        parameters = _parameters(write, effect)
        if is_plain(write.events) and self._appended(write, parameters):
            return None
        try:
            return self._looked_at(write, parameters)
        except psycopg.errors.ForeignKeyViolation:
            raise Refused("NOT_RESERVED", code=write.code) from None
        except ChainFault as fault:
            event = fault.event
            self.alarm(event.code, fault.code.lower(), event.seq, event.at)
            raise Broken(fault.code, code=write.code, seq=fault.event.seq) from None

    def _appended(self, write: JournalWrite, parameters: Facts) -> bool:
        statement = PERFORM if parameters["effect"] else APPEND

        def append(raw: Raw) -> bool:
            row = raw.execute(statement, parameters, prepare=True).fetchone()
            return row == (len(write.events),)

        try:
            return self._database.run_raw(append, autocommit=True)
        except (psycopg.errors.UniqueViolation, psycopg.errors.ForeignKeyViolation):
            return False

    def _looked_at(self, write: JournalWrite, parameters: Facts) -> Facts | None:
        for left in reversed(range(_ATTEMPTS)):
            try:
                return self._database.run_raw(lambda raw: _under_lock(raw, write, parameters))
            except psycopg.errors.UniqueViolation:
                if not left:
                    raise
        raise AssertionError  # the last attempt returns or raises

    def alarm(self, code: DossierCode, kind: str, number: int, at: datetime) -> None:
        """Keep an alarm that no workflow told, in a transaction of its own."""
        facts = {"code": code, "kind": kind, "seq": number, "at": at}

        def insert(raw: Raw) -> None:
            raw.execute(_ALARM, facts)
            raw.commit()

        self._database.run_raw(insert)


def _parameters(write: JournalWrite, effect: EffectRow | None) -> Facts:
    first = write.events[0] if write.events else None
    return {
        "code": write.code, "doc": write.model_dump_json(), "effect": effect.model_dump_json() if effect else None,
        "effect_id": effect.effect_id if effect else None, "branch": first and first.branch, "seq": first and first.seq,
        "prev": first and first.prev,
    }  # fmt: skip


def _places(write: JournalWrite, effect_id: str) -> Facts:
    """Where the journal of a write stands, and what it follows: the event before it, or its effect's *decided*."""
    events, (branch, seq) = write.events, map(int, effect_id.split("-"))
    told = [(event.branch, event.seq, event.hash) for event in events]
    told += [(first.branch, first.seq - 1, first.prev) for first in events[:1]]
    return {
        "code": write.code, "effect_id": effect_id, "branch": branch,
        "branches": [one[0] for one in told], "seqs": [one[1] for one in told], "hashes": [one[2] for one in told],
        "before": events[0].seq - 1 if events else seq, "prev": events[0].prev if events else None,
    }  # fmt: skip


def _under_lock(raw: Raw, write: JournalWrite, parameters: Facts) -> Facts | None:
    """Look, check, write what lacks, commit; return the facts of the effect if it stood already."""
    raw.execute(LOCK, parameters)
    stands = raw.execute(FACTS, parameters).fetchone() if parameters["effect"] else None
    if write.events:
        new = new_events(write.events, _kept(raw, write), lambda event: _predecessors(raw, event))
        if new and new[0].branch > 0 and not _has_branch(raw, new[0]):
            raw.execute(CLEAR_READ_MODEL, parameters)
        lacking = write.model_copy(update={"events": tuple(new)})
        raw.execute(JOURNAL, parameters | {"doc": lacking.model_dump_json()})
    if parameters["effect"] and not stands:
        raw.execute(EFFECT, parameters)
    raw.commit()
    return stands[0] if stands else None


def _kept(raw: Raw, write: JournalWrite) -> Kept:
    seqs = [event.seq for event in write.events]
    branches = sorted({event.branch for event in write.events})
    place = {"code": write.code, "branches": branches, "first": min(seqs) - 1, "last": max(seqs)}
    return {(branch, seq): digest for branch, seq, digest in raw.execute(KEPT, place)}


def _has_branch(raw: Raw, event: DossierEvent) -> bool:
    place = {"code": event.code, "branches": [event.branch], "first": 1, "last": event.seq}
    return raw.execute(KEPT, place).fetchone() is not None


def _predecessors(raw: Raw, event: DossierEvent) -> set[Hash]:
    place = {"code": event.code, "branch": event.branch, "seq": event.seq - 1}
    return {digest for (digest,) in raw.execute(PREDECESSORS, place)}
