"""`python -m tests.chaos.storm [--dossiers N] [--workers N] [--json]`: a storm, and what it cost whom."""

from __future__ import annotations

import argparse
import asyncio
import sys

from motcua import log
from motcua.demo.progress import Stages
from tests.chaos.stage import clean_environment
from tests.chaos.storm.report import as_json, as_text
from tests.chaos.storm.run import Size, storm


def main() -> int:
    """Return 0 when every letter went out and every invariant holds; never by how fast it was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 9))
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    clean_environment()
    log.configure("error", "text")
    outcome = asyncio.run(storm(Size(asked.dossiers, workers=asked.workers), Stages()))
    print(as_json(outcome) if asked.json else as_text(outcome))
    return 0 if outcome.holds else 1


if __name__ == "__main__":
    sys.exit(main())
