"""The schema comes up from nothing, is what the tables say, and is refused when it is another's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.errors import Broken, Unavailable
from models.tables import METADATA
from motcua.register import schema
from motcua.register.database import Database, connect_engine
from motcua.register.schema import require_current, status, upgrade

if TYPE_CHECKING:
    from tests.fixtures.database import Server

pytest_plugins = ("tests.fixtures.database",)


@pytest.fixture
def driver(empty_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        yield connection


def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    """Nothing stands in the one that is not in the other."""
    engine = connect_engine(database_url, 1, 15)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_an_empty_database_is_brought_up_once_by_two_that_start_together(empty_database_url: str) -> None:
    assert status(empty_database_url).current is None
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(upgrade, [empty_database_url] * 2))
    assert all(found.is_current for found in both)
    assert upgrade(empty_database_url) == status(empty_database_url) == both[0]


def test_the_head_is_what_alembic_calls_it(database_url: str) -> None:
    """Programs read it from the files' names."""
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert status(database_url).head == ScriptDirectory.from_config(config).get_current_head()


def test_an_older_schema_is_refused_with_the_command_that_helps(empty_database_url: str) -> None:
    with Database(empty_database_url) as database, pytest.raises(Unavailable, match="motcua db upgrade") as caught:
        require_current(database)
    assert caught.value.code == "SCHEMA_OLD"


def test_a_newer_schema_is_refused_and_left_alone(empty_database_url: str, driver: psycopg.Connection) -> None:
    """An older program neither works on it nor takes it back."""
    upgrade(empty_database_url)
    driver.execute("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (upgrade, status):
        with pytest.raises(Broken, match="SCHEMA_NEWER"):
            attempt(empty_database_url)
    found = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == ("9999",)


def test_a_failed_upgrade_leaves_nothing_behind(empty_database_url: str, driver: psycopg.Connection) -> None:
    """A table in the way: all or nothing."""
    driver.execute("CREATE TABLE step (mine int)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_database_url)
    tables = driver.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("step",)]


def test_wrong_credentials_and_no_server_are_told_apart(database_server: Server) -> None:
    """One is for the operator to correct, the other for time to heal; neither shows the password."""
    wrong = [
        database_server.url("postgres", password="bí mật khác"),
        database_server.url("postgres", user="nobody_here"),
        database_server.url("no_such_database"),
    ]
    for url in wrong:
        with Database(url) as database, pytest.raises(Unavailable, match="DATABASE_REFUSED") as caught:
            require_current(database)
        assert "bí mật" not in f"{caught.value!r} {caught.value} {caught.value.vi}"
    nowhere = database_server._replace(port=1).url("postgres")
    with Database(nowhere) as database, pytest.raises(Unavailable, match="DATABASE_UNREACHABLE"):
        require_current(database)


def test_a_connection_that_died_in_the_pool_is_replaced_unseen(database_url: str, database_server: Server) -> None:
    """As after every restart of the server."""
    with Database(database_url, pool_size=2) as database:
        require_current(database)
        with psycopg.connect(database_server.url("postgres"), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua'")
        require_current(database)
        with psycopg.connect(database_server.url("postgres"), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua'")
        assert database.run_raw(lambda raw: raw.execute("SELECT 1").fetchone()) == (1,)


@pytest.mark.parametrize("table", ["event", "effect", "catalogue_version", "access_log", "archive", "anchor"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_recorded_cannot_be_changed(database_url: str, table: str, change: str) -> None:
    """The database itself refuses."""
    with (
        psycopg.connect(database_url) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(change.format(table).encode())
