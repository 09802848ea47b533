"""`python -m tests.chaos [--seed N] [--dossiers N] [--json] [--plan]`: play a seed's plan, and check what it left."""

from __future__ import annotations

import argparse
import asyncio
import sys

from motcua import log
from motcua.demo.progress import Stages
from tests.chaos.plan import plan_of
from tests.chaos.report import as_json, as_text
from tests.chaos.run import run
from tests.chaos.stage import clean_environment


def main() -> int:
    """Return 0 when every invariant holds, 1 when one does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dossiers", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--plan", action="store_true", help="print the plan and play nothing")
    asked = parser.parse_args()
    plan = plan_of(asked.seed, asked.dossiers)
    if asked.plan:
        print(f"seed {plan.seed}, plan {plan.digest}", *plan.cases, *plan.faults, sep="\n")
        return 0
    clean_environment()
    log.configure("error", "text")
    outcome = asyncio.run(run(plan, Stages()))
    print(as_json(outcome) if asked.json else as_text(outcome))
    return 0 if outcome.holds else 1


if __name__ == "__main__":
    sys.exit(main())
