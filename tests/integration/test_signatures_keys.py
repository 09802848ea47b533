"""Signing keys: made once, by whomever is first, for their owner alone, and never in place of lost ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import Broken, Refused, Unavailable
from models.identifiers import AgencyCode, OfficerId
from motcua.signatures import SigningKeys
from tests.architecture.sources import ROOT

OFFICER = OfficerId("duc.pham")
AGENCY = AgencyCode("000.00.04.G18")

TELL = """
import sys
from pathlib import Path
from models.identifiers import AgencyCode
from motcua.signatures import SigningKeys
sys.stdin.readline()
print(SigningKeys(Path(sys.argv[1])).seal(AgencyCode("H24.14")).fingerprint)
"""


def test_keys_are_p256_named_for_their_holder_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    keys = SigningKeys(tmp_path / "signing")
    for key, name in ((keys.personal(OFFICER), OFFICER), (keys.seal(AGENCY), AGENCY)):
        assert key.private is not None
        assert key.private.curve.name == "secp256r1"
        assert f"CN={name}" in key.certificate.subject.rfc4514_string()
        key.certificate.verify_directly_issued_by(keys.root)
        assert "BEGIN" not in repr(key)
    for path in (tmp_path / "signing").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_key_is_the_same_in_every_process_and_after_every_start(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    first = SigningKeys(folder)
    again = SigningKeys(folder)
    assert first.personal(OFFICER).fingerprint == again.personal(OFFICER).fingerprint
    assert first.root == again.root


def test_of_processes_that_start_at_once_all_use_one_key(tmp_path: Path) -> None:
    """They race for the authority and for the seal; whoever loses takes the winner's."""
    command = [sys.executable, "-c", TELL, str(tmp_path / "signing")]
    racers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    told = {racer.communicate()[0].strip() for racer in racers}
    assert len(told) == 1
    assert re.fullmatch("[0-9a-f]{64}", told.pop())
    assert not list(tmp_path.rglob("*.part"))


def test_without_the_authoritys_key_old_holders_sign_on_and_no_new_one_is_made(tmp_path: Path) -> None:
    """The authority's key may be kept elsewhere; its certificate stays."""
    folder = tmp_path / "signing"
    known = SigningKeys(folder).personal(OFFICER).fingerprint
    root = folder / "root.pem"
    pem = root.read_text(encoding="ascii")
    root.write_text(pem[pem.index("-----BEGIN CERTIFICATE") :], encoding="ascii")
    keys = SigningKeys(folder)
    assert keys.personal(OFFICER).fingerprint == known
    with pytest.raises(Refused) as refusal:
        keys.seal(AGENCY)
    assert refusal.value.code == "KEY_UNKNOWN"


def test_a_lost_authority_is_not_replaced(tmp_path: Path) -> None:
    """A second one would split what verifiers trust."""
    folder = tmp_path / "signing"
    SigningKeys(folder).personal(OFFICER)
    (folder / "root.pem").unlink()
    with pytest.raises(Refused) as refusal:
        _ = SigningKeys(folder).root
    assert refusal.value.code == "KEY_UNKNOWN"
    assert not (folder / "root.pem").exists()


@pytest.mark.parametrize("content", ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_told_and_left_alone(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "signing"
    SigningKeys(folder).personal(OFFICER)
    path = folder / "personal" / f"{OFFICER}.pem"
    path.write_text(content, encoding="ascii")
    with pytest.raises(Broken) as fault:
        SigningKeys(folder).personal(OFFICER)
    assert fault.value.code == "KEY_DAMAGED"
    assert path.read_text(encoding="ascii") == content


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    SigningKeys(folder).personal(OFFICER)
    (folder / "personal" / f"{OFFICER}.pem").chmod(0o644)
    with pytest.raises(Unavailable) as trouble:
        SigningKeys(folder).personal(OFFICER)
    assert trouble.value.code == "KEYSTORE_MODE"
