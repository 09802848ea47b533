"""What is sealed opens only under its own key, for its own dossier and purpose."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from models.errors import Broken
from models.identifiers import DossierCode
from motcua.security import Masters
from motcua.security.sealing import DossierKey, key_id_of, seal, unseal

CODE = DossierCode("H24.31-261124-0001")
OTHER = DossierCode("H24.31-261124-0002")
MASTER = bytes(range(32))
TEXT = "Nguyễn Thị Ánh, 030090001212"


def test_what_was_sealed_opens_again_and_shows_nothing() -> None:
    key = DossierKey.new(CODE)
    sealed = key.seal(TEXT.encode(), "submission")
    assert key.unseal(sealed, "submission").decode() == TEXT
    assert b"030090001212" not in sealed


def test_a_dossiers_text_is_sealed_to_the_same_bytes_and_every_other_one_under_another_nonce() -> None:
    """A paper that is made again is the same file at rest; nonces repeat for nothing else."""
    key = DossierKey.new(CODE)
    sealed = key.seal(TEXT.encode(), "paper")
    assert key.seal(TEXT.encode(), "paper") == sealed
    others = [key.seal(TEXT.encode(), "note"), key.seal(TEXT.encode() + b".", "paper")]
    assert len({one[13:25] for one in (sealed, *others)}) == 3
    assert DossierKey.new(CODE).seal(TEXT.encode(), "paper")[13:25] != sealed[13:25]


def test_a_sealed_text_does_not_open_for_another_dossier_purpose_or_key() -> None:
    """The seal binds where it belongs, even under the same key."""
    sealed = seal(MASTER, TEXT.encode(), scope=CODE, purpose="note")
    for key, scope, purpose in ((MASTER, OTHER, "note"), (MASTER, CODE, "paper"), (MASTER[::-1], CODE, "note")):
        with pytest.raises(Broken, match="SEAL_BROKEN"):
            unseal(key, sealed, scope=scope, purpose=purpose)


@pytest.mark.parametrize("place", [0, 4, 5, 13, 30, -1])
def test_one_changed_byte_breaks_the_seal(place: int) -> None:
    """Magic, format, key id, nonce, text and tag are all covered."""
    sealed = bytearray(seal(MASTER, TEXT.encode(), scope=CODE, purpose="note"))
    sealed[place] ^= 1
    with pytest.raises(Broken, match="SEAL_BROKEN"):
        unseal(MASTER, bytes(sealed), scope=CODE, purpose="note")


@pytest.mark.parametrize("cut", [0, 3, 13, 25, 40])
def test_a_cut_text_is_broken_and_nothing_else(cut: int) -> None:
    with pytest.raises(Broken, match="SEAL_BROKEN"):
        unseal(MASTER, seal(MASTER, b"", scope=CODE, purpose="note")[:cut], scope=CODE, purpose="note")


def test_a_dossiers_key_travels_wrapped_for_that_dossier_alone(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_bytes(MASTER)
    (tmp_path / "master.key").chmod(0o600)
    masters, key = Masters(tmp_path), DossierKey.new(CODE)
    wrapped = key.wrapped(masters)
    assert DossierKey.unwrap(CODE, wrapped, masters).unseal(key.seal(b"x", "note"), "note") == b"x"
    with pytest.raises(Broken, match="SEAL_BROKEN"):
        DossierKey.unwrap(OTHER, wrapped, masters)


def test_a_note_is_named_by_its_text_in_any_unicode_form_and_by_its_dossier() -> None:
    """The same words give the same id within a dossier, and tell nothing across dossiers."""
    key = DossierKey.new(CODE)
    assert key.note_id(TEXT) == key.note_id(unicodedata.normalize("NFD", TEXT))
    assert key.note_id(TEXT) != key.note_id(TEXT + ".")
    assert key.note_id(TEXT) != DossierKey.new(OTHER).note_id(TEXT)


def test_a_key_never_shows_itself() -> None:
    assert repr(DossierKey(CODE, MASTER)) == f"DossierKey({CODE})"
    assert key_id_of(b"anything") == b""
