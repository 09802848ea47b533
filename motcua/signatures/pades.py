"""One PAdES signature into one field of a paper, as a revision of its own.

ECDSA is deterministic (RFC 6979) and the time is given, so the same signature of the same paper is the same bytes;
only a timestamp token, where a service is configured, differs each time.
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.stamp import BaseStampStyle

from models.errors import Unavailable
from motcua.pdf.revision import Revision
from motcua.signatures.cms import KeySigner, signer_of
from motcua.signatures.keys import SigningKey

__all__ = ["SignatureOrder", "signed"]

_ROOM: Final = 8 * 1024
"""Hexadecimal digits kept for a signature; ours takes some 2,500."""
_ROOM_WITH_TOKEN: Final = 40 * 1024

_TURN: Final = threading.Lock()
"""asn1crypto fills tables of its classes at their first use, unguarded: two threads that sign at once would find them
half empty. Signing is this interpreter's own work, so turns cost nothing; a timestamp service is asked in turns too."""


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
    with _TURN:
        signing = _signed(pdf, order, signer_of(order.key), timestamper)
        if timestamper is None:
            return _at_once(signing)
        try:
            return asyncio.run(signing)
        except (TimestampRequestError, OSError) as error:
            raise Unavailable("SIGNER_UNREACHABLE") from error


def _at_once(signing: Coroutine[None, None, bytes]) -> bytes:
    """Run what awaits nothing but itself; a loop of its own for each signature would cost as much as the signature."""
    try:
        signing.send(None)
    except StopIteration as done:
        return bytes(done.value)
    raise AssertionError("signing with a local key waited for something")


async def _signed(pdf: bytes, order: SignatureOrder, by: KeySigner, timestamper: TimeStamper | None) -> bytes:
    meta = PdfSignatureMetadata(
        field_name=order.field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=order.reason,
        certify=order.certify,
        docmdp_permissions=MDPPerm.FILL_FORMS if order.leaves_open else MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(meta, by, timestamper=timestamper, stamp_style=_Picture(page=order.picture))
    session = signer.init_signing_session(Revision(pdf), existing_fields_only=True)
    session.system_time = order.at
    prepared = session.prepare_tbs_document(None, _ROOM if timestamper is None else _ROOM_WITH_TOKEN)
    output = BytesIO()
    digest, _ = prepared.digest_tbs_document(output=output)
    await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=order.at))
    return output.getvalue()
