"""The words that `worker.py` takes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.identifiers import AgencyCode
from motcua.engine.versions import Taking

__all__ = ["Asked", "asked_by"]


@dataclass(frozen=True)
class Asked:
    """What a worker is to do."""

    queues: tuple[str, ...]
    """None named: the shared one."""
    taking: Taking
    agency: AgencyCode | None
    """Whose own queue it serves, instead of ours."""
    deliver_to: Path | None


def asked_by(words: Sequence[str] | None, description: str | None) -> Asked:
    """Read the words; ends the program with 2 and usage when they are wrong."""
    parser = _parser(description)
    asked = parser.parse_args(words)
    if (asked.agency is None) != (asked.deliver_to is None):
        parser.error("--agency and --deliver-to go together")
    if asked.deliver_to is not None and not asked.deliver_to.is_dir():
        parser.error("--deliver-to: there is no such folder")
    try:
        agency = AgencyCode(asked.agency) if asked.agency else None
    except ValueError:
        parser.error("--agency: not an agency's code")
    return Asked(tuple(asked.queues), asked.taking, agency, asked.deliver_to)


def _parser(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--queues", nargs="+", default=[], help="task queues to serve, each with its letters; default: the shared one"
    )
    parser.add_argument("--agency", help="serve this agency's own queue instead; it needs nothing but Temporal")
    parser.add_argument("--deliver-to", type=Path, metavar="DIR", help="that agency's folder, which must be there")
    current = parser.add_mutually_exclusive_group()
    current.add_argument(
        "--promote", dest="taking", action="store_const", const=Taking.ALWAYS, default=Taking.FORWARD,
        help="make this build the current version even if a newer one is; default: only if none is",
    )  # fmt: skip
    current.add_argument(
        "--no-promote", dest="taking", action="store_const", const=Taking.NEVER,
        help="leave the current version as it is, to ramp by hand",
    )  # fmt: skip
    return parser
