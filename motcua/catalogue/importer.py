"""Adding a checked bundle to the register: versions are added, and never changed (rulebook §3).

At an installation the program adds the shipped catalogue itself; any later change is proposed and confirmed
(motcua.catalogue.proposing).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.agency import Agency, Officer
from models.catalogue import CatalogueAction, CatalogueEntry, CatalogueKey, CatalogueKind
from models.delegation import Delegation
from models.errors import Refused
from models.identifiers import OfficerId
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from models.value import canonical, sha256_hex
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.schema import kind_of, name_of, span_of
from motcua.catalogue.store import CatalogueStore

__all__ = ["ImportReport", "Imported", "entries_of", "import_bundle"]

NO_DECISION = "không nêu"
"""What an entry bears for its decision where the file states none."""
SAMPLE_DATA = "dữ liệu mẫu"


@dataclass(frozen=True)
class Imported:
    """One version that came into the register."""

    kind: CatalogueKind
    key: str
    version: str
    action: CatalogueAction
    decision: str


@dataclass(frozen=True)
class ImportReport:
    """What an import did: the versions it added, in order, and how many were there already with the same content."""

    added: tuple[Imported, ...]
    unchanged: int


def import_bundle(store: CatalogueStore, bundle: CatalogueBundle, by: OfficerId, at: datetime) -> ImportReport:
    """Add a bundle's versions to `store`, all or none; again: nothing.

    `by` is the officer or account who imports, `at` the instant of it. Issue, amend, replace and abolish are kept on
    each entry with the decision. Raises Refused (`CATALOGUE_VERSION_EXISTS`) if a version is kept with other content.
    """
    new = entries_of(store, bundle, by, at)
    added = set(store.add(new)) if new else set[CatalogueKey]()
    report = [
        Imported(entry.kind, entry.key, entry.version, entry.action, entry.decision)
        for entry in new if entry.name in added
    ]  # fmt: skip
    return ImportReport(tuple(report), len(bundle.items) - len(report))


def entries_of(store: CatalogueStore, bundle: CatalogueBundle, by: OfficerId, at: datetime) -> list[CatalogueEntry]:
    """Return what a bundle has and `store` has not, in the order in which it may be added.

    Raises Refused (`CATALOGUE_VERSION_EXISTS`) if a version is kept with other content.
    """
    kept = {kind: store.versions(kind) for kind in CatalogueKind}
    new = []
    for entry in (_entry(item, by, at) for item in bundle.items):
        present = kept[entry.kind].get(entry.name)
        if present is None:
            new.append(entry)
        elif present != entry.sha256:
            facts = {"kind": entry.kind.value, "key": entry.key, "version": entry.version}
            raise Refused("CATALOGUE_VERSION_EXISTS", **facts)
    return new


def _entry(item: Item, by: OfficerId, at: datetime) -> CatalogueEntry:
    # Only what the file states: a field that a later release adds must not change the hash of a kept version.
    content = canonical(item.model_dump(mode="json", exclude_unset=True))
    name = name_of(item)
    return CatalogueEntry(
        kind=kind_of(item),
        key=name.key,
        version=name.version,
        content_json=content.decode(),
        sha256=sha256_hex(content),
        valid_from=span_of(item)[0],
        valid_to=span_of(item)[1],
        action=_action(item),
        decision=_decision(item),
        replaces=tuple(item.replaces) if isinstance(item, Procedure) else (),
        at=at,
        by=by,
    )


def _action(item: Item) -> CatalogueAction:
    if isinstance(item, Abolition):
        return CatalogueAction.ABOLISH
    if isinstance(item, Procedure) and item.replaces:
        return CatalogueAction.REPLACE
    if isinstance(item, CalendarFile):
        return CatalogueAction.ISSUE if item.extends is None else CatalogueAction.AMEND
    return CatalogueAction.ISSUE if item.version == 1 else CatalogueAction.AMEND


def _decision(item: Item) -> str:
    match item:
        case Procedure() | Abolition() | LinkedProcedures():
            return item.decision
        case Regime():
            return "; ".join(source.number for source in item.sources)
        case CalendarFile():
            return item.title
        case Agency() | Officer() | Delegation():
            return item.decision or (SAMPLE_DATA if item.sample else NO_DECISION)
