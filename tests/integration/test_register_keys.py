"""Keystore and database belong together, and a register says so when it is opened."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from models.errors import Broken, Unavailable
from motcua.register import PostgresRegister
from motcua.register.access import Wanted
from motcua.security.sealing import seal
from tests.fixtures.register import OPENED, plain_calendar
from tests.integration.register_data import NAME, reserve

pytest_plugins = ("tests.fixtures.register",)


@pytest.fixture
def url(fresh_database_url: str) -> str:
    return fresh_database_url


def _open(url: str, keystore: Path) -> PostgresRegister:
    return PostgresRegister.open(url, keystore, calendar_of=plain_calendar, now=OPENED)


def test_first_opened_a_register_makes_its_keys_and_knows_them_again(url: str, tmp_path: Path) -> None:
    with _open(url, tmp_path / "keys") as register:
        code = reserve(register, 1)
    with _open(url, tmp_path / "keys") as register:
        assert register.applicant(code).name == NAME


def test_a_register_of_the_first_version_knows_its_master_key_again(url: str, tmp_path: Path) -> None:
    """It had a check value of it, and sealed its log under a key derived from it."""
    with _open(url, tmp_path / "keys") as register, psycopg.connect(url) as connection:
        masters = register.keystore.masters
        connection.execute("DELETE FROM master_key")
        connection.execute("INSERT INTO key_check VALUES ('master', %s)", [masters.check])
        sealed = seal(masters.derived("motcua/register/1"), b"xem", scope="register", purpose="access:person")
        columns = b"at, officer, authenticated, what, sealed_reason"
        connection.execute(
            b"INSERT INTO access_log (" + columns + b") VALUES (now(), 'a', 'key', 'person', %s)", [sealed]
        )
    with _open(url, tmp_path / "keys") as register:
        assert register.rotation.state().current == masters.current
        register.rotation.rotate(OPENED)
        assert [view.reason for view in register.access.search(Wanted())] == ["xem"]
    shutil.copytree(tmp_path / "keys", tmp_path / "theirs")
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM master_key")
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        _open(url, tmp_path / "theirs")


def test_keys_of_another_database_are_refused_at_once(url: str, tmp_path: Path) -> None:
    """Before anything could be sealed under them."""
    _open(url, tmp_path / "ours").close()
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    (tmp_path / "theirs" / "master.key").write_bytes(os.urandom(32))
    with pytest.raises(Broken, match="MASTER_KEY_WRONG") as caught:
        _open(url, tmp_path / "theirs")
    assert caught.value.facts == {"key": "master"}


def test_lost_keys_are_missed_and_not_made_anew(url: str, tmp_path: Path) -> None:
    """New ones would open nothing that is kept."""
    _open(url, tmp_path / "keys").close()
    shutil.rmtree(tmp_path / "keys")
    with pytest.raises(Unavailable, match="KEYSTORE_MISSING"):
        _open(url, tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


def test_an_old_schema_is_told_before_any_key_is_made(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="SCHEMA_OLD"):
        _open(empty_database_url, tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
