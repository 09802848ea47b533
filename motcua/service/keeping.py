"""What is kept for years: histories of closed runs, anchors, and the replay that proves what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from activities.anchor import Anchoring
from activities.archive import Archiving
from motcua.archive import AnchorStore, ArchiveStore, Archivist
from motcua.engine.histories import TemporalHistories
from motcua.register import PostgresRegister

if TYPE_CHECKING:
    from motcua.audit.replaying import Replays

__all__ = ["Keeping"]


@dataclass(frozen=True)
class Keeping:
    """The archive and the anchors of one installation."""

    register: PostgresRegister
    histories: TemporalHistories
    home: Path
    clock: Callable[[], datetime]

    @property
    def archive(self) -> ArchiveStore:
        """Archived histories as files."""
        return ArchiveStore(self.home / "archive")

    @property
    def anchors(self) -> AnchorStore:
        """Anchors as files."""
        return AnchorStore(self.home / "anchors")

    @cached_property
    def archiving(self) -> Archiving:
        """Takes the histories of closed runs into the archive."""
        keystore = self.register.keystore
        shelf = Archivist(self.archive.folder, keystore.attester(self.clock()), keystore.root_keys)
        return Archiving(self.register.archives, self.histories, shelf, self.clock)

    @cached_property
    def anchoring(self) -> Anchoring:
        """Takes anchors."""
        keystore = self.register.keystore
        attester = keystore.attester(self.clock())
        return Anchoring(self.register.anchors, self.anchors, attester, keystore.root_keys, self.clock)

    @property
    def replays(self) -> Replays:
        """Replays dossiers with the code at hand."""
        from motcua.audit.replaying import Replays  # noqa: PLC0415 - it loads the SDK's replayer

        return Replays(self.register, self.histories, self.archive)
