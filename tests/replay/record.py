"""`python -m tests.replay.record`: store the histories of every workflow anew, one for each sequence of commands.

They are what the tests named below leave behind.

To be run when a workflow was changed on purpose and no dossier of the older kind lives anywhere; otherwise the older
histories stay, the change stands behind `workflow.patched`, and `--add` stores the new ones beside them.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.replay.histories import FINGERPRINTS, FOLDER, RECORD, Stored, commands_of, digest, stored
from tests.replay.replaying import fingerprint

RECORDED = ("tests/workflow", "tests/acceptance/test_schedules.py")


def main(add: bool) -> int:
    """Run the tests, keep what is new, write the fingerprints; returns the exit status."""
    with tempfile.TemporaryDirectory() as fresh:
        status = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *RECORDED], env={**os.environ, RECORD: fresh}, check=False
        ).returncode
        if status:
            return status
        if not add:
            shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(exist_ok=True)
        known = {digest(commands_of(kept.content)) for kept in stored()}
        for new in stored(Path(fresh)):
            sequence = digest(commands_of(new.content))
            if sequence not in known:
                known.add(sequence)
                shutil.copy(Path(fresh) / f"{new.name}.json.gz", FOLDER)
    prints = asyncio.run(_fingerprints(list(stored())))
    FINGERPRINTS.write_text(json.dumps(prints, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(prints)} histories\n")
    return 0


async def _fingerprints(kept: list[Stored]) -> dict[str, dict[str, str]]:
    return {one.name: await fingerprint(one) for one in kept}


if __name__ == "__main__":
    sys.exit(main("--add" in sys.argv[1:]))
