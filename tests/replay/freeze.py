"""`python -m tests.replay.freeze PATCH TESTS…`: keep histories from before a patch, which must replay for ever.

To be run once, when a compatible change is made behind `workflow.patched("PATCH")`, by the tests whose dossiers go that
way. They run as they did before the patch; kept is what code without the patched branch could not replay.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from temporalio import workflow
from temporalio.client import WorkflowHistory

from motcua.release.comparing import Difference
from motcua.release.replaying import differences
from tests.replay.histories import FROZEN, RECORD, UNPATCHED, Stored, commands_of, digest, stored

__all__ = ["compared", "without_old_way"]


def main(patch: str, tests: Sequence[str]) -> int:
    """Run the tests, keep what the patch is for; returns the exit status."""
    with tempfile.TemporaryDirectory() as fresh:
        environment = {**os.environ, RECORD: fresh, UNPATCHED: patch}
        status = subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], env=environment, check=False).returncode
        if status:
            return status
        kept = list(stored(Path(fresh)))
        with without_old_way(patch):
            broken = [one for one, difference in zip(kept, asyncio.run(compared(kept)), strict=True) if difference]
        folder = FROZEN / patch
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for one in {digest(commands_of(one.content)): one for one in broken}.values():
            shutil.copy(Path(fresh) / f"{one.name}.json.gz", folder)
    sys.stdout.write(f"{len(list(folder.iterdir()))} histories from before {patch}\n")
    return 0


@contextmanager
def without_old_way(patch: str) -> Iterator[None]:
    """The code as if somebody had taken the old branch away: the new one for everybody, without a marker."""
    patched = workflow.patched
    try:
        workflow.patched = lambda id, **more: id == patch or patched(id, **more)  # noqa: A006
        yield
    finally:
        workflow.patched = patched


async def compared(kept: Sequence[Stored]) -> list[Difference | None]:
    """What the gate says of each history."""

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for one in kept:
            yield one.history

    return [difference async for _, difference in differences(histories())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
