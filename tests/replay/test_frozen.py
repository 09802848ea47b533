"""What changed behind `workflow.patched` still replays as it was, and the gate would tell if it did not."""

from __future__ import annotations

import ast
import json

import pytest

from tests.architecture.sources import ROOT
from tests.replay.freeze import compared, without_old_way
from tests.replay.histories import FROZEN, stored


def patches() -> set[str]:
    """Every patch that workflow code names."""
    return {
        call.args[0].value
        for path in (ROOT / "workflows").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"workflow.patched", "workflow.deprecate_patch"}
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


PATCHES = sorted(patches())


def test_every_patch_has_its_frozen_histories_and_is_told_of() -> None:
    """And none is frozen that no code names any more: it could go from the documents, too."""
    assert {folder.name for folder in FROZEN.iterdir()} == set(PATCHES)
    told = (ROOT / "docs" / "releases.md").read_text(encoding="utf-8")
    assert [patch for patch in PATCHES if f"`{patch}`" not in told] == []


@pytest.mark.parametrize("patch", PATCHES)
async def test_histories_from_before_a_patch_replay(patch: str) -> None:
    kept = list(stored(FROZEN / patch))
    assert kept
    assert not [one.name for one in kept if patch in json.dumps(one.content)], "from before it they know nothing of it"
    assert await compared(kept) == [None] * len(kept)


@pytest.mark.parametrize("patch", PATCHES)
async def test_the_gate_catches_a_patch_whose_old_way_was_taken_away(patch: str) -> None:
    """Each frozen history would break, at a command."""
    kept = list(stored(FROZEN / patch))
    with without_old_way(patch):
        found = await compared(kept)
    assert [difference.kind if difference else None for difference in found] == ["command"] * len(kept)
