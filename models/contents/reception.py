"""What reception says of a dossier."""

from __future__ import annotations

from pydantic import Field

from models.contents.base import Content
from models.value import Hash

__all__ = ["Submit"]


class Submit(Content):
    """The digest of the start message whose submission is proven."""

    opening: Hash = Field(pattern=r"^[0-9a-f]{64}$")
