"""A backup's file: a tar whose last member is a manifest with every other member's SHA-256.

Written and read in one pass; whatever is not exactly as the manifest says is refused as a whole.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from pydantic import ValidationError

from models.errors import Broken, InvalidInput
from models.value import Hash, UtcTime, Value
from motcua.durable import sync_folder

__all__ = ["REGISTER", "TEMPORAL", "Manifest", "Member", "Writing", "unpacked", "written"]

REGISTER: Final = "register.dump"
TEMPORAL: Final = "temporal.db"
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_CHUNK: Final = 1024 * 1024
_SAFE: Final = re.compile(r"(?!/)(?:(?!\.\.(?:/|$))[^/\0]+/)*(?!\.\.$)[^/\0]+")
"""A name that leads nowhere but below the folder it is unpacked into."""


class Member(Value):
    """One file of a backup."""

    name: str
    size: int
    sha256: Hash


class Manifest(Value):
    """What a backup holds."""

    format: int = _FORMAT
    at: UtcTime
    """When it was begun, by the machine's clock."""
    versions: dict[str, str]
    """Of the servers whose data it holds."""
    keys: bool
    """Whether the keystore is in it: then whoever reads the file reads everything."""
    members: tuple[Member, ...]


class _Hashing(io.RawIOBase):
    """Reads a file and remembers what it read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def sha256(self) -> Hash:
        """Of what was read so far."""
        return self._digest.hexdigest()


class Writing:
    """A backup being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: list[Member] = []

    def add(self, name: str, path: Path) -> None:
        """Add a file that does not change any more. Raises OSError."""
        with path.open("rb") as source:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(source.fileno()).st_size, 0o600
            reading = _Hashing(source)
            self._tar.addfile(info, reading)
        self.members.append(Member(name=name, size=info.size, sha256=reading.sha256))

    def finish(self, at: datetime, versions: dict[str, str], *, keys: bool) -> Manifest:
        """Add the manifest."""
        manifest = Manifest(at=at, versions=versions, keys=keys, members=tuple(self.members))
        content = manifest.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(_MANIFEST)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))
        return manifest


@contextmanager
def written(target: Path) -> Iterator[Writing]:
    """Write a backup: under its name only once it is whole and on the disk, for its owner alone. Raises OSError."""
    part = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writing(tar)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def unpacked(file: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and verify every byte of it.

    Raises InvalidInput (`BACKUP_UNREADABLE`), Broken (`BACKUP_DAMAGED`, naming the first member that is not as the
    manifest says). What was unpacked by then is of no use.
    """
    found: dict[str, Member] = {}
    told: bytes | None = None
    try:
        with tarfile.open(file, mode="r:") as tar:
            for info in tar:
                source = tar.extractfile(info)
                if source is None or not _SAFE.fullmatch(info.name) or told is not None or info.name in found:
                    raise Broken("BACKUP_DAMAGED", member=info.name[:80])
                if info.name == _MANIFEST:
                    told = source.read()
                else:
                    found[info.name] = _taken_out(info.name, source, folder / info.name)
    except FileNotFoundError:
        raise InvalidInput("BACKUP_UNREADABLE", file=file.name) from None
    except (tarfile.TarError, EOFError):
        raise Broken("BACKUP_DAMAGED", member=file.name) from None
    return _as_told(told, found)


def _taken_out(name: str, source: IO[bytes], path: Path) -> Member:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    reading = _Hashing(source)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while chunk := reading.read(_CHUNK):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Member(name=name, size=reading.size, sha256=reading.sha256)


def _as_told(told: bytes | None, found: dict[str, Member]) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(told or b"")
    except ValidationError:
        raise Broken("BACKUP_DAMAGED", member=_MANIFEST) from None
    if manifest.format != _FORMAT:
        raise InvalidInput("BACKUP_UNREADABLE", file=_MANIFEST)
    wanted = {member.name: member for member in manifest.members}
    for name in sorted(wanted.keys() | found.keys() | {REGISTER, TEMPORAL}):
        if name not in wanted or wanted[name] != found.get(name):
            raise Broken("BACKUP_DAMAGED", member=name)
    return manifest
