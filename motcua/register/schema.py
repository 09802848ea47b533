"""The schema's versions: upgrade it, tell where it stands, refuse to work with another (Alembic, no ini file)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from models.errors import Broken, Unavailable
from motcua.register.database import Database

__all__ = ["SchemaStatus", "require_current", "status", "upgrade"]

_ONE_AT_A_TIME: Final = 0x4D6F74637561
"""The advisory lock's number: two upgrades at once come one after the other."""
_NONE: Final = "–"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
"""Each file is named by its revision, and the last one is the head (a test compares with Alembic's own reading)."""


class SchemaStatus(NamedTuple):
    """Where a database's schema stands, and what this program wants."""

    current: str | None
    """None: an empty database."""
    head: str

    @property
    def is_current(self) -> bool:
        """Whether this program can work with it."""
        return self.current == self.head


def _status(connection: Connection) -> SchemaStatus:
    """Read without Alembic: every program asks when it opens the register, and Alembic costs more than the answer."""
    known = sorted(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
    is_there = connection.execute(text("SELECT to_regclass('alembic_version') IS NOT NULL")).scalar_one()
    current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if is_there else None
    if current is not None and current not in known:
        raise Broken("SCHEMA_NEWER", current=current, head=known[-1])
    return SchemaStatus(current, known[-1])


def status(url: str) -> SchemaStatus:
    """Tell where the schema stands. Raises Broken (`SCHEMA_NEWER`), Unavailable as Database does."""
    with Database(url, pool_size=1) as database:
        return database.run(_status)


def require_current(database: Database) -> None:
    """Refuse another schema than this program's. Raises Unavailable (`SCHEMA_OLD`), Broken (`SCHEMA_NEWER`)."""
    found = database.run(_status)
    if not found.is_current:
        raise Unavailable("SCHEMA_OLD", current=found.current or _NONE, head=found.head)


def upgrade(url: str) -> SchemaStatus:
    """Bring the schema up to this program's, all or nothing, and return where it now stands.

    Nothing happens if it is there already. Raises as `status`.
    """

    def migrate(connection: Connection) -> SchemaStatus:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
        if not _status(connection).is_current:
            _migrate(connection)
        return _status(connection)

    with Database(url, pool_size=1) as database:
        return database.run(migrate)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only an upgrade pays for it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
