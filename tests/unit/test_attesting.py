"""The attesting key: made once, renewed before its end, and never of use for anything but what it signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.attest import Attestation, AttestationFault, attestation_fault
from models.errors import Unavailable
from models.proof import IssuerCertificate
from motcua.security import Keystore

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def keystore(tmp_path: Path) -> Keystore:
    return Keystore.open(tmp_path / "keystore", now=NOW)


def fault(keystore: Keystore, attestation: Attestation, **other: object) -> AttestationFault | None:
    said: dict[str, object] = {"roots": keystore.root_keys, "kind": "tale", "body": {"a": 1}, "at": NOW}
    return attestation_fault(attestation, **said | other)  # type: ignore[arg-type]


def test_what_was_attested_holds_for_its_kind_body_root_and_time_alone(keystore: Keystore) -> None:
    attestation = keystore.attester(NOW).attest("tale", {"a": 1})
    assert fault(keystore, attestation) is None
    assert fault(keystore, attestation, kind="other") is AttestationFault.SIGNATURE
    assert fault(keystore, attestation, body={"a": 2}) is AttestationFault.SIGNATURE
    assert fault(keystore, attestation, roots={"A" * 43}) is AttestationFault.KEY
    assert fault(keystore, attestation, at=NOW + timedelta(days=4000)) is AttestationFault.TIME


def test_an_issuing_keys_certificate_is_no_attesting_keys(keystore: Keystore) -> None:
    """Whoever may sign proofs of acts may not sign archives, nor the other way round."""
    issuer: IssuerCertificate = keystore.issuer.certificate
    attestation = keystore.attester(NOW).attest("tale", {"a": 1})
    lent = attestation.certificate.model_validate(issuer.model_dump())
    assert fault(keystore, attestation.model_copy(update={"certificate": lent})) is AttestationFault.KEY


def test_it_is_kept_and_renewed_before_its_end(keystore: Keystore) -> None:
    first = keystore.attester(NOW)
    assert keystore.attester(NOW + timedelta(days=1)).certificate == first.certificate
    later = keystore.attester(NOW + timedelta(days=3600))
    assert later.certificate != first.certificate
    old = first.attest("tale", {"a": 1})
    assert fault(keystore, old) is None
    assert oct((keystore.folder / "attester.json").stat().st_mode)[-3:] == "600"


def test_a_damaged_one_is_said_and_not_replaced(keystore: Keystore) -> None:
    keystore.attester(NOW)
    path = keystore.folder / "attester.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(Unavailable, match="KEYSTORE_DAMAGED"):
        keystore.attester(NOW)
