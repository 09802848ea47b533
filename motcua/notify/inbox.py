"""An agency's own system behind a folder: one JSON file for each hand-over, for the agency's programs to read."""

from __future__ import annotations

import json
from pathlib import Path

from activities.errand import Slip
from models.value import stamp
from motcua.durable import create_durably, writing_into

__all__ = ["FolderInbox"]


class FolderInbox:
    """The AgencyInbox of activities.errand that writes files. The folder is the agency's: it must be there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, slip: Slip) -> str:
        """Write the slip once, whole or not at all, and return the file's name.

        A file that the agency has taken away is written again if the slip comes again: by its name it is the same.
        Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`.
        """
        name = f"{slip.code}_{slip.effect_id}.json"
        content = json.dumps(_told(slip), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        with writing_into(self._folder):
            create_durably(self._folder / name, content.encode(), mode=0o640)
        return name


def _told(slip: Slip) -> dict[str, str | None]:
    return {
        "code": slip.code,
        "effect": slip.effect_id,
        "procedure": slip.procedure,
        "from_agency": slip.from_agency,
        "to_agency": slip.to_agency,
        "to_step": slip.to_step,
        "at": stamp(slip.at),
        "due": stamp(slip.due) if slip.due else None,
    }
