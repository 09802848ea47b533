"""The read model: inboxes, one dossier's story, what is late or owed, search (design §2.14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from pydantic import Field
from sqlalchemy import ColumnElement, RowMapping, Select, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from models.errors import Refused
from models.events import DossierEvent
from models.identifiers import AgencyCode, DossierCode, ProcedureCode
from models.journal import (
    AlarmRow,
    DossierRow,
    EffectRow,
    HoldingRow,
    LetterRow,
    PaperRow,
    RefundRow,
    Snapshot,
    StepRow,
)  # fmt: skip
from models.lifecycle import Phase
from models.matter import MatterRow, Question
from models.outcome import Outcome
from models.procedure import Role
from models.tables import METADATA
from models.value import Hash, UtcTime, Value
from motcua.register.database import Database

__all__ = ["Queries", "Search"]

_T = METADATA.tables
_DOSSIER, _EVENT, _ALARM = _T["dossier"], _T["event"], _T["alarm"]
_MATTER = _T["matter"]
_EFFECT, _RUN = _T["effect"], _T["run"]
_UNSAID: Final = ("code", "effect_id")
_PAGE: Final = 500


class Search(Value):
    """What dossiers to look for; what is None does not matter. Sorted by code, `after` begins the next page."""

    procedure: ProcedureCode | None = None
    receiving: AgencyCode | None = None
    competent: AgencyCode | None = None
    holding: AgencyCode | None = None
    outcome: Outcome | None = None
    statuses: tuple[int, ...] = ()
    received_from: UtcTime | None = None
    received_before: UtcTime | None = None
    open: bool | None = None
    after: DossierCode | None = None
    limit: int = Field(default=_PAGE, ge=1, le=5000)


class Queries:
    """Questions to the read model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dossier(self, code: DossierCode) -> Snapshot | None:
        """Return a dossier as the register last heard of it; None before its first event."""
        rows = self._rows(select(_DOSSIER).where(_DOSSIER.c.code == code))
        if not rows:
            return None
        return Snapshot(
            dossier=_dossier(rows[0]),
            steps=tuple(StepRow.model_validate(dict(row)) for row in self._parts("step", code, "position")),
            hand_overs=tuple(HoldingRow.model_validate(dict(row)) for row in self._parts("hand_over", code, "number")),
            alarms=tuple(AlarmRow.model_validate(dict(row)) for row in self._parts("alarm", code, "fired", "kind")),
            matters=tuple(MatterRow.model_validate(dict(row)) for row in self._parts("matter", code, "number")),
        )

    def require(self, code: DossierCode) -> DossierRow:
        """Return a dossier's own row. Raises Refused `DOSSIER_UNKNOWN`."""
        rows = self._rows(select(_DOSSIER).where(_DOSSIER.c.code == code))
        if not rows:
            raise Refused("DOSSIER_UNKNOWN", code=code)
        return _dossier(rows[0])

    def events(self, code: DossierCode) -> list[DossierEvent]:
        """Return a dossier's journal, all branches, in the order of branch and seq."""
        query = select(_EVENT).where(_EVENT.c.code == code).order_by(_EVENT.c.branch, _EVENT.c.seq)
        return [DossierEvent.model_validate(dict(row)) for row in self._rows(query)]

    def heads(self, code: DossierCode) -> dict[int, tuple[int, Hash]]:
        """Return per branch of a journal its last seq and hash."""
        query = select(_EVENT.c.branch, _EVENT.c.seq, _EVENT.c.hash).where(_EVENT.c.code == code)
        last = query.ext(distinct_on(_EVENT.c.branch)).order_by(_EVENT.c.branch, _EVENT.c.seq.desc())
        return {row["branch"]: (row["seq"], row["hash"]) for row in self._rows(last)}

    def inbox(self, agency: AgencyCode, roles: Iterable[Role]) -> list[DossierRow]:
        """Return the open dossiers on which an agency's officers of these roles must move, the most urgent first.

        Its head sees those too of which a letter of apology waits for them; whoever may coordinate sees those for which
        no agency is competent, at the superior that was asked and at the agency that received them.
        """
        held = tuple(roles)
        move = (_DOSSIER.c.holding == agency) & _DOSSIER.c.holding_role.in_([role.value for role in held])
        if Role.HEAD in held:
            move |= _DOSSIER.c.apology_by == agency
        if {Role.HEAD, Role.SUPERVISOR} & set(held):
            here = (_DOSSIER.c.holding == agency) | (_DOSSIER.c.receiving == agency)
            move |= (_DOSSIER.c.phase == Phase.COORDINATING.value) & here
        return self._dossiers(move, _DOSSIER.c.closed_at.is_(None))

    def questions(self, agency: AgencyCode) -> list[Question]:
        """Return the open consultations of an agency, the most urgent first."""
        query = (
            select(_MATTER, _DOSSIER.c.procedure)
            .join(_DOSSIER, _DOSSIER.c.code == _MATTER.c.code)
            .where(_MATTER.c.agency == agency, _MATTER.c.closed_at.is_(None), _MATTER.c.kind == "consultation")
            .order_by(_MATTER.c.due, _MATTER.c.code, _MATTER.c.number)
        )
        return [
            Question.model_validate({name: row[name] for name in Question.model_fields}) for row in self._rows(query)
        ]

    def due_before(self, instant: datetime) -> list[DossierRow]:
        """Return the unfinished dossiers due before an instant, the first due first: with legal now, the late ones."""
        return self._dossiers(_DOSSIER.c.finished_at.is_(None), _DOSSIER.c.due < instant)

    def apology_owed(self) -> list[DossierRow]:
        """Return the dossiers that still owe an apology (còn nợ xin lỗi)."""
        return self._dossiers(_DOSSIER.c.apology_owed)

    def open(self) -> list[DossierRow]:
        """Return every dossier that is not closed."""
        return self._dossiers(_DOSSIER.c.closed_at.is_(None))

    def left_after(self) -> list[DossierCode]:
        """Return the closed dossiers with something under way that came after their closing."""
        query = select(_DOSSIER.c.code).where(_DOSSIER.c.phase == Phase.AFTER.value).order_by(_DOSSIER.c.code)
        return [DossierCode(row["code"]) for row in self._rows(query)]

    def search(self, wanted: Search) -> list[DossierRow]:
        """Return one page of the dossiers that are looked for."""
        query = select(_DOSSIER).where(true(), *_conditions(wanted))
        return [_dossier(row) for row in self._rows(query.order_by(_DOSSIER.c.code).limit(wanted.limit))]

    def forks(self) -> list[tuple[DossierCode, int]]:
        """Return the journals that were found forked, with the seq at which."""
        query = select(_ALARM.c.code, _ALARM.c.number).where(_ALARM.c.kind == "chain_forked")
        rows = self._rows(query.order_by(_ALARM.c.fired, _ALARM.c.code))
        return [(DossierCode(row["code"]), row["number"]) for row in rows]

    def effects(self, code: DossierCode) -> list[EffectRow]:
        """Return the effects done on a dossier with their facts, in time."""
        columns = [column for column in _EFFECT.columns if column.name != "code"]
        query = select(*columns).where(_EFFECT.c.code == code).order_by(_EFFECT.c.at, _EFFECT.c.effect_id)
        return [EffectRow.model_validate(dict(row)) for row in self._rows(query)]

    def papers(self, code: DossierCode) -> list[PaperRow]:
        """Return a dossier's papers in the order of signing."""
        rows = self._parts("paper", code, "signed_at", "sha256")
        return [PaperRow.model_validate(dict(row)) for row in rows]

    def letters(self, code: DossierCode) -> list[LetterRow]:
        """Return a dossier's letters."""
        return [LetterRow.model_validate(dict(row)) for row in self._parts("letter", code, "letter_id")]

    def refunds(self, code: DossierCode) -> list[RefundRow]:
        """Return the orders to pay back what was paid for a dossier, in time."""
        return [RefundRow.model_validate(dict(row)) for row in self._parts("refund", code, "ordered_at")]

    def runs(self, code: DossierCode) -> list[str]:
        """Return the ids of the workflow runs that wrote the journal, in its order."""
        query = select(_RUN.c.run_id).where(_RUN.c.code == code).order_by(_RUN.c.branch, _RUN.c.first_seq)
        return [row["run_id"] for row in self._rows(query)]

    def _dossiers(self, *conditions: ColumnElement[bool]) -> list[DossierRow]:
        query = select(_DOSSIER).where(*conditions).order_by(_DOSSIER.c.due.nulls_last(), _DOSSIER.c.code)
        return [_dossier(row) for row in self._rows(query)]

    def _parts(self, name: str, code: DossierCode, *order: str) -> list[RowMapping]:
        table = _T[name]
        said = [column for column in table.columns if column.name not in _UNSAID]
        return self._rows(select(*said).where(table.c.code == code).order_by(*(table.c[one] for one in order)))

    def _rows(self, query: Select[Any]) -> list[RowMapping]:
        return self._database.run(lambda connection: list(connection.execute(query).mappings()))


def _dossier(row: RowMapping) -> DossierRow:
    return DossierRow.model_validate(dict(row))


def _conditions(wanted: Search) -> list[ColumnElement[bool]]:
    columns = _DOSSIER.c
    named = {name: getattr(wanted, name) for name in ("procedure", "receiving", "competent", "holding", "outcome")}
    conditions = [columns[name] == value for name, value in named.items() if value is not None]
    if wanted.statuses:
        conditions.append(columns.status.in_(wanted.statuses))
    if wanted.received_from is not None:
        conditions.append(columns.received_at >= wanted.received_from)
    if wanted.received_before is not None:
        conditions.append(columns.received_at < wanted.received_before)
    if wanted.open is not None:
        conditions.append(columns.closed_at.is_(None) if wanted.open else columns.closed_at.is_not(None))
    if wanted.after is not None:
        conditions.append(columns.code > wanted.after)
    return conditions
