"""What a program gets when it attaches: where Temporal and PostgreSQL answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from motcua.embedded.state import ServerName

__all__ = ["Runtime"]


@dataclass(frozen=True)
class Runtime:
    """Addresses that stay the same for as long as the program is attached, over restarts of the servers."""

    home: Path
    temporal_address: str
    namespace: str
    database_url: str = field(repr=False)
    """For SQLAlchemy (`postgresql+psycopg://…`); it bears the password, so it is never shown."""
    embedded: frozenset[ServerName]
    """Which of the two we run ourselves."""
