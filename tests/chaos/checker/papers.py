"""Papers: the bytes at rest are those that were signed, under the number that the book gave, and none lies beside."""

# mypy: disable-error-code="no-untyped-call"
# (pyHanko types some of its functions only.)
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import pem, x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.chaos.checker.evidence import Evidence, Finding
from tests.chaos.checker.register import Row

__all__ = ["no_paper_lies_beside", "papers_are_whole", "signatures_hold"]

_FIELDS: Final = {
    "result": ["personal", "seal"], "apology": ["seal"], "receipt": ["seal"], "supplement": ["seal"],
    "refusal": ["seal"], "stop_notice": ["seal"],
}  # fmt: skip
_HEADER: Final = 13
_NONCE: Final = 12


def papers_are_whole(evidence: Evidence) -> Iterator[Finding]:
    """The sealed file has the sealed hash; what it opens to has the paper's own, and its size."""
    opener = _Opener(evidence)
    for row in evidence.register.rows("paper"):
        sealed = _sealed(evidence.home, row)
        if sealed is None:
            yield Finding(row["code"], f"paper {row['number']} has no file")
        elif hashlib.sha256(sealed).hexdigest() != row["sealed_sha256"]:
            yield Finding(row["code"], f"paper {row['number']} is another file than was sealed")
        else:
            plain = opener.open(row["code"], sealed)
            if plain is None or (hashlib.sha256(plain).hexdigest(), len(plain)) != (row["sha256"], row["size"]):
                yield Finding(row["code"], f"paper {row['number']} opens to another than was signed")


def signatures_hold(evidence: Evidence) -> Iterator[Finding]:
    """Person and seal, or the seal alone, by certificates of the authority; the number is the printed one."""
    if not evidence.register.rows("paper"):
        return
    opener = _Opener(evidence)
    root = _certificate(evidence.home / "keystore/signing/root.pem")
    for row in evidence.register.rows("paper"):
        sealed = _sealed(evidence.home, row)
        plain = opener.open(row["code"], sealed) if sealed else None
        if plain is not None and (wrong := _wrong_with(plain, row, root)):
            yield Finding(row["code"], f"paper {row['number']}: {wrong}")


def no_paper_lies_beside(evidence: Evidence) -> Iterator[Finding]:
    """Every file is a paper or a digitised component: an effect tried again made the same bytes again."""
    known = {_place(evidence.home, row) for row in evidence.register.rows("paper")}
    known |= {
        _place(evidence.home, {"code": row["code"], "sha256": row["detail"]["paper"]})
        for row in evidence.register.rows("event")
        if row["tag"] == "officer:component:digitised"
    }
    for path in sorted(set((evidence.home / "documents").rglob("*.sealed")) - known):
        yield Finding(path.parent.parent.name, f"file {path.name[:12]}… is no paper of the register")


def _wrong_with(pdf: bytes, row: Row, root: x509.Certificate) -> str | None:
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = list(reader.embedded_signatures)
    except PdfError:
        return "cannot be read"
    if [str(signature.field_name) for signature in signatures] != _FIELDS[row["kind"]]:
        return "has other signatures"
    for signature in signatures:
        context = ValidationContext(
            trust_roots=[root], moment=row["signed_at"], best_signature_time=row["signed_at"], allow_fetching=False,
            revocation_mode="soft-fail",
        )  # fmt: skip
        status = validate_pdf_signature(signature, context)
        if not (status.intact and status.valid and status.trusted):
            return f"the signature {signature.field_name} does not hold"
    certificates = [signature.signer_cert.sha256.hex() for signature in signatures]
    if certificates != row["certificates"]:
        return "is signed by other certificates than the register names"
    return None if _number(reader) == row["number"] else "bears another number"


def _number(reader: Any) -> str | None:
    fields = [reference.get_object() for reference in reader.root["/AcroForm"]["/Fields"]]
    return next((str(field["/V"]) for field in fields if field["/T"] == "number" and "/V" in field), None)


def _certificate(path: Path) -> x509.Certificate:
    parts = pem.unarmor(path.read_bytes(), multiple=True)
    return next(x509.Certificate.load(content) for kind, _, content in parts if kind == "CERTIFICATE")


def _place(home: Path, row: Row) -> Path:
    sha256: str = row["sha256"]
    return home / "documents" / str(row["code"]) / sha256[:2] / f"{sha256}.sealed"


def _sealed(home: Path, row: Row) -> bytes | None:
    path = _place(home, row)
    return path.read_bytes() if path.exists() else None


class _Opener:
    """Opens sealed files by the keys of register and keystore (docs/files.md)."""

    def __init__(self, evidence: Evidence) -> None:
        self._master = (evidence.home / "keystore" / "master.key").read_bytes()
        self._wrapped = {row["code"]: bytes(row["wrapped"]) for row in evidence.register.rows("dossier_key")}

    def open(self, code: str, sealed: bytes) -> bytes | None:
        """Return what was sealed; None if it does not open."""
        key = _unsealed(self._master, self._wrapped.get(code, b""), f"{code}\0dossier-key")
        return None if key is None else _unsealed(key, sealed, f"{code}\0paper")


def _unsealed(key: bytes, sealed: bytes, bound: str) -> bytes | None:
    header, nonce, rest = sealed[:_HEADER], sealed[_HEADER : _HEADER + _NONCE], sealed[_HEADER + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, header + b"\0" + bound.encode())
    except (InvalidTag, ValueError):
        return None
