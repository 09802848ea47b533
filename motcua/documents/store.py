"""The Documents of activities.ports, on a file system: `folder/CODE/ab/abcd….sealed`.

A file is named by the SHA-256 of the plain signed PDF and never changes. It is on the disk before `put` returns; a
crash in between leaves no file under that name. Each is sealed under the key of its dossier, so destroying the key
erases the papers while their hashes stay verifiable (design §2.5).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from activities.ports import StoredPaper
from models.errors import Broken, Refused, Unavailable
from models.identifiers import DossierCode
from models.value import Hash, sha256_hex
from motcua.durable import create_durably, ensure_folder, errno_name, writing_into
from motcua.security import Sealer

__all__ = ["SealedStore"]

_PURPOSE: Final = "paper"
_NAME: Final = re.compile(r"[0-9a-f]{64}")


class SealedStore:
    """Papers at rest. Any number of threads and processes may put and get at once."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self._folder = folder
        self._sealer = sealer

    def put(self, code: DossierCode, content: bytes) -> StoredPaper:
        """Seal and store a paper; what is stored already stays as it is, and so does its sealed hash.

        Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`; Broken: `PAPER_CORRUPT` (what stands there is damaged).
        """
        name = sha256_hex(content)
        path = self._path(code, name)
        if not path.exists():
            sealed = self._sealer.seal(code, content, _PURPOSE)
            with writing_into(self._folder):
                ensure_folder(path.parent)
                if create_durably(path, sealed):
                    return StoredPaper(name, sha256_hex(sealed), len(content))
        return self._standing(code, name)

    def get(self, code: DossierCode, sha256: Hash) -> bytes:
        """Read and unseal a paper.

        Raises Refused: `PAPER_UNKNOWN`; Broken: `PAPER_CORRUPT`; Unavailable: `FOLDER_UNREADABLE`.
        """
        sealed = self.sealed(code, sha256)
        try:
            content = self._sealer.unseal(code, sealed, _PURPOSE)
        except Broken as error:
            raise Broken("PAPER_CORRUPT", dossier=code, sha256=sha256) from error
        if sha256_hex(content) != sha256:
            raise Broken("PAPER_CORRUPT", dossier=code, sha256=sha256)
        return content

    def sealed(self, code: DossierCode, sha256: Hash) -> bytes:
        """Read a paper as it lies sealed; its hash can be verified when the key is gone.

        Raises Refused: `PAPER_UNKNOWN`; Unavailable: `FOLDER_UNREADABLE`.
        """
        try:
            return self._path(code, sha256).read_bytes()
        except FileNotFoundError:
            raise Refused("PAPER_UNKNOWN", dossier=code, sha256=sha256) from None
        except OSError as error:
            raise Unavailable("FOLDER_UNREADABLE", folder=self._folder.name, errno=errno_name(error)) from error

    def is_whole(self, code: DossierCode, sha256: Hash) -> bool:
        """Whether a paper that is kept can be opened under its dossier's key, or its person was erased on purpose.

        False where it is damaged, or was sealed under a key that is lost. Raises Unavailable as `get`.
        """
        try:
            self.get(code, sha256)
        except Broken:
            return False
        except Refused as refused:
            return refused.code == "PERSON_ERASED"
        return True

    def _standing(self, code: DossierCode, name: Hash) -> StoredPaper:
        """Tell of a paper stored earlier, or just now by a process that was faster, once it proved whole."""
        content = self.get(code, name)
        return StoredPaper(name, sha256_hex(self.sealed(code, name)), len(content))

    def _path(self, code: DossierCode, sha256: Hash) -> Path:
        if not _NAME.fullmatch(sha256):
            raise Refused("PAPER_UNKNOWN", dossier=code, sha256=sha256)
        return self._folder / code / sha256[:2] / f"{sha256}.sealed"
