"""What the checker looks at, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tests.chaos.checker.histories import RunTold
from tests.chaos.checker.register import Register

__all__ = ["Acknowledged", "Evidence", "Finding", "Findings"]


class Finding(NamedTuple):
    """Something that must not be."""

    code: str
    """The dossier; `-` when it concerns none alone."""
    what: str


Findings = Sequence[Finding]


class Acknowledged(NamedTuple):
    """An act to which a client got an answer."""

    code: str
    act: str
    decision_id: str
    seq: int
    """Of the event that the answer named."""


@dataclass(frozen=True)
class Evidence:
    """One register with its histories and files, taken while nothing moved."""

    register: Register
    histories: Mapping[str, Sequence[RunTold]]
    """The runs of each dossier, in their order."""
    home: Path
    """The data folder: papers, tickets, keys."""
    taken_at: datetime
    acknowledged: Sequence[Acknowledged] = field(default=())
    all_closed: bool = True
    """Whether every dossier was brought to its end."""
