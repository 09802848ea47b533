"""One PAdES signature into one field of a paper, as a revision of its own.

ECDSA is deterministic (RFC 6979) and the time is given, so the same signature of the same paper is the same bytes;
only a timestamp token, where a service is configured, differs each time.
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from models.errors import Unavailable
from motcua.pdf.revision import Revision
from motcua.signatures.keys import SigningKey

__all__ = ["SignatureOrder", "signed"]

_ROOM: Final = 8 * 1024
"""Hexadecimal digits kept for a signature; ours takes some 2,500."""
_ROOM_WITH_TOKEN: Final = 40 * 1024
_P256_SIGNATURE_BYTES: Final = 72


class _DeterministicSigner(Signer):
    """pyHanko's signer over a key of ours."""

    def __init__(self, key: SigningKey) -> None:
        certificate = asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER))
        super().__init__(signing_cert=certificate, cert_registry=SimpleCertificateStore(), embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_P256_SIGNATURE_BYTES)
        assert digest_algorithm == "sha256"
        assert self._key.private is not None
        return self._key.private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


@cache
def _signer(key: SigningKey) -> _DeterministicSigner:
    """Return the signer of a key; reading its certificate anew each time would cost as much as signing."""
    return _DeterministicSigner(key)


@dataclass(frozen=True)
class SignatureOrder:
    """What is to be signed how."""

    field: str
    key: SigningKey
    at: datetime
    reason: str
    picture: bytes
    """A page that shows the signature."""
    certify: bool
    """The paper's first signature, which says what may follow."""
    leaves_open: bool
    """Whether the number and the seal may still follow."""


@dataclass(frozen=True)
class _Picture(BaseStampStyle):
    """A page as the whole appearance of a signature."""

    page: bytes = b""

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> Any:  # noqa: ARG002
        return _Stamp(writer.picture(self.page))


@dataclass(frozen=True)
class _Stamp:
    picture: Any

    def apply_appearance(self, annotation: Any) -> None:
        annotation["/AP"] = generic.DictionaryObject({pdf_name("/N"): self.picture})


def signed(pdf: bytes, order: SignatureOrder, timestamper: TimeStamper | None = None) -> bytes:
    """Return the paper with this signature added. Raises Unavailable: `SIGNER_UNREACHABLE` (no timestamp)."""
    try:
        return asyncio.run(_signed(pdf, order, timestamper))
    except (TimestampRequestError, OSError) as error:
        raise Unavailable("SIGNER_UNREACHABLE") from error


async def _signed(pdf: bytes, order: SignatureOrder, timestamper: TimeStamper | None) -> bytes:
    meta = PdfSignatureMetadata(
        field_name=order.field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=order.reason,
        certify=order.certify,
        docmdp_permissions=MDPPerm.FILL_FORMS if order.leaves_open else MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(meta, _signer(order.key), timestamper=timestamper, stamp_style=_Picture(page=order.picture))
    session = signer.init_signing_session(Revision(pdf), existing_fields_only=True)
    session.system_time = order.at
    prepared = session.prepare_tbs_document(None, _ROOM if timestamper is None else _ROOM_WITH_TOKEN)
    output = BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=order.at))
    return output.getvalue()
