"""A backup is whole or refused, holds keys only if asked, and never writes over anything."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from models.errors import Broken, InvalidInput, Refused
from motcua.durable import ensure_folder
from motcua.embedded import Home, attach, stop
from motcua.embedded.archive_file import REGISTER, TEMPORAL
from motcua.embedded.backup import back_up
from motcua.embedded.restore import restore
from motcua.settings import Settings
from tests.fixtures.homes import remove_home
from tests.fixtures.templates import copied

pytest_plugins = ("tests.fixtures.runtime",)

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def plain(url: str) -> str:
    """The URL as psycopg takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


@pytest.fixture(scope="module")
def taken(template_home: Path) -> Iterator[Path]:
    """A backup of a running data folder with a table, a key and a paper; beside it one without keys."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-test-backup-"))
    parent.chmod(0o711)
    home, file = parent / "home", parent / "backup.tar"
    copied(template_home, home)
    shutil.rmtree(home / "keystore")
    for name in ("keystore/master", "documents/H24/ab/abcd.sealed", "documents/H24/ab/.half.part"):
        ensure_folder((home / name).parent)
        (home / name).write_bytes(name.encode())
    with attach(Settings(home=home)) as runtime:
        with psycopg.connect(plain(runtime.database_url)) as connection:
            connection.execute("CREATE TABLE told AS SELECT 'Đã có kết quả' AS word")
        manifest = back_up(runtime, file, NOW)
        with pytest.raises(Refused, match="BACKUP_EXISTS"):
            back_up(runtime, file, NOW)
        back_up(runtime, file.with_name("keyless.tar"), NOW, with_keys=False)
    stop(Home(home))
    assert [member.name for member in manifest.members] == [
        TEMPORAL, REGISTER, "documents/H24/ab/abcd.sealed", "keystore/master",
    ]  # fmt: skip
    yield file
    remove_home(home)
    shutil.rmtree(parent)


@pytest.fixture
def backed_up(taken: Path, scratch_home: Path) -> Path:
    """The backup in a folder of this test's own."""
    return Path(shutil.copy(taken, scratch_home.parent))


def test_what_was_backed_up_is_there_again_in_a_new_folder(backed_up: Path) -> None:
    home = backed_up.parent / "again"
    try:
        restore(backed_up, home, print)
        assert (home / "keystore" / "master").read_bytes() == b"keystore/master"
        assert (home / "keystore" / "master").stat().st_mode & 0o777 == 0o600
        assert not list(backed_up.parent.glob(".again*"))
        with attach(Settings(home=home)) as runtime, psycopg.connect(plain(runtime.database_url)) as connection:
            assert connection.execute("SELECT word FROM told").fetchone() == ("Đã có kết quả",)
        with pytest.raises(Refused, match="HOME_NOT_EMPTY"):
            restore(backed_up, home, print)
    finally:
        remove_home(home)


def test_a_backup_is_for_its_owner_alone_and_may_leave_the_keys_out(taken: Path) -> None:
    assert taken.stat().st_mode & 0o777 == 0o600
    with tarfile.open(taken.with_name("keyless.tar")) as tar:
        assert [name for name in tar.getnames() if name.startswith("keystore")] == []


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_changed_byte_restores_nothing(backed_up: Path, place: float) -> None:
    content = bytearray(backed_up.read_bytes())
    content[int(len(content) * place)] ^= 1
    damaged = backed_up.with_name("damaged.tar")
    damaged.write_bytes(content)
    with pytest.raises(Broken, match="BACKUP_DAMAGED"):
        restore(damaged, backed_up.parent / "again", print)
    assert not list(backed_up.parent.glob("*again*"))


def test_a_backup_that_was_cut_off_restores_nothing(backed_up: Path) -> None:
    content = backed_up.read_bytes()
    cut = backed_up.with_name("cut.tar")
    cut.write_bytes(content[: len(content) // 2])
    with pytest.raises(Broken, match="BACKUP_DAMAGED"):
        restore(cut, backed_up.parent / "again", print)
    with pytest.raises(InvalidInput, match="BACKUP_UNREADABLE"):
        restore(backed_up.with_name("absent.tar"), backed_up.parent / "again", print)
    assert not (backed_up.parent / "again").exists()


def test_a_name_that_leads_elsewhere_is_refused(backed_up: Path) -> None:
    evil = backed_up.with_name("evil.tar")
    with tarfile.open(evil, "w") as tar:
        info = tarfile.TarInfo("../outside")
        tar.addfile(info)
    with pytest.raises(Broken, match="BACKUP_DAMAGED"):
        restore(evil, backed_up.parent / "again", print)
    assert not (backed_up.parent / "outside").exists()
