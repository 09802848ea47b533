"""The keystore comes into being whole and once, is kept from others, and is known again."""

from __future__ import annotations

import multiprocessing
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.errors import Broken, Unavailable
from models.identifiers import DossierCode
from motcua.security import DossierKey, Keystore

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CODE = DossierCode("H24.31-261124-0001")


def _checks(folder: Path) -> dict[str, str]:
    return Keystore.open(folder, now=NOW).checks


def test_first_run_makes_keys_that_nobody_else_may_read(tmp_path: Path) -> None:
    """Folder 0700, files 0600, even under a generous umask; nothing is left beside it."""
    before = os.umask(0)
    try:
        Keystore.open(tmp_path / "keystore", now=NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keystore").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keystore").iterdir()} == {0o600}
    assert [path.name for path in tmp_path.iterdir()] == ["keystore"]


def test_opened_again_it_has_the_same_keys(tmp_path: Path) -> None:
    assert _checks(tmp_path / "keystore") == _checks(tmp_path / "keystore")
    assert _checks(tmp_path / "keystore") != _checks(tmp_path / "another")


def test_processes_that_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    """One makes them, the others use them."""
    with multiprocessing.get_context("fork").Pool(6) as pool:
        found = pool.map(_checks, [tmp_path / "keystore"] * 12)
    assert all(checks == found[0] for checks in found)
    assert [path.name for path in tmp_path.iterdir()] == ["keystore"]


@pytest.mark.parametrize(("name", "mode"), [(".", 0o750), ("master.key", 0o640), ("issuer.json", 0o604)])
def test_keys_that_others_may_read_are_not_used(tmp_path: Path, name: str, mode: int) -> None:
    folder = tmp_path / "keystore"
    Keystore.open(folder, now=NOW)
    (folder / name).chmod(mode)
    with pytest.raises(Unavailable, match="KEYSTORE_MODE"):
        Keystore.open(folder, now=NOW)


def test_a_missing_keystore_is_not_made_where_one_must_be(tmp_path: Path) -> None:
    """New keys would hide that the old ones are lost."""
    with pytest.raises(Unavailable, match="KEYSTORE_MISSING"):
        Keystore.open(tmp_path / "keystore", now=NOW, create=False)
    assert not (tmp_path / "keystore").exists()


def test_a_keystore_without_its_master_key_is_not_filled_up(tmp_path: Path) -> None:
    folder = tmp_path / "keystore"
    Keystore.open(folder, now=NOW)
    (folder / "master.key").unlink()
    with pytest.raises(Unavailable, match="KEYSTORE_MISSING"):
        Keystore.open(folder, now=NOW)


@pytest.mark.parametrize("name", ["master.key", "root.key", "lookup.key", "issuer.json"])
def test_a_damaged_key_file_is_told(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "keystore"
    Keystore.open(folder, now=NOW)
    (folder / name).write_bytes(b"cut")
    with pytest.raises(Unavailable, match="KEYSTORE_DAMAGED"):
        Keystore.open(folder, now=NOW)


def test_a_foreign_master_key_is_told_by_its_name(tmp_path: Path) -> None:
    """What another keystore wrapped names another key."""
    ours, theirs = (Keystore.open(tmp_path / name, now=NOW) for name in ("ours", "theirs"))
    with pytest.raises(Broken, match="MASTER_KEY_WRONG"):
        ours.unwrap(CODE, theirs.wrap(DossierKey.new(CODE)))


def test_an_issuing_key_near_its_end_is_replaced_under_the_same_root(tmp_path: Path) -> None:
    folder = tmp_path / "keystore"
    first = Keystore.open(folder, now=NOW)
    later = first.issuer.certificate.not_after - timedelta(days=30)
    second = Keystore.open(folder, now=later)
    assert second.root_key == first.root_key
    assert second.issuer.certificate.key != first.issuer.certificate.key
    assert second.issuer.certificate.not_after > later + timedelta(days=300)
    assert stat.S_IMODE((folder / "issuer.json").stat().st_mode) == 0o600


def test_a_keystore_never_shows_its_keys(tmp_path: Path) -> None:
    keystore = Keystore.open(tmp_path / "keystore", now=NOW)
    assert repr(keystore) == f"Keystore({tmp_path / 'keystore'})"
    assert keystore.keyed_hash("a", {"x": 1}) != keystore.keyed_hash("b", {"x": 1})
