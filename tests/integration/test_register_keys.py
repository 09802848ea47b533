"""Keystore and database belong together, and a register says so when it is opened."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from models.errors import Broken, Unavailable
from motcua.register import PostgresRegister
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


def test_after_a_rotation_the_new_master_key_is_known(url: str, tmp_path: Path) -> None:
    """With the old one beside it the register opens and reads; from then on the new one is this database's."""
    keys = tmp_path / "keys"
    with _open(url, keys) as register:
        code = reserve(register, 1)
    shutil.copy2(keys / "master.key", keys / "master.2026.key")
    (keys / "master.key").write_bytes(os.urandom(32))
    with _open(url, keys) as register:
        assert register.applicant(code).name == NAME
    (keys / "master.2026.key").unlink()
    with _open(url, keys) as register, pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        register.applicant(code)


def test_an_old_schema_is_told_before_any_key_is_made(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="SCHEMA_OLD"):
        _open(empty_database_url, tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
