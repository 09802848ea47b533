"""The DataStore of activities.ports, on a file system.

    folder/national|sector/ab/abcd…/can_cuoc.json         what another authority shares: whether it is there
    folder/province/ab/abcd…/1.004873/H24.31.1-….sealed   what came of a dossier: where its sealed file lies

A person is a keyed hash. What came of a dossier is sealed under that dossier's key: when the key is destroyed the
document is held no more (rulebook §6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from models.errors import Refused, Unavailable
from models.identifiers import DossierCode
from models.stores import RESULT, DocumentKind, Shelved, StoreKind
from models.value import Hash, Value, canonical
from motcua.durable import ensure_folder, errno_name, replace_durably, writing_into
from motcua.security import Sealer

__all__ = ["FileStores"]

_PURPOSE: Final = "store"
_SHARED: Final = (StoreKind.NATIONAL, StoreKind.SECTOR)


class _Shared(Value):
    """What another authority says of a document that it has."""

    valid_until: date | None = None


class FileStores:
    """The stores of one data folder. Any number of threads and processes may use them at once."""

    def __init__(self, folder: Path, sealer: Sealer, stands: Callable[[DossierCode], bool] = lambda _: True) -> None:
        """`stands` tells whether a dossier's result was not cancelled since."""
        self._folder = folder
        self._sealer = sealer
        self._stands = stands

    def holding(self, owner: Hash, documents: Sequence[DocumentKind], day: date) -> dict[DocumentKind, StoreKind]:
        """See activities.ports.DataStore."""
        found = {document: self._store_of(owner, document, day) for document in documents}
        return {document: store for document, store in found.items() if store is not None}

    def shelve(self, owner: Hash, document: DocumentKind, shelved: Shelved) -> None:
        """See activities.ports.DataStore. Of one dossier the newest paper of a kind stands."""
        sealed = self._sealer.seal(shelved.code, canonical(shelved), _PURPOSE)
        self._write(self._of(StoreKind.PROVINCE, owner) / document / f"{shelved.code}.sealed", sealed)

    def shelved(self, owner: Hash, document: DocumentKind) -> list[Shelved]:
        """Return what the provincial store has of a kind for a person, the newest first.

        What was erased, and results that were cancelled, are left out.

        Raises Unavailable (`FOLDER_UNREADABLE`), Broken (`SEAL_BROKEN`).
        """
        return sorted(self._unsealed(owner, document), key=lambda one: one.at, reverse=True)

    def share(self, store: StoreKind, owner: Hash, document: DocumentKind, *, valid_until: date | None = None) -> None:
        """Note what another authority shares; its content is asked for there and never copied here.

        Raises Unavailable (`DISK_FULL`, `FOLDER_UNWRITABLE`).
        """
        assert store in _SHARED
        self._write(self._of(store, owner) / f"{document}.json", canonical(_Shared(valid_until=valid_until)))

    def _store_of(self, owner: Hash, document: DocumentKind, day: date) -> StoreKind | None:
        for store in _SHARED:
            text = self._read(self._of(store, owner) / f"{document}.json")
            if text is not None and _is_valid(_Shared.model_validate_json(text).valid_until, day):
                return store
        ours = any(_is_valid(one.valid_until, day) for one in self._unsealed(owner, document))
        return StoreKind.PROVINCE if ours else None

    def _unsealed(self, owner: Hash, document: DocumentKind) -> Iterator[Shelved]:
        for path in sorted((self._of(StoreKind.PROVINCE, owner) / document).glob("[!.]*.sealed")):
            sealed = self._read(path)
            assert sealed is not None  # nothing is ever taken away here
            try:
                content = self._sealer.unseal(DossierCode(path.stem), sealed, _PURPOSE)
            except Refused as error:
                if error.code != "PERSON_ERASED":
                    raise
                continue
            shelved = Shelved.model_validate_json(content)
            if shelved.source != RESULT or self._stands(shelved.code):
                yield shelved

    def _of(self, store: StoreKind, owner: Hash) -> Path:
        return self._folder / store.value / owner[:2] / owner

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("FOLDER_UNREADABLE", folder=self._folder.name, errno=errno_name(error)) from error

    def _write(self, path: Path, content: bytes) -> None:
        with writing_into(self._folder):
            ensure_folder(path.parent)
            replace_durably(path, content)


def _is_valid(until: date | None, day: date) -> bool:
    return until is None or day <= until
