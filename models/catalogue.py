"""One version of something the catalogue keeps, and what happened to it (rulebook §3, catalogue life cycle)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from models.identifiers import OfficerId
from models.value import Hash, Nfc, UtcTime, Value, sha256_hex

__all__ = ["CatalogueAction", "CatalogueEntry", "CatalogueKey", "CatalogueKind"]


class CatalogueKind(StrEnum):
    """What the catalogue keeps versions of."""

    AGENCY = "agency"
    OFFICER = "officer"
    PROCEDURE = "procedure"
    REGIME = "regime"
    CALENDAR = "calendar"
    DELEGATION = "delegation"
    LINKED = "linked"


class CatalogueAction(StrEnum):
    """What a công bố decision does (ban hành mới, sửa đổi bổ sung, thay thế, bãi bỏ)."""

    ISSUE = "issue"
    AMEND = "amend"
    REPLACE = "replace"
    ABOLISH = "abolish"


class CatalogueKey(NamedTuple):
    """What one version is known by within its kind."""

    key: str
    """The code or id of the thing: `1.001193`, `H24.31`, `cb.h24-31`, `nd118-2025`, a calendar's name."""
    version: str
    """`1`, `2`, … or a calendar's version, `vn-2026.2`."""


class CatalogueEntry(Value):
    """One version as the register keeps it: content and hash never change once added.

    `content_json` is the canonical JSON (RFC 8785) of the version, `sha256` the hash of its bytes in UTF-8.
    """

    kind: CatalogueKind
    key: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    content_json: str
    sha256: Hash
    valid_from: date
    valid_to: date | None = None
    action: CatalogueAction
    decision: Nfc
    """The number of the decision by which it came, or the words that say there is none (a sample)."""
    replaces: tuple[str, ...] = ()
    """Keys of the same kind that this version takes the place of (`replace`)."""
    at: UtcTime
    """When it was added."""
    by: OfficerId
    """Who proposed it; the program itself, if it came with the installation."""
    confirmed_by: OfficerId | None = None
    """The second officer; None: it came with the installation."""
    proposal: Hash | None = None
    """The proposal that was confirmed."""

    @property
    def name(self) -> CatalogueKey:
        """The key and version, unique within the kind."""
        return CatalogueKey(self.key, self.version)

    @model_validator(mode="after")
    def _hash_is_of_content(self) -> Self:
        if sha256_hex(self.content_json.encode()) != self.sha256:
            msg = "sha256 is not the hash of content_json"
            raise ValueError(msg)
        return self
