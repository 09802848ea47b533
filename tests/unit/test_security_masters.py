"""Master keys lie side by side while one takes the other's place; every moment between finds both."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.errors import Broken, Unavailable
from motcua.security import Keystore, Masters

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SAID = {"scope": "H24.31-261124-0001", "purpose": "dossier-key"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Keystore.open(tmp_path / "keystore", now=NOW)
    return tmp_path / "keystore"


def test_the_new_key_opens_before_it_wraps(folder: Path) -> None:
    """Laid beside the old one it is there for every program, and wraps nothing yet; asked again, it is the same."""
    masters = Masters(folder)
    old, new = masters.current, masters.prepare()
    assert (masters.prepare(), masters.current) == (new, old)
    assert masters.ids == {old, new}
    assert stat.S_IMODE((folder / "master.next.key").stat().st_mode) == 0o600


def test_whoever_runs_finds_a_key_that_came_meanwhile(folder: Path) -> None:
    """A running program meets what another wrapped under a key it has not read."""
    running, rotating = Masters(folder), Masters(folder)
    rotating.use(rotating.prepare())
    wrapped = rotating.wrap(b"k" * 32, **SAID)
    assert running.unwrap(wrapped, **SAID) == b"k" * 32
    rotating.settle()
    assert running.unwrap(Masters(folder).wrap(b"n" * 32, **SAID), **SAID) == b"n" * 32


def test_settled_the_new_key_has_the_name_and_the_old_one_still_opens(folder: Path) -> None:
    masters = Masters(folder)
    old = masters.current
    wrapped = masters.wrap(b"k" * 32, **SAID)
    masters.use(masters.prepare())
    for _ in range(2):
        masters.settle()
    assert {path.name for path in folder.glob("master*")} == {"master.key", f"master.{old}.key"}
    afresh = Masters(folder)
    assert afresh.current == masters.current != old
    assert afresh.unwrap(wrapped, **SAID) == b"k" * 32


def test_a_settling_that_died_between_its_two_files_is_settled_again(folder: Path) -> None:
    """The old key lies there twice by then."""
    masters = Masters(folder)
    masters.use(masters.prepare())
    shutil.copy2(folder / "master.key", folder / "master.aaaa.key")
    masters.settle()
    assert Masters(folder).current == masters.current
    assert len(Masters(folder).ids) == 2


def test_destroyed_the_old_key_is_nowhere(folder: Path) -> None:
    masters = Masters(folder)
    old, plain = masters.current, (folder / "master.key").read_bytes()
    wrapped = masters.wrap(b"k" * 32, **SAID)
    masters.use(masters.prepare())
    masters.settle()
    inode = (folder / f"master.{old}.key").open("rb")
    for _ in range(2):
        masters.destroy(old)
    with inode:
        assert inode.read() != plain, "overwritten where it stood"
    assert [path.name for path in folder.glob("master*")] == ["master.key"]
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        masters.unwrap(wrapped, **SAID)


def test_an_old_key_that_others_may_read_is_not_used(folder: Path) -> None:
    masters = Masters(folder)
    masters.prepare()
    (folder / "master.next.key").chmod(0o640)
    with pytest.raises(Unavailable, match="KEYSTORE_MODE"):
        Masters(folder)


def test_a_key_of_another_keystore_is_told(folder: Path, tmp_path: Path) -> None:
    Keystore.open(tmp_path / "theirs", now=NOW)
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        Masters(folder).unwrap(Masters(tmp_path / "theirs").wrap(b"k" * 32, **SAID), **SAID)
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        Masters(folder).use(Masters(tmp_path / "theirs").current)


def test_masters_never_show_their_keys(folder: Path) -> None:
    assert repr(Masters(folder)) == f"Masters({folder})"
