"""Searching all dossiers for an auditor: by what the register and the journals say, never by who the applicant is."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from pydantic import Field
from sqlalchemy import ColumnElement, exists, func, or_, select

from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode
from models.outcome import Outcome
from models.tables import METADATA
from models.tags import Tag
from models.value import UtcTime, Value
from motcua.register.database import Database

__all__ = ["Found", "Searching", "Sought"]

_T: Final = METADATA.tables
_DOSSIER, _EVENT, _STEP, _LETTER = _T["dossier"], _T["event"], _T["step"], _T["letter"]
_LATE: Final = or_(_DOSSIER.c.overdue, _DOSSIER.c.finished_at > _DOSSIER.c.due_original)


class Sought(Value):
    """What to look for; what is None does not matter. Sorted by code, `after` begins the next page."""

    agency: AgencyCode | None = None
    """It receives the dossier, answers for it, holds it, or has a step in it."""
    procedure: ProcedureCode | None = None
    officer: OfficerId | None = None
    """Who acted in it, in their own name or another's, or in whose name somebody did."""
    statuses: tuple[int, ...] = ()
    outcome: Outcome | None = None
    open: bool | None = None
    overdue: bool | None = None
    """Open and past due."""
    late: bool | None = None
    """Past due now, or finished after it."""
    apologised: bool | None = None
    owed: bool | None = None
    """The apology has no evidence of delivery yet."""
    escalated: bool | None = None
    blocked: bool | None = None
    cancelled: bool | None = None
    """Its result was cancelled (hủy, thu hồi)."""
    refused: bool | None = None
    """Acts were refused in its journal."""
    received_from: UtcTime | None = None
    received_before: UtcTime | None = None
    due_from: UtcTime | None = None
    due_before: UtcTime | None = None
    after: DossierCode | None = None
    limit: int = Field(default=100, ge=1, le=5_000)


class Found(Value):
    """One dossier, in codes."""

    code: DossierCode
    procedure: ProcedureCode
    receiving: AgencyCode
    competent: AgencyCode
    holding: AgencyCode
    status: int
    outcome: Outcome | None
    step: str | None
    received_at: UtcTime | None
    due_original: UtcTime | None
    new_due: UtcTime | None
    finished_at: UtcTime | None
    closed_at: UtcTime | None
    overdue: bool
    late: bool
    apology_owed: bool
    escalated: bool
    rating: int | None
    result_cancelled_at: UtcTime | None
    blocked: tuple[str, ...]
    refused_acts: int


class Searching:
    """Searches the read model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, sought: Sought) -> list[Found]:
        """Return one page of what is sought."""
        plain = [_DOSSIER.c[name] for name in Found.model_fields if name in _DOSSIER.c]
        refused = select(func.count()).where(_told(_EVENT.c.tag == Tag.ACT_REFUSED.value)).scalar_subquery()
        query = select(*plain, func.coalesce(_LATE, False).label("late"), refused.label("refused_acts"))
        page = query.where(*_conditions(sought)).order_by(_DOSSIER.c.code).limit(sought.limit)
        rows = self._database.run(lambda connection: connection.execute(page).mappings().all())
        return [Found.model_validate(dict(row)) for row in rows]


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    columns = _DOSSIER.c
    compared: tuple[tuple[ColumnElement[Any], Callable[..., ColumnElement[bool]], Any], ...] = (
        (columns.procedure, operator.eq, sought.procedure),
        (columns.outcome, operator.eq, sought.outcome),
        (columns.received_at, operator.ge, sought.received_from),
        (columns.received_at, operator.lt, sought.received_before),
        (columns.due_original, operator.ge, sought.due_from),
        (columns.due_original, operator.lt, sought.due_before),
        (columns.code, operator.gt, sought.after),
    )
    conditions = [compare(column, value) for column, compare, value in compared if value is not None]
    if sought.statuses:
        conditions.append(columns.status.in_(sought.statuses))
    if sought.agency is not None:
        conditions.append(_concerns(sought.agency))
    if sought.officer is not None:
        conditions.append(_acted(sought.officer))
    return conditions + _yes_or_no(sought)


def _yes_or_no(sought: Sought) -> list[ColumnElement[bool]]:
    columns = _DOSSIER.c
    letter = exists().where(_LETTER.c.code == columns.code, _LETTER.c.kind == "apology")
    asked: list[tuple[bool | None, ColumnElement[bool]]] = [
        (sought.open, columns.closed_at.is_(None)),
        (sought.overdue, columns.overdue),
        (sought.late, func.coalesce(_LATE, False)),
        (sought.apologised, letter),
        (sought.owed, columns.apology_owed),
        (sought.escalated, columns.escalated),
        (sought.cancelled, columns.result_cancelled_at.is_not(None)),
        (sought.blocked, func.cardinality(columns.blocked) > 0),
        (sought.refused, exists().where(_told(_EVENT.c.tag == Tag.ACT_REFUSED.value))),
    ]
    return [condition if value else ~condition for value, condition in asked if value is not None]


def _concerns(agency: AgencyCode) -> ColumnElement[bool]:
    columns = _DOSSIER.c
    step = exists().where(_STEP.c.code == columns.code, _STEP.c.agency == agency)
    return or_(columns.receiving == agency, columns.competent == agency, columns.holding == agency, step)


def _acted(officer: OfficerId) -> ColumnElement[bool]:
    for_another = _EVENT.c.detail["on_behalf_of"].astext == officer
    return exists().where(_told(or_(_EVENT.c.actor == officer, for_another)))


def _told(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (_EVENT.c.code == _DOSSIER.c.code) & condition
