"""A paper that is ready before it is asked for: what a dossier costs without typesetting and signing.

It is stored, sealed and recorded as a signed one is; only the libraries' work is left out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from activities.ports import PaperContent, Signed
from models.identifiers import AgencyCode, OfficerId
from models.value import sha256_hex
from motcua.engine.workers import Ports

__all__ = ["with_ready_papers"]

_SIZE: Final = 60_000
"""Bytes of a signed result, about."""


class ReadyPaper:
    """Renderer and Signer of activities.ports, by doing neither."""

    def render(self, content: PaperContent) -> bytes:
        """Return bytes that are this paper's alone."""
        return f"%PDF {content.code} {content.issued_at}".encode().ljust(_SIZE, b".")

    def sign_result(self, pdf: bytes, *, officer: OfficerId, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """Return it as it is."""
        del number, at
        return Signed(pdf, (sha256_hex(officer.encode()), sha256_hex(agency.encode())))

    def seal_letter(self, pdf: bytes, *, number: str, agency: AgencyCode, at: datetime) -> Signed:
        """Return it as it is."""
        del number, at
        return Signed(pdf, (sha256_hex(agency.encode()),))


def with_ready_papers(ports: Ports) -> Ports:
    """Return the ports with papers that are ready."""
    paper = ReadyPaper()
    return replace(ports, renderer=paper, signer=paper)
