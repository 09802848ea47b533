"""Does a paper's file still say what was signed, and by whom? (rulebook §5)

Checked for each signature: its bytes, what was added after it, the chain to the trusted root and the certificate's
validity at the signing time, and who the certificate names. Revocation is not: the sample authority publishes none.
"""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from models.value import Hash, UtcTime, Value
from motcua.pdf.fields import NUMBER, PERSONAL, SEAL
from motcua.signatures.authority import Holder

__all__ = ["PaperReport", "SignatureReport", "verify_paper"]

_HOLDERS: Final = {PERSONAL: Holder.PERSONAL, SEAL: Holder.SEAL}
_ORDERS: Final = ((PERSONAL, SEAL), (SEAL,))
"""A result, and a letter of the timer."""
_ALLOWED_AFTER: Final = {PERSONAL: ModificationLevel.FORM_FILLING, SEAL: ModificationLevel.NONE}


class SignatureReport(Value):
    """What became of one signature."""

    field: str
    """`personal` or `seal`."""
    holder: str
    """The officer's id or the agency's code, as the certificate names it."""
    certificate: Hash
    signed_at: UtcTime | None
    """The signing time stated in the signature: the legal time of the decision."""
    stamped_at: UtcTime | None
    """The time of a timestamp token, where a service gave one."""
    problems: tuple[str, ...]
    """None if it holds; else `ALTERED`, `ALTERED_LATER`, `NOT_TRUSTED`, `NOT_VALID_THEN`, `WRONG_HOLDER`, `NO_TIME`."""


class PaperReport(Value):
    """What became of a paper."""

    number: str | None
    signatures: tuple[SignatureReport, ...]
    problems: tuple[str, ...]
    """Codes of the file as a whole: `UNREADABLE`, `WRONG_SIGNATURES`, `NOT_WHOLE` (bytes after the last signature)."""

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.problems and not any(signature.problems for signature in self.signatures)


def verify_paper(pdf: bytes, trusted_root: x509.Certificate) -> PaperReport:
    """Check a paper. It never raises for what a file contains: what cannot be read is `UNREADABLE`."""
    root = asn1.Certificate.load(trusted_root.public_bytes(Encoding.DER))
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = tuple(_checked(one, root) for one in reader.embedded_signatures)
        number = _number(reader)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, IndexError, TypeError):
        return PaperReport(number=None, signatures=(), problems=("UNREADABLE",))
    return PaperReport(number=number, signatures=signatures, problems=tuple(_problems(reader, signatures)))


def _problems(reader: PdfFileReader, signatures: tuple[SignatureReport, ...]) -> Iterable[str]:
    if tuple(one.field for one in signatures) not in _ORDERS:
        yield "WRONG_SIGNATURES"
    last = reader.embedded_signatures[-1] if signatures else None
    if last is None or last.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        yield "NOT_WHOLE"


def _checked(signature: EmbeddedPdfSignature, root: asn1.Certificate) -> SignatureReport:
    field = str(signature.field_name)
    certificate = signature.signer_cert
    subject = certificate.subject.native
    at = signature.self_reported_timestamp
    # Without a stated time there is nothing to judge the certificate by but its own beginning.
    moment = at or certificate.not_valid_before
    status = validate_pdf_signature(signature, _trust(root, moment))
    return SignatureReport(
        field=field,
        holder=str(subject.get("common_name", "")),
        certificate=certificate.sha256.hex(),
        signed_at=at,
        stamped_at=status.timestamp_validity.timestamp if status.timestamp_validity else None,
        problems=tuple(_signature_problems(status, field, subject, at, _within(certificate, moment))),
    )


def _trust(root: asn1.Certificate, moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[root], moment=moment, best_signature_time=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


def _signature_problems(
    status: PdfSignatureStatus, field: str, subject: dict[str, Any], at: datetime | None, within: bool
) -> Iterable[str]:
    if not (status.intact and status.valid):
        yield "ALTERED"
    level = status.modification_level
    if level is None or level > _ALLOWED_AFTER.get(field, ModificationLevel.NONE) or not status.docmdp_ok:
        yield "ALTERED_LATER"
    if not within:
        yield "NOT_VALID_THEN"
    elif not status.trusted:
        yield "NOT_TRUSTED"
    if field not in _HOLDERS or subject.get("organizational_unit_name") != _HOLDERS[field]:
        yield "WRONG_HOLDER"
    if at is None:
        yield "NO_TIME"


def _within(certificate: asn1.Certificate, moment: datetime) -> bool:
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _number(reader: PdfFileReader) -> str | None:
    for reference in reader.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field["/T"] == NUMBER and "/V" in field:
            return str(field["/V"])
    return None
