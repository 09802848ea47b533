"""An act as Temporal took it in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from models.acts import Act, Envelope

__all__ = ["Heard"]


class Heard(NamedTuple):
    """An act as it came over the wire."""

    act: Act
    envelope: Envelope
    by_signal: bool
    at: datetime
    """When Temporal took it in: unshifted time."""
