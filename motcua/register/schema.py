"""The schema's versions: upgrade it, tell where it stands, refuse to work with another (Alembic, no ini file)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from models.errors import Broken, Unavailable
from motcua.register.database import Database

__all__ = ["SchemaStatus", "require_current", "status", "upgrade"]

_ONE_AT_A_TIME: Final = 0x4D6F74637561
"""The advisory lock's number: two upgrades at once come one after the other."""
_NONE: Final = "–"


class SchemaStatus(NamedTuple):
    """Where a database's schema stands, and what this program wants."""

    current: str | None
    """None: an empty database."""
    head: str

    @property
    def is_current(self) -> bool:
        """Whether this program can work with it."""
        return self.current == self.head


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _status(connection: Connection) -> SchemaStatus:
    scripts = ScriptDirectory.from_config(_config())
    current, head = MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()
    assert head is not None
    if current is not None:
        try:
            scripts.get_revision(current)
        except CommandError:
            raise Broken("SCHEMA_NEWER", current=current, head=head) from None
    return SchemaStatus(current, head)


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
            command.upgrade(_config(connection), "head")
        return _status(connection)

    with Database(url, pool_size=1) as database:
        return database.run(migrate)
