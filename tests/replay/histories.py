"""Stored histories: how they are named, trimmed, kept and read."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from temporalio.client import WorkflowHistory

__all__ = [
    "FINGERPRINTS", "FOLDER", "FROZEN", "RECORD", "UNPATCHED", "Stored", "commands_of", "digest", "name_of", "stored",
    "written",
]  # fmt: skip

RECORD: Final = "RECORD_HISTORIES"
"""The variable that names the folder to which the tests of `tests/workflow` write their histories."""
UNPATCHED: Final = "RECORD_UNPATCHED"
"""The variable that names the patch under which the tests' dossiers run as they did before it."""
FOLDER: Final = Path(__file__).parent / "stored"
FROZEN: Final = Path(__file__).parent / "frozen"
"""Histories from before a patch, in a folder of the patch's name; they replay for ever."""
FINGERPRINTS: Final = Path(__file__).parent / "fingerprints.json"

_SCHEDULED = "activityTaskScheduledEventAttributes"
_UNREAD = frozenset({"identity", "requestId", "stackTrace", "stickyTaskQueue", "workerVersion"})
"""What replaying does not read: who polled from where, and where in which checkout an error arose."""
_COMMANDS = re.compile(
    r"EVENT_TYPE_(ACTIVITY_TASK_SCHEDULED|ACTIVITY_TASK_CANCEL_REQUESTED|TIMER_STARTED|TIMER_CANCELED|MARKER_RECORDED"
    r"|UPSERT_WORKFLOW_SEARCH_ATTRIBUTES|WORKFLOW_EXECUTION_(COMPLETED|FAILED|CONTINUED_AS_NEW|UPDATE_\w+))"
)


class Stored(NamedTuple):
    """A history at rest."""

    name: str
    code: str
    content: dict[str, Any]

    @property
    def history(self) -> WorkflowHistory:
        """As the replayer takes it."""
        return WorkflowHistory.from_json(self.code, self.content)


def name_of(test: str, number: int, run: int) -> str:
    """Name a history by its test, the dossier's number in it, and the run's number in its chain."""
    plain = re.sub(r"[^a-z0-9]+", "-", test.removeprefix("test_").lower()).strip("-")[:90]
    return f"{plain}.{number}.{run}"


def written(folder: Path, name: str, code: str, history: WorkflowHistory) -> None:
    """Keep a history without what replaying does not read: inputs of activities, and who polled from where."""
    content = _trimmed(json.loads(history.to_json()))
    for event in content["events"]:
        event.get(_SCHEDULED, {}).pop("input", None)
        event.get("workflowTaskScheduledEventAttributes", {}).pop("taskQueue", None)  # the sticky one names a host
    text = json.dumps({"code": code, "history": content}, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def _trimmed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _trimmed(item) for key, item in value.items() if key not in _UNREAD}
    return [_trimmed(item) for item in value] if isinstance(value, list) else value


def stored(folder: Path = FOLDER) -> Iterator[Stored]:
    """Read the stored histories, by name."""
    for path in sorted(folder.glob("*.json.gz")):
        kept = json.loads(gzip.decompress(path.read_bytes()))
        yield Stored(path.name.removesuffix(".json.gz"), kept["code"], kept["history"])


def commands_of(history: dict[str, Any]) -> list[str]:
    """What the workflow asked for, in order: the kinds of its commands, activities by name."""
    commands = []
    for event in history["events"]:
        if found := _COMMANDS.match(event["eventType"]):
            activity = event.get(_SCHEDULED, {}).get("activityType", {}).get("name")
            commands.append(activity or found[1].lower())
    return commands


def digest(lines: list[str]) -> str:
    """One short name for a sequence."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
