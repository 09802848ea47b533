"""The Signer of activities.ports, with keys of the local keystore."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

from activities.ports import Signed
from models.calendar import VIETNAM
from models.errors import Refused
from models.identifiers import AgencyCode, OfficerId
from motcua.pdf.fields import NUMBER, PERSONAL, SEAL, OpenField, open_fields, with_number
from motcua.signatures.keys import SigningKey, SigningKeys
from motcua.signatures.pades import SignatureOrder, signed
from motcua.signatures.stamps import autograph, number_in, seal

__all__ = ["LocalSigner"]

_PATIENCE: Final = 20
"""Seconds that a timestamp service may take (RFC 3161 over HTTP)."""


class LocalSigner:
    """Signs papers that have the fields of motcua.pdf.fields. Without a timestamp service the bytes repeat exactly."""

    def __init__(self, keys: SigningKeys, timestamp_url: str | None = None) -> None:
        self._keys = keys
        self._timestamper = HTTPTimeStamper(timestamp_url, timeout=_PATIENCE) if timestamp_url else None

    def sign_result(self, pdf: bytes, *, officer: OfficerId, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """Sign by the officer, then fill in the number, then seal (rulebook §5). Two certificates, in this order.

        Raises Refused: `PAPER_NOT_SIGNABLE`, `KEY_UNKNOWN`, `CERTIFICATE_NOT_VALID`; Broken: `KEY_DAMAGED`;
        Unavailable: `SIGNER_UNREACHABLE`, `KEYSTORE_MODE`, `DISK_FULL`, `FOLDER_UNWRITABLE`.
        """
        fields = _require(pdf, NUMBER, PERSONAL, SEAL)
        at = at.astimezone(VIETNAM)
        key = self._keys.personal(officer)
        key.require_valid(at)
        order = SignatureOrder(
            field=PERSONAL,
            key=key,
            at=at,
            reason="Ký ban hành",
            picture=autograph(_named(fields[PERSONAL]), officer, at),
            certify=True,
            leaves_open=True,
        )
        personal = signed(pdf, order, self._timestamper)
        sealed, stamp = self._number_and_seal(personal, fields, number, agency, at, alone=False)
        return Signed(sealed, (key.fingerprint, stamp.fingerprint))

    def seal_letter(self, pdf: bytes, *, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """Fill in the number, then seal; nobody's personal key signs on a timer. One certificate.

        Raises as `sign_result`.
        """
        fields = _require(pdf, NUMBER, SEAL)
        sealed, stamp = self._number_and_seal(pdf, fields, number, agency, at.astimezone(VIETNAM), alone=True)
        return Signed(sealed, (stamp.fingerprint,))

    def _number_and_seal(
        self, pdf: bytes, fields: dict[str, OpenField], number: str, agency: AgencyCode, at: datetime, *, alone: bool
    ) -> tuple[bytes, SigningKey]:
        key = self._keys.seal(agency)
        key.require_valid(at)
        order = SignatureOrder(
            field=SEAL,
            key=key,
            at=at,
            reason="Đóng dấu cơ quan",
            picture=seal(_named(fields[SEAL])),
            certify=alone,
            leaves_open=False,
        )
        numbered = with_number(pdf, number, number_in(fields[NUMBER], number))
        return signed(numbered, order, self._timestamper), key


def _require(pdf: bytes, *names: str) -> dict[str, OpenField]:
    fields = open_fields(pdf)
    for name in (*names, *fields):
        if name not in fields or name not in names:
            raise Refused("PAPER_NOT_SIGNABLE", field=name)
    return fields


def _named(field: OpenField) -> str:
    """Return whose signature or seal the paper says the field is for: `Con dấu của …`."""
    return field.label.partition(" của ")[2] or field.label
