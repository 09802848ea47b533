"""What reception says of a dossier."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from models.contents.base import Content
from models.identifiers import AgencyCode, StepKey
from models.value import Hash

__all__ = ["AssignCompetent", "Digitise", "PaperSource", "Submit"]


class Submit(Content):
    """The digest of the start message whose submission is proven."""

    opening: Hash = Field(pattern=r"^[0-9a-f]{64}$")


class AssignCompetent(Content):
    """Which agency is competent, where the rules name none."""

    agency: AgencyCode


class PaperSource(StrEnum):
    """What a component was digitised from (số hóa từ)."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    COPY = "copy"
    ELECTRONIC = "electronic"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _SOURCE_VI[self]


_SOURCE_VI = {
    PaperSource.ORIGINAL: "bản chính",
    PaperSource.CERTIFIED_COPY: "bản sao có chứng thực",
    PaperSource.COPY: "bản sao",
    PaperSource.ELECTRONIC: "bản điện tử",
}


class Digitise(Content):
    """A component whose sealed file lies in the store of papers; named by hashes alone."""

    component: StepKey
    source: PaperSource
    valid_until: date | None = None
    """The paper's own validity; None: without an end."""
    paper: Hash = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the plain file."""
    sealed_file: Hash = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the file as it lies sealed."""
    size: int = Field(ge=1)
    """Bytes of the plain file."""
