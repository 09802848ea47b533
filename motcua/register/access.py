"""Who looked at personal data, or took it out, when and why (rulebook §6). The reason is sealed: it is free text."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, insert, select, true

from models.identifiers import DossierCode, OfficerId
from models.proof import Authentication
from models.tables import METADATA
from models.value import nfc
from motcua.register.database import Database
from motcua.register.own_keys import OwnKeys

__all__ = ["AccessLog", "View", "Wanted"]

_ACCESS = METADATA.tables["access_log"]
_PAGE: Final = 500


class View(NamedTuple):
    """One look."""

    at: datetime
    officer: OfficerId
    authenticated: Authentication
    what: str
    """What was seen, as a code: `applicant`, `paper:result`, `search`."""
    code: DossierCode | None
    """None: a search over all dossiers."""
    reason: str


class Wanted(NamedTuple):
    """Which looks to tell; what is None does not matter."""

    code: DossierCode | None = None
    officer: OfficerId | None = None
    since: datetime | None = None
    before: datetime | None = None
    limit: int = _PAGE


class AccessLog:
    """The log of looks; append-only."""

    def __init__(self, database: Database, keys: OwnKeys) -> None:
        self._database = database
        self._keys = keys

    def log(self, *views: View) -> None:
        """Record looks, all or nothing; to be called before what is looked at is shown."""
        rows = [self._row(view) for view in views]
        self._database.run(lambda connection: connection.execute(insert(_ACCESS), rows))

    def views(self, code: DossierCode) -> list[View]:
        """Return who looked at a dossier, oldest first."""
        return self.search(Wanted(code=code))

    def search(self, wanted: Wanted) -> list[View]:
        """Return the newest looks that are wanted, oldest first."""
        query = select(_ACCESS).where(true(), *_conditions(wanted))
        newest = query.order_by(_ACCESS.c.number.desc()).limit(wanted.limit)
        rows = self._database.run(lambda connection: connection.execute(newest).mappings().all())
        return [self._view(row) for row in reversed(rows)]

    def _row(self, view: View) -> dict[str, Any]:
        sealed = self._keys.seal(nfc(view.reason).encode(), f"access:{view.what}")
        return {
            "at": view.at, "officer": view.officer, "authenticated": view.authenticated.value, "what": view.what,
            "code": view.code, "sealed_reason": sealed,
        }  # fmt: skip

    def _view(self, row: RowMapping) -> View:
        reason = self._keys.unseal(row["sealed_reason"], f"access:{row['what']}")
        return View(
            row["at"], OfficerId(row["officer"]), Authentication(row["authenticated"]), row["what"],
            DossierCode(row["code"]) if row["code"] else None, reason.decode(),
        )  # fmt: skip


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    named = {"code": wanted.code, "officer": wanted.officer}
    conditions = [_ACCESS.c[name] == value for name, value in named.items() if value is not None]
    if wanted.since is not None:
        conditions.append(_ACCESS.c.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(_ACCESS.c.at < wanted.before)
    return conditions
