"""`motcua doctor` tells of the master key: whose it is, and that a rotation was left unfinished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.cli.master_check import master_check
from motcua.embedded import Runtime
from motcua.register import PostgresRegister
from motcua.settings import Settings
from tests.fixtures.register import OPENED, plain_calendar
from tests.integration.register_data import NOW, reserve

pytest_plugins = ("tests.fixtures.register",)


@pytest.fixture
def home(fresh_database_url: str, tmp_path: Path) -> Iterator[tuple[Settings, Runtime, PostgresRegister]]:
    settings = Settings(home=tmp_path)
    runtime = Runtime(tmp_path, "127.0.0.1:1", "motcua", fresh_database_url, frozenset())
    with PostgresRegister.open(
        fresh_database_url, tmp_path / "keystore", calendar_of=plain_calendar, now=OPENED
    ) as register:
        yield settings, runtime, register


Opened = tuple[Settings, Runtime, PostgresRegister]


def test_it_names_the_key_and_since_when(home: Opened) -> None:
    settings, runtime, register = home
    check = master_check(settings, runtime)
    assert (check.verdict, check.fact) == ("ok", f"{register.keystore.masters.current}, từ 24/11/2026")


def test_a_rotation_left_unfinished_is_told_with_what_is_left(home: Opened) -> None:
    settings, runtime, register = home
    for number in range(3):
        reserve(register, number)
    register.rotation._switch(register.keystore.masters.prepare(), NOW)
    check = master_check(settings, runtime)
    assert check.verdict == "warning"
    assert "còn 3 khóa" in check.fact
    assert "motcua keys rotate master" in check.step
    register.rotation.rotate(NOW)
    assert master_check(settings, runtime).verdict == "ok"


def test_a_keystore_of_another_database_is_wrong_and_a_missing_one_is_not_made(home: Opened) -> None:
    settings, runtime, _ = home
    (settings.home / "keystore" / "master.key").write_bytes(os.urandom(32))
    assert master_check(settings, runtime).verdict == "wrong"
    shutil.rmtree(settings.home / "keystore")
    assert master_check(settings, runtime).verdict == "warning"
    assert not (settings.home / "keystore").exists()
