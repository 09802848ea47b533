"""Signatures: PAdES with keys of officers and seals of agencies under a local sample authority, and their check."""

from motcua.signatures.keys import SigningKeys
from motcua.signatures.local import LocalSigner
from motcua.signatures.verify import PaperReport, SignatureReport, verify_paper

__all__ = ["LocalSigner", "PaperReport", "SignatureReport", "SigningKeys", "verify_paper"]
