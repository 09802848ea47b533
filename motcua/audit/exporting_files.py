"""Evidence as one file or one folder: whole or absent, the same bytes for the same content."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from models.errors import InvalidInput, Refused
from models.value import Hash, sha256_hex
from motcua.durable import ensure_folder, replace_durably, sync_folder, writing_into

__all__ = ["MANIFEST", "Package", "packed", "read_package"]

MANIFEST: Final = "manifest.json"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The one time of every entry: when something was exported, the access log says."""
_MODE: Final = 0o600


class Package(Protocol):
    """What is being written."""

    def add(self, path: str, content: bytes) -> None:
        """Add a file. Paths come in any order and once each."""


class _Zip:
    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=9)

    def add(self, path: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(path, _EPOCH)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _MODE << 16
        self._archive.writestr(entry, content)

    def close(self) -> None:
        self._archive.close()


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        ensure_folder(path)

    def add(self, path: str, content: bytes) -> None:
        ensure_folder((self._path / path).parent)
        replace_durably(self._path / path, content, _MODE)

    def close(self) -> None:
        sync_folder(self._path)


class _Listed:
    """Adds to a package and remembers what for its manifest."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._files: dict[str, Hash] = {}

    def add(self, path: str, content: bytes) -> None:
        self._files[path] = sha256_hex(content)
        self._package.add(path, content)

    @property
    def manifest(self) -> bytes:
        return json.dumps({"format": 1, "sha256": self._files}, indent=1, sort_keys=True).encode() + b"\n"


@contextmanager
def packed(path: Path) -> Iterator[Package]:
    """Write a package to `path`, a zip file if it is called so, else a folder; its manifest is added at the end.

    Killed or failing, nothing stands under that name. Raises Refused `EXPORT_EXISTS`; Unavailable `DISK_FULL`,
    `FOLDER_UNWRITABLE`.
    """
    if path.exists():
        raise Refused("EXPORT_EXISTS", file=path.name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with writing_into(path.parent):
        ensure_folder(path.parent)
        package = _Zip(part) if path.suffix == ".zip" else _Folder(part)
        try:
            listed = _Listed(package)
            yield listed
            package.add(MANIFEST, listed.manifest)
            package.close()
            part.chmod(_MODE if path.suffix == ".zip" else 0o700)
            part.rename(path)
            sync_folder(path.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
            raise


def read_package(path: Path) -> dict[str, bytes]:
    """Read a package, folder or zip. Raises InvalidInput `EXPORT_UNREADABLE`."""
    try:
        if path.is_dir():
            return {
                str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()
            }
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in sorted(archive.namelist())}
    except (OSError, zipfile.BadZipFile, EOFError, ValueError, RuntimeError):
        raise InvalidInput("EXPORT_UNREADABLE", file=path.name) from None
