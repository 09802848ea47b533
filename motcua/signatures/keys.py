"""Signing keys at rest: `signing/` in the keystore, one PEM file with key and certificate per holder, 0600.

A file is made whole at the holder's first signature; of processes that make the same one at once exactly one wins and
all use its key. A key is never replaced: the papers signed with it name its certificate.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models.errors import Broken, Refused
from models.identifiers import AgencyCode, OfficerId
from models.value import Hash
from motcua.durable import create_durably, ensure_folder, writing_into
from motcua.security.files import read_secret, require_mode
from motcua.signatures.authority import Holder, issue, new_root

__all__ = ["SigningKey", "SigningKeys"]

_ROOT: Final = "root.pem"
_SUBFOLDERS: Final = {Holder.PERSONAL: "personal", Holder.SEAL: "seal"}


@dataclass(frozen=True, eq=False)
class SigningKey:
    """A holder's certificate and the key to it, which never shows itself."""

    holder: str
    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey | None = field(repr=False)

    @property
    def fingerprint(self) -> Hash:
        """The SHA-256 of the certificate."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def require_valid(self, at: datetime) -> None:
        """Check the certificate's window. Raises Refused: `CERTIFICATE_NOT_VALID`."""
        if not self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc:
            raise Refused("CERTIFICATE_NOT_VALID", holder=self.holder, day=at.date().isoformat())


class SigningKeys:
    """The keys below `folder`, read once each and then kept in memory. Threads and processes may share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._known: dict[Path, SigningKey] = {}

    @property
    def root(self) -> x509.Certificate:
        """The authority's certificate, which a verifier trusts; made if this is the first use."""
        with self._turn:
            return self._authority().certificate

    def personal(self, officer: OfficerId) -> SigningKey:
        """Return the officer's own key, issued at first use.

        Raises Refused: `KEY_UNKNOWN` (none, and the authority's key was taken away); Broken: `KEY_DAMAGED`;
        Unavailable: `KEYSTORE_MODE`, `DISK_FULL`, `FOLDER_UNWRITABLE`.
        """
        return self._holder(officer, Holder.PERSONAL)

    def seal(self, agency: AgencyCode) -> SigningKey:
        """Return the agency's seal, issued at first use. Raises as `personal`."""
        return self._holder(agency, Holder.SEAL)

    def _holder(self, common: str, holder: Holder) -> SigningKey:
        path = self._folder / _SUBFOLDERS[holder] / f"{common}.pem"
        with self._turn:
            if path not in self._known and not path.exists():
                authority = self._authority()
                if authority.private is None:
                    raise Refused("KEY_UNKNOWN", holder=common)
                self._create(path, issue(authority.private, authority.certificate, common, holder))
            return self._read(path)

    def _authority(self) -> SigningKey:
        path = self._folder / _ROOT
        if path not in self._known and not path.exists():
            if any((self._folder / name).exists() for name in _SUBFOLDERS.values()):
                # A second authority beside certificates of a first would silently split what verifiers trust.
                raise Refused("KEY_UNKNOWN", holder=_ROOT)
            self._create(path, new_root())
        return self._read(path)

    def _create(self, path: Path, pem: bytes) -> None:
        with writing_into(self._folder):
            ensure_folder(path.parent)
            create_durably(path, pem)

    def _read(self, path: Path) -> SigningKey:
        if path not in self._known:
            require_mode(path.parent, 0o700)
            self._known[path] = _parse(path.stem, read_secret(path))
        return self._known[path]


def _parse(holder: str, pem: bytes) -> SigningKey:
    """Read certificate and key; the authority's key may have been taken away after the last certificate."""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        if b"PRIVATE KEY" not in pem:
            return SigningKey(holder, certificate, None)
        private = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise Broken("KEY_DAMAGED", holder=holder) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
        raise Broken("KEY_DAMAGED", holder=holder)
    return SigningKey(holder, certificate, private)
