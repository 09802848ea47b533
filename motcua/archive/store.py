"""The archive at rest: `folder/ab/cd/abcd….json.gz`, a history as Temporal exports it, and `….run.json`, its statement.

Both are named by the SHA-256 of the history, are on the disk before anything says so, and never change. The folder may
be copied to a second place as it is: whoever has a copy and the public root key can verify it without any server.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from activities.archive import RunHistory
from models.archive import ArchivedRun, RunKept, RunPlace, attest_run, require_attested_run
from models.attest import Attester
from models.errors import Broken, Unavailable
from models.value import Hash, sha256_hex
from motcua.durable import create_durably, ensure_folder, errno_name, replace_durably, writing_into

__all__ = ["ArchiveStore", "Archivist"]

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_STATEMENT: Final = ".run.json"


class ArchiveStore:
    """Reads the archive and trusts nothing that it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def history(self, archived: ArchivedRun, roots: Collection[str]) -> bytes:
        """Return an archived history as JSON once signature and hashes hold.

        Raises Broken: `ARCHIVE_FORGED`, `ARCHIVE_MISSING`, `ARCHIVE_CORRUPT`; Unavailable (`FOLDER_UNREADABLE`).
        """
        require_attested_run(archived, roots)
        kept = archived.kept
        try:
            with self._reading():
                stored = self.path(kept.sha256).read_bytes()
        except FileNotFoundError:
            raise Broken("ARCHIVE_MISSING", code=kept.code, run=kept.run_id) from None
        if len(stored) != kept.stored_size:
            raise Broken("ARCHIVE_CORRUPT", code=kept.code, run=kept.run_id, what="size")
        if sha256_hex(stored) != kept.stored_sha256:
            raise Broken("ARCHIVE_CORRUPT", code=kept.code, run=kept.run_id, what="bytes")
        plain = _plain(stored)
        if plain is None or sha256_hex(plain) != kept.sha256:
            raise Broken("ARCHIVE_CORRUPT", code=kept.code, run=kept.run_id, what="history")
        return plain

    def statement(self, sha256: Hash) -> ArchivedRun | None:
        """Return the statement that lies beside a history, unverified; None if there is none that can be read."""
        try:
            with self._reading():
                return ArchivedRun.model_validate_json(self._statement_path(sha256).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def statements(self) -> Iterator[tuple[Hash, ArchivedRun | None]]:
        """Yield every statement by the name of its history, unverified; None for one that cannot be read."""
        for path in sorted(self.folder.glob(f"[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*{_STATEMENT}")):
            name = path.name.removesuffix(_STATEMENT)
            if _NAME.fullmatch(name):
                yield name, self.statement(name)

    def path(self, sha256: Hash) -> Path:
        """Where a history lies. Two levels of 256 folders keep each small, with many millions of runs too."""
        if not _NAME.fullmatch(sha256):
            raise ValueError(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / f"{sha256}.json.gz"

    def _statement_path(self, sha256: Hash) -> Path:
        return self.path(sha256).with_name(f"{sha256}{_STATEMENT}")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unavailable("FOLDER_UNREADABLE", folder=self.folder.name, errno=errno_name(error)) from error


class Archivist(ArchiveStore):
    """Writes the archive, and signs what it writes (activities.archive.Shelf)."""

    def __init__(self, folder: Path, attester: Attester, roots: Collection[str]) -> None:
        super().__init__(folder)
        self._attester = attester
        self._roots = roots

    def put(self, run: RunPlace, history: RunHistory, at: datetime) -> ArchivedRun:
        """See activities.archive.Shelf."""
        sha256 = sha256_hex(history.json)
        with writing_into(self.folder):
            ensure_folder(self.path(sha256).parent)
            stored = self._stored(sha256, history.json)
            kept = RunKept(
                code=run.code, run_id=run.run_id, ending=history.ending, events=history.events,
                started_at=history.started_at, closed_at=history.closed_at, sha256=sha256, size=len(history.json),
                stored_sha256=sha256_hex(stored), stored_size=len(stored), archived_at=at,
            )  # fmt: skip
            return self._stated(kept)

    def _stored(self, sha256: Hash, plain: bytes) -> bytes:
        """Store a history; what stands there already stays, unless it is damaged."""
        path, content = self.path(sha256), gzip.compress(plain, mtime=0)
        if create_durably(path, content):
            return content
        standing = path.read_bytes()
        if _plain(standing) == plain:
            return standing
        replace_durably(path, content)
        return content

    def _stated(self, kept: RunKept) -> ArchivedRun:
        """Store the statement; one that says the same of this run, made before a crash, stays as it is."""
        path, archived = self._statement_path(kept.sha256), attest_run(self._attester, kept)
        if create_durably(path, _written(archived)):
            return archived
        standing = self.statement(kept.sha256)
        if standing is not None and self._says(standing, kept):
            return standing
        replace_durably(path, _written(archived))
        return archived

    def _says(self, standing: ArchivedRun, kept: RunKept) -> bool:
        try:
            require_attested_run(standing, self._roots)
        except Broken:
            return False
        return standing.kept == kept.model_copy(update={"archived_at": standing.kept.archived_at})


def _written(archived: ArchivedRun) -> bytes:
    return archived.model_dump_json(indent=1).encode() + b"\n"


def _plain(stored: bytes) -> bytes | None:
    try:
        return gzip.decompress(stored)
    except (OSError, EOFError, zlib.error):
        return None
