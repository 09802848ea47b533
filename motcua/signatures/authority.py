"""The sample certification authority (Motcua – CA mẫu): what a certificate of ours says, and for how long.

Every certificate says that it is a sample. Its window is wide on purpose: papers bear the *legal* time of their
decision, which in a rehearsal lies years in the past, while the certificate is made at its first use.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID, ObjectIdentifier

__all__ = ["Holder", "issue", "new_root"]

_VALID_FROM: Final = datetime(2010, 1, 1, tzinfo=UTC)
_VALID_UNTIL: Final = datetime(2049, 12, 31, tzinfo=UTC)
_DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_ORGANISATION: Final = "Motcua – chứng thư mẫu"
_ROOT_NAME: Final = "Motcua – CA mẫu"


class Holder(StrEnum):
    """Whose key it is; stands as the unit (OU) in the certificate, the id or code as its common name."""

    PERSONAL = "Chữ ký cá nhân"
    SEAL = "Con dấu cơ quan"


def _name(common: str, unit: str | None = None) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, _ORGANISATION)]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in [*parts, (NameOID.COMMON_NAME, common)]])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_UNTIL)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_papers: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_papers,
        content_commitment=signs_papers,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_papers,
        crl_sign=not signs_papers,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def new_root() -> bytes:
    """Make the authority: its key and its self-signed certificate, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(_ROOT_NAME)
    certificate = (
        _builder(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_papers=False), critical=True)
        .sign(key, SHA256())
    )
    return _pem(key, certificate)


def issue(root: ec.EllipticCurvePrivateKey, authority: x509.Certificate, common: str, holder: Holder) -> bytes:
    """Make a key and a certificate for an officer or an agency, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(common, holder), authority.subject, key.public_key())
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_papers=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .sign(root, SHA256())
    )
    return _pem(key, certificate)
