"""The store keeps papers sealed, once, whole or not at all."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import Broken, Refused, Unavailable
from models.identifiers import DossierCode
from models.value import sha256_hex
from motcua.documents import SealedStore
from motcua.security.sealing import seal, unseal
from tests.fixtures.papers import CODE

PAPER = b"%PDF-1.7 " + "giấy phép".encode() * 100
OTHER = DossierCode("H24.14-260810-0043")


class OneKey:
    """A sealer with one key for all dossiers, bound to dossier and purpose by the real sealing."""

    def __init__(self) -> None:
        self.key = bytes(range(32))

    def seal(self, code: DossierCode, content: bytes, purpose: str) -> bytes:
        return seal(self.key, content, scope=code, purpose=purpose)

    def unseal(self, code: DossierCode, sealed: bytes, purpose: str) -> bytes:
        return unseal(self.key, sealed, scope=code, purpose=purpose)


@pytest.fixture
def store(tmp_path: Path) -> SealedStore:
    return SealedStore(tmp_path / "documents", OneKey())


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_paper_comes_back_as_it_was_and_lies_sealed_for_its_owner_alone(store: SealedStore, tmp_path: Path) -> None:
    stored = store.put(CODE, PAPER)
    assert stored.sha256 == sha256_hex(PAPER)
    assert stored.size == len(PAPER)
    assert store.get(CODE, stored.sha256) == PAPER
    (path,) = files(tmp_path)
    assert sha256_hex(path.read_bytes()) == stored.sealed_sha256
    assert "giấy phép".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_putting_a_paper_again_changes_nothing(store: SealedStore, tmp_path: Path) -> None:
    """Each sealing differs, yet the second put tells of the file of the first."""
    first = store.put(CODE, PAPER)
    assert store.put(CODE, PAPER) == first
    assert len(files(tmp_path)) == 1


def test_of_many_writers_at_once_one_file_stays_and_all_tell_of_it(store: SealedStore, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda _: store.put(CODE, PAPER), range(24)))
    assert len(told) == 1
    assert len(files(tmp_path)) == 1


def test_an_unknown_paper_is_refused(store: SealedStore) -> None:
    store.put(CODE, PAPER)
    for code, name in ((CODE, "0" * 64), (OTHER, sha256_hex(PAPER)), (CODE, "../../etc/passwd")):
        with pytest.raises(Refused) as refusal:
            store.get(code, name)
        assert refusal.value.code == "PAPER_UNKNOWN"


@pytest.mark.parametrize("place", [0, 20, -1])
def test_a_changed_byte_on_the_disk_is_found_by_get_and_by_put(store: SealedStore, tmp_path: Path, place: int) -> None:
    """Putting the paper again must not cover up that the stored one is damaged: the register names its sealed hash."""
    stored = store.put(CODE, PAPER)
    (path,) = files(tmp_path)
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 1
    path.write_bytes(damaged)
    for attempt in (lambda: store.get(CODE, stored.sha256), lambda: store.put(CODE, PAPER)):
        with pytest.raises(Broken) as fault:
            attempt()
        assert fault.value.code == "PAPER_CORRUPT"


def test_another_paper_under_a_papers_name_is_found(store: SealedStore, tmp_path: Path) -> None:
    """A file that opens well but says something else was put there by hand."""
    stored = store.put(CODE, PAPER)
    other = store.put(CODE, b"%PDF-1.7 else")
    by_name = {path.name.removesuffix(".sealed"): path for path in files(tmp_path)}
    by_name[stored.sha256].write_bytes(by_name[other.sha256].read_bytes())
    with pytest.raises(Broken) as fault:
        store.get(CODE, stored.sha256)
    assert fault.value.code == "PAPER_CORRUPT"


def test_a_full_disk_is_told_and_leaves_nothing(
    store: SealedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paper is stored once there is space again."""

    def no_space(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        with pytest.raises(Unavailable) as trouble:
            store.put(CODE, PAPER)
    assert trouble.value.code == "DISK_FULL"
    assert not files(tmp_path)
    assert store.get(CODE, store.put(CODE, PAPER).sha256) == PAPER


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Unavailable) as trouble:
        SealedStore(tmp_path / "documents", OneKey()).put(CODE, PAPER)
    assert trouble.value.code == "FOLDER_UNWRITABLE"
