"""The master key rotates beside everything that runs, is killed anywhere, goes on, and loses nobody's data."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from models.errors import Broken, Refused
from models.identifiers import DossierCode, OfficerId
from models.proof import Authentication
from motcua.register import PostgresRegister
from motcua.register.access import View
from motcua.register.rotation import Rotation
from motcua.security import Masters
from tests.fixtures.register import OPENED, plain_calendar
from tests.integration.register_data import NAME, NOW, reserve

pytest_plugins = ("tests.fixtures.register",)

BATCH = 7
DOSSIERS = 20


class Place:
    """A database and its keystore, opened as often as wanted: each opening stands for a program that runs."""

    def __init__(self, url: str, keys: Path) -> None:
        self.url = url
        self.keys = keys

    def open(self) -> PostgresRegister:
        return PostgresRegister.open(self.url, self.keys, calendar_of=plain_calendar, now=OPENED)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.keys.glob("master*"))

    def wrapping_keys(self) -> set[str]:
        """The ids under which anything lies wrapped."""
        query = "SELECT DISTINCT encode(substring(wrapped FROM 6 FOR 8), 'hex') FROM {}"
        with psycopg.connect(self.url) as connection:
            tables = ("dossier_key", "register_key")
            return {row[0] for table in tables for row in connection.execute(query.format(table).encode())}

    def require_whole(self, codes: list[DossierCode]) -> None:
        """Everything opens, in a program that starts now; one master key is left and everything lies under it."""
        with self.open() as register:
            assert {register.applicant(code).name for code in codes} == {NAME}
            assert all(view.reason == "đối chiếu" for code in codes for view in register.access.views(code))
            state = register.rotation.state()
            assert (state.retired, state.left) == ((), 0)
            assert self.wrapping_keys() == {state.current}
        assert self.files() == ["master.key"]


@pytest.fixture
def place(fresh_database_url: str, tmp_path: Path) -> Place:
    return Place(fresh_database_url, tmp_path / "keys")


@pytest.fixture
def running(place: Place) -> Iterator[PostgresRegister]:
    """A program that has been running since before any rotation."""
    with place.open() as register:
        yield register


def fill(register: PostgresRegister, count: int = DOSSIERS) -> list[DossierCode]:
    codes = [reserve(register, number) for number in range(count)]
    register.access.log(*(look(code) for code in codes))
    return codes


def look(code: DossierCode) -> View:
    return View(NOW, OfficerId("tt.h24"), Authentication.ASSERTED, "person", code, "đối chiếu")


def rotation(register: PostgresRegister) -> Rotation:
    return Rotation(register._database, register.keystore, batch=BATCH)


def test_a_rotation_wraps_everything_anew_and_destroys_the_old_key(place: Place, running: PostgresRegister) -> None:
    codes = fill(running)
    before = running.rotation.state().current
    with place.open() as other:
        done = rotation(other).rotate(NOW)
    assert (done.destroyed, done.rewrapped, done.resumed) == ((before,), DOSSIERS + 1, False)
    place.require_whole(codes)


def test_a_running_program_goes_on_without_a_restart(place: Place, running: PostgresRegister) -> None:
    """It opens what was wrapped anew, and what it would wrap under the old key is wrapped under the new."""
    codes = fill(running, 3)
    with place.open() as other:
        rotation(other).rotate(NOW)
    assert running.applicant(codes[0]).name == NAME
    running.people.put_note(codes[0], "gọi lại")
    codes.append(reserve(running, 100))
    running.access.log(look(codes[-1]))
    place.require_whole(codes)


def test_writers_and_readers_never_notice(place: Place, running: PostgresRegister) -> None:
    """Three rotations beside programs that reserve, read and log without a pause; nothing fails, nothing is lost."""
    codes, over, wrong = fill(running, 20), threading.Event(), []

    def write(first: int) -> None:
        number = first
        with place.open() as register:
            while not over.is_set():
                code = reserve(register, number)
                codes.append(code)
                register.access.log(look(code))
                number += 1

    def read() -> None:
        with place.open() as register:
            while not over.is_set():
                for code in list(codes)[-5:]:
                    assert register.applicant(code).name == NAME

    def told(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                wrong.append(error)

        return run

    works = [told(lambda: write(1000)), told(lambda: write(5000)), told(read)]
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    rotated = []
    try:
        for _ in range(3):
            rotated.append(rotation(running).rotate(NOW))
            grown = len(codes) + 5
            while len(codes) < grown and not wrong:
                over.wait(0.005)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert len({done.current for done in rotated}) == 3
    place.require_whole(codes)


STEPS = [
    (Masters, "prepare", 1, "after", False),
    (Rotation, "_switch", 1, "after", True),
    (Masters, "settle", 1, "after", True),
    (Rotation, "_rewrap_batch", 2, "after", True),
    (Masters, "destroy", 1, "before", True),
    (Masters, "destroy", 1, "after", True),
    (Rotation, "_destroy", 1, "after", False),
]
"""Whose step, the how manieth time, before or after it; whether the next call goes on with it or begins anew."""


@pytest.mark.parametrize(("owner", "step", "time", "side", "resumed"), STEPS)
def test_killed_at_any_step_it_goes_on_where_it_stood(
    place: Place, running: PostgresRegister, owner: type, step: str, time: int, side: str, resumed: bool
) -> None:
    """kill -9; programs that run and programs that start work all the same; the next call ends it."""
    codes = fill(running)
    before = running.rotation.state().current
    child = multiprocessing.get_context("fork").Process(target=_die, args=(place, owner, step, time, side == "after"))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with place.open() as started:
        for register, number in ((running, 200), (started, 201)):
            assert register.applicant(codes[-1]).name == NAME
            codes.append(reserve(register, number))
            register.access.log(look(codes[-1]))
        done = rotation(started).rotate(NOW)
    assert done.resumed == resumed
    assert before not in place.wrapping_keys()
    place.require_whole(codes)


def _die(place: Place, owner: type, step: str, time: int, after: bool) -> None:
    """Rotate in a process of its own, and end it as a failing machine would."""
    real, calls = getattr(owner, step), 0

    def killing(*said: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == time and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*said, **named)
        if calls == time:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, step, killing)
    with place.open() as register:
        rotation(register).rotate(NOW)


def test_two_rotations_at_once_are_one(place: Place, running: PostgresRegister) -> None:
    """The second is told that the first is under way."""
    fill(running, 1)
    with place.open() as other:
        lock = "SELECT pg_advisory_lock(%s)"
        with psycopg.connect(place.url, autocommit=True) as holder:
            holder.execute(lock, [85080944174451])
            with pytest.raises(Refused, match="ROTATION_UNDER_WAY"):
                rotation(other).rotate(NOW)
            holder.execute("SELECT pg_advisory_unlock(%s)", [85080944174451])
        assert rotation(other).rotate(NOW).destroyed


def test_a_damaged_key_keeps_the_old_master_key(place: Place, running: PostgresRegister) -> None:
    """Which dossier it is, is said; nothing is destroyed, and put right it goes on."""
    codes = fill(running, 10)
    with psycopg.connect(place.url) as connection:
        good = connection.execute("SELECT wrapped FROM dossier_key WHERE code = %s", [codes[4]]).fetchone()
        assert good is not None
        damage = "UPDATE dossier_key SET wrapped = set_byte(wrapped, 40, 255 - get_byte(wrapped, 40)) WHERE code = %s"
        connection.execute(damage, [codes[4]])
    with place.open() as other:
        with pytest.raises(Broken, match="SEAL_BROKEN") as caught:
            rotation(other).rotate(NOW)
        assert caught.value.facts["scope"] == codes[4]
        assert len(place.files()) == 2
        with psycopg.connect(place.url) as connection:
            connection.execute("ALTER TABLE dossier_key DISABLE TRIGGER USER")
            connection.execute("UPDATE dossier_key SET wrapped = %s WHERE code = %s", [good[0], codes[4]])
            connection.execute("ALTER TABLE dossier_key ENABLE TRIGGER USER")
        assert rotation(other).rotate(NOW).resumed
    place.require_whole(codes)


def test_nobody_wraps_under_a_retired_key_whatever_the_program(place: Place, running: PostgresRegister) -> None:
    """The database itself refuses, so that no key is destroyed while something is under it."""
    (code,) = fill(running, 1)
    with psycopg.connect(place.url) as connection:
        stale = connection.execute("SELECT wrapped FROM dossier_key").fetchone()
    assert stale is not None
    rotation(running).rotate(NOW)
    with psycopg.connect(place.url) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("UPDATE dossier_key SET wrapped = %s WHERE code = %s", [stale[0], code])
    assert caught.value.sqlstate == "MC001"


def test_a_copy_from_before_needs_the_keystore_from_before(place: Place, running: PostgresRegister) -> None:
    """A program on a copied keystore that missed the rotation is told so, and opens nothing."""
    (code,) = fill(running, 1)
    copied = Place(place.url, place.keys.with_name("copy"))
    copied.keys.mkdir(mode=0o700)
    for path in place.keys.iterdir():
        (copied.keys / path.name).write_bytes(path.read_bytes())
        (copied.keys / path.name).chmod(0o600)
    with copied.open() as elsewhere:
        rotation(running).rotate(NOW)
        with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
            elsewhere.applicant(code)
        with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
            reserve(elsewhere, 50)
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        copied.open()


def test_prepared_beforehand_a_copied_keystore_follows(place: Place, running: PostgresRegister) -> None:
    """The new key is laid down, copied to every host, and only then becomes the current one."""
    codes = fill(running, 2)
    running.rotation.prepare()
    copied = Place(place.url, place.keys.with_name("copy"))
    copied.keys.mkdir(mode=0o700)
    for path in place.keys.iterdir():
        (copied.keys / path.name).write_bytes(path.read_bytes())
        (copied.keys / path.name).chmod(0o600)
    with copied.open() as elsewhere:
        rotation(running).rotate(NOW)
        assert elsewhere.applicant(codes[0]).name == NAME
        codes.append(reserve(elsewhere, 50))
    with copied.open() as elsewhere:
        assert elsewhere.applicant(codes[-1]).name == NAME
    place.require_whole(codes)
