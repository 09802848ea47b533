"""The archive room: histories of closed runs and anchors, as files that outlive every server."""

from motcua.archive.anchors import AnchorStore
from motcua.archive.store import ArchiveStore, Archivist

__all__ = ["AnchorStore", "ArchiveStore", "Archivist"]
