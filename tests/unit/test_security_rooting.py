"""Keys that prove acts are replaced whole or not at all, whenever the program dies."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import pytest

from models.errors import Unavailable
from models.identifiers import OfficerId
from motcua.security import Keystore, rooting
from motcua.security.rooting import hand_root_on, rotate_issuer

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
BY = OfficerId("vh.h24")


def opened(folder: Path) -> Keystore:
    return Keystore.open(folder, now=NOW, create=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Keystore.open(tmp_path / "keystore", now=NOW)
    return tmp_path / "keystore"


def test_a_fresh_issuer_is_under_the_same_root(folder: Path) -> None:
    before = opened(folder)
    fresh = rotate_issuer(folder, NOW)
    after = opened(folder)
    assert after.root_key == before.root_key
    assert after.issuer.certificate == fresh.certificate != before.issuer.certificate


def test_a_root_handed_on_leaves_a_chain_and_no_old_key(folder: Path) -> None:
    before, attester = opened(folder), opened(folder).attester(NOW)
    old = (folder / "root.key").read_bytes()
    link = hand_root_on(folder, BY, at=NOW, until=NOW + timedelta(hours=72))
    after = opened(folder)
    assert link.holds
    assert (link.old, link.new) == (before.root_key, after.root_key)
    assert after.roots.chain == (link,)
    assert after.roots.ordered_by == BY
    assert after.root_keys == {before.root_key, after.root_key}
    assert before.checks["root"] in after.former_root_checks
    assert after.issuer.certificate.key != before.issuer.certificate.key
    assert after.attester(NOW).certificate != attester.certificate, "it is certified by the new root"
    assert not [path for path in folder.rglob("*") if path.is_file() and old in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_chain_grows_link_by_link(folder: Path) -> None:
    keys = [opened(folder).root_key]
    for _ in range(3):
        hand_root_on(folder, BY, at=NOW, until=NOW)
        keys.append(opened(folder).root_key)
    chain = opened(folder).roots.chain
    assert [(link.old, link.new) for link in chain] == list(pairwise(keys))


class Killed(Exception):
    """The program dies here."""


@pytest.mark.parametrize("step", range(7))
def test_killed_at_any_step_it_is_the_old_root_or_the_new_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whatever write is the last, whoever opens next finds root, issuer and chain that belong together."""
    before, left = opened(folder).root_key, [step]

    def dying(name: str) -> None:
        real = getattr(rooting, name)

        def write(*values: object, **named: object) -> object:
            if left[0] == 0:
                _die()
            left[0] -= 1
            return real(*values, **named)

        monkeypatch.setattr(rooting, name, write)

    for name in ("create_durably", "replace_durably", "overwrite_secret", "sync_folder"):
        dying(name)
    try:
        hand_root_on(folder, BY, at=NOW, until=NOW)
        died = False
    except Killed:
        died = True
    monkeypatch.undo()
    assert died is (step < 6), "every write was tried"
    after = opened(folder)
    if step == 0:
        assert (after.root_key, after.roots.chain) == (before, ())
    else:
        assert [(link.old, link.new) for link in after.roots.chain] == [(before, after.root_key)]
    assert not (folder / "root.next.json").exists()
    assert after.issuer.certificate == opened(folder).issuer.certificate


def _die() -> NoReturn:
    raise Killed


def test_a_damaged_rotation_is_told(folder: Path, tmp_path: Path) -> None:
    for name in ("root.next.json", "roots.json"):
        damaged = tmp_path / name.replace(".", "-")
        shutil.copytree(folder, damaged)
        (damaged / name).write_bytes(b"{")
        (damaged / name).chmod(0o600)
        with pytest.raises(Unavailable, match="KEYSTORE_DAMAGED"):
            opened(damaged)
