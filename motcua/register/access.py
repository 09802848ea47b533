"""Who looked at personal data, or took it out, when and why (rulebook §6). The reason is sealed: it is free text."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from models.identifiers import DossierCode, OfficerId
from models.proof import Authentication
from models.tables import METADATA
from models.value import nfc
from motcua.register.database import Database
from motcua.security import Keystore

__all__ = ["AccessLog", "View"]

_ACCESS = METADATA.tables["access_log"]


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


class AccessLog:
    """The log of looks; append-only."""

    def __init__(self, database: Database, keystore: Keystore) -> None:
        self._database = database
        self._keystore = keystore

    def log(self, view: View) -> None:
        """Record a look; to be called before what is looked at is shown."""
        sealed = self._keystore.seal_for_register(nfc(view.reason).encode(), f"access:{view.what}")
        row = {
            "at": view.at, "officer": view.officer, "authenticated": view.authenticated.value, "what": view.what,
            "code": view.code, "sealed_reason": sealed,
        }  # fmt: skip
        self._database.run(lambda connection: connection.execute(insert(_ACCESS).values(row)))

    def views(self, code: DossierCode) -> list[View]:
        """Return who looked at a dossier, oldest first."""
        query = select(_ACCESS).where(_ACCESS.c.code == code).order_by(_ACCESS.c.number)
        rows = self._database.run(lambda connection: connection.execute(query).all())
        return [
            View(
                row.at, OfficerId(row.officer), Authentication(row.authenticated), row.what, DossierCode(row.code),
                self._keystore.unseal_for_register(row.sealed_reason, f"access:{row.what}").decode(),
            )
            for row in rows
        ]  # fmt: skip
