"""Importing adds versions, never changes one, and records what each decision did."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.catalogue import CatalogueKind
from models.errors import Refused
from models.identifiers import OfficerId, ProcedureCode
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import ImportReport, import_bundle
from motcua.catalogue.loader import load
from motcua.catalogue.registered import registered
from motcua.catalogue.shipped import SHIPPED, shipped_catalogue
from motcua.catalogue.store import MemoryCatalogueStore

BY, AT = OfficerId("dm1.h24"), datetime(2026, 11, 23, 1, tzinfo=UTC)
XAY_DUNG = (SHIPPED / "hai-phong" / "procedures" / "xay-dung.yaml").read_text(encoding="utf-8")


def _import(store: MemoryCatalogueStore, bundle: CatalogueBundle) -> ImportReport:
    return import_bundle(store, bundle, BY, AT)


@pytest.fixture
def store() -> MemoryCatalogueStore:
    """A store that holds the shipped catalogue."""
    kept = MemoryCatalogueStore()
    _import(kept, shipped_catalogue())
    return kept


def _amendment(folder: Path, text: str, store: MemoryCatalogueStore) -> CatalogueBundle:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return load(folder, base=registered(store))


def test_importing_twice_adds_nothing(store: MemoryCatalogueStore) -> None:
    again = _import(store, shipped_catalogue())
    assert (again.added, again.unchanged) == ((), len(shipped_catalogue().items))


def test_the_store_gives_back_what_was_imported(store: MemoryCatalogueStore) -> None:
    assert registered(store) == shipped_catalogue()


def test_a_changed_version_is_refused_and_nothing_of_its_bundle_is_added(store: MemoryCatalogueStore) -> None:
    """Even the good part stays outside: an import is whole or not at all."""
    shipped = shipped_catalogue()
    changed = shipped.procedures[0].model_copy(update={"fee_dong": 1})
    fresh = shipped.officers[0].model_copy(update={"version": 2})
    with pytest.raises(Refused, match="CATALOGUE_VERSION_EXISTS"):
        _import(store, CatalogueBundle.of([fresh, changed]))
    assert registered(store) == shipped


def test_the_store_itself_refuses_another_content_under_a_kept_version(store: MemoryCatalogueStore) -> None:
    """The last lock, when two import at once."""
    other = MemoryCatalogueStore()
    changed = shipped_catalogue().procedures[0].model_copy(update={"fee_dong": 1})
    _import(other, CatalogueBundle.of([changed]))
    with pytest.raises(Refused, match="CATALOGUE_VERSION_EXISTS"):
        store.add(other.entries(CatalogueKind.PROCEDURE))


def test_issue_amend_replace_and_abolish_are_recorded_with_their_decision(
    tmp_path: Path, store: MemoryCatalogueStore
) -> None:
    amended = XAY_DUNG.replace("version: 2", "version: 3").replace("2025-07-01", "2026-12-01")
    replacing = (
        XAY_DUNG.split("procedures:\n")[1]
        .replace("1.009994", "1.999999")
        .replace("version: 2", "version: 1\n    replaces: [1.012766]")
        .replace("2025-07-01", "2026-12-01")
        .replace("mẫu, chưa có số quyết định công bố", "12/QĐ-UBND")
    )
    abolitions = """
abolitions:
  - {code: 1.012766, version: 3, valid_from: 2026-12-01, decision: 12/QĐ-UBND, verified: true}
"""
    report = _import(store, _amendment(tmp_path, amended + replacing + abolitions, store))
    said = {(one.key, one.version, one.action.value, one.decision) for one in report.added}
    assert said == {
        ("1.009994", "3", "amend", "mẫu, chưa có số quyết định công bố"),
        ("1.999999", "1", "replace", "12/QĐ-UBND"),
        ("1.012766", "3", "abolish", "12/QĐ-UBND"),
    }
    issued = store.entries(CatalogueKind.PROCEDURE)[0]
    assert (issued.action, issued.by, issued.at) == ("issue", BY, AT)
    replaced = next(one for one in store.entries(CatalogueKind.PROCEDURE) if one.key == "1.999999")
    assert replaced.replaces == ("1.012766",)


def test_an_abolished_procedure_is_received_until_its_last_day(tmp_path: Path, store: MemoryCatalogueStore) -> None:
    text = (
        "abolitions:\n  - {code: 1.012766, version: 3, valid_from: 2026-12-01, decision: 12/QĐ-UBND, verified: true}\n"
    )
    _import(store, _amendment(tmp_path, text, store))
    kept = registered(store)
    assert kept.procedure(ProcedureCode("1.012766"), date(2026, 11, 30)).version == 2
    with pytest.raises(Refused, match="PROCEDURE_NOT_IN_FORCE"):
        kept.procedure(ProcedureCode("1.012766"), date(2026, 12, 1))


def test_a_kept_hash_does_not_change_when_the_schema_learns_a_field(store: MemoryCatalogueStore) -> None:
    """Only what the file states is hashed; a default that nobody wrote is not part of a version."""
    entry = next(one for one in store.entries(CatalogueKind.PROCEDURE) if one.key == "1.009994")
    assert "on_silence" not in entry.content_json
    assert "valid_to" in entry.content_json
