"""The register keeps the catalogue's versions, and pins from it what was in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from activities.ports import Names
from models.catalogue import CatalogueEntry, CatalogueKind
from models.errors import Refused
from models.identifiers import AgencyCode, OfficerId, ProcedureCode
from models.value import sha256_hex
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.catalogue.store import MemoryCatalogueStore
from motcua.register import PostgresRegister
from motcua.register.rules import Asked

pytest_plugins = ("tests.fixtures.register",)

IMPORTER = OfficerId("motcua")
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
BIRTH = ProcedureCode("1.001193")


@pytest.fixture(scope="module")
def filled(register: PostgresRegister) -> Iterator[PostgresRegister]:
    """A register with the shipped catalogue."""
    import_bundle(register.catalogue, shipped_catalogue(), IMPORTER, AT)
    yield register


@pytest.fixture(scope="module")
def entries() -> list[CatalogueEntry]:
    """The shipped catalogue's entries."""
    memory = MemoryCatalogueStore()
    import_bundle(memory, shipped_catalogue(), IMPORTER, AT)
    return [entry for kind in CatalogueKind for entry in memory.entries(kind)]


def test_what_was_imported_is_kept_as_it_was(filled: PostgresRegister, entries: list[CatalogueEntry]) -> None:
    """Bytes and hashes, kind by kind; importing again adds nothing."""
    for kind in CatalogueKind:
        wanted = {entry.name: entry for entry in entries if entry.kind is kind}
        assert {entry.name: entry for entry in filled.catalogue.entries(kind)} == wanted
        assert filled.catalogue.versions(kind) == {name: entry.sha256 for name, entry in wanted.items()}
    assert import_bundle(filled.catalogue, shipped_catalogue(), IMPORTER, AT).added == ()


def test_a_kept_version_with_other_content_adds_nothing_at_all(
    filled: PostgresRegister, entries: list[CatalogueEntry]
) -> None:
    changed = entries[0].content_json.replace("}", ' ,"x":1}', 1)
    new = entries[0].model_copy(update={"version": "999"})
    other = entries[0].model_copy(update={"content_json": changed, "sha256": sha256_hex(changed.encode())})
    before = filled.catalogue.versions(entries[0].kind)
    with pytest.raises(Refused, match="CATALOGUE_VERSION_EXISTS"):
        filled.catalogue.add([new, other])
    assert filled.catalogue.versions(entries[0].kind) == before


def test_what_another_process_adds_is_seen_and_two_importers_do_not_double(
    filled: PostgresRegister, entries: list[CatalogueEntry]
) -> None:
    calendar = next(entry for entry in entries if entry.kind is CatalogueKind.CALENDAR)
    fresh = [calendar.model_copy(update={"key": "thu", "version": f"thu-{n}"}) for n in range(3)]
    with ThreadPoolExecutor(4) as pool:
        added = [name for names in pool.map(filled.catalogue.add, [fresh] * 4) for name in names]
    assert sorted(added) == [entry.name for entry in fresh]
    assert {entry.name for entry in fresh} <= filled.catalogue.versions(CatalogueKind.CALENDAR).keys()


def _asked(receiving: str, procedure: ProcedureCode = BIRTH) -> Asked:
    return Asked(procedure, AgencyCode(receiving), None, None)


def test_rules_are_those_of_the_day_with_every_agency_named(filled: PostgresRegister) -> None:
    """Codes instead of places, the regime of the day, and to whom lateness goes."""
    day = date(2026, 11, 24)
    procedure = next(one for one in shipped_catalogue().procedures if one.code == BIRTH and one.in_force(day))
    rules = filled.rules_for(_asked(procedure.received_by[0]), day)
    assert (rules.procedure.code, rules.procedure.version) == (BIRTH, procedure.version)
    assert rules.regime.code == "nd118-2025"
    named = {rules.procedure.competent, *(step.agency for step in rules.procedure.steps)}
    assert not {place for place in named if place.startswith("@")}
    assert named <= rules.superiors.keys()
    assert rules.calendar.published_from > date(2026, 1, 1), "days long before are left out of the history"
    assert rules.calendar.published_until == date(2026, 12, 31), "days ahead are all there"


def test_before_a_regime_ended_its_rules_are_pinned(filled: PostgresRegister) -> None:
    """A dossier of 2024 carried over is judged by Decree 61/2018."""
    day = date(2024, 6, 14)
    procedure = next(one for one in shipped_catalogue().procedures if one.in_force(day))
    rules = filled.rules_for(_asked(procedure.received_by[0], procedure.code), day)
    assert rules.regime.code == "nd61-2018"
    assert rules.calendar.published_until == date(2026, 12, 31), "it is judged today"


def test_what_is_unknown_or_not_in_force_is_refused(filled: PostgresRegister) -> None:
    for asked, day, code in (
        (_asked("H24.31", ProcedureCode("9.999999")), date(2026, 11, 24), "PROCEDURE_UNKNOWN"),
        (_asked("H24.31"), date(1999, 1, 1), "PROCEDURE_NOT_IN_FORCE"),
        (_asked("Z99.99"), date(2026, 11, 24), "AGENCY_NOT_RECEIVING"),
    ):
        with pytest.raises(Refused, match=code):
            filled.rules_for(asked, day)


def test_names_are_as_of_the_day_and_of_the_gone_as_last_known(filled: PostgresRegister) -> None:
    """A paper on an abolished district's dossier still names it."""
    day = date(2026, 11, 24)
    gone = next(agency for agency in shipped_catalogue().agencies if agency.valid_to and agency.valid_to < day)
    officer = next(one for one in shipped_catalogue().officers if one.in_force(day) and one.may_sign)
    names = filled.names(day, (gone.code, officer.agency), (officer.id,), None)  # type: ignore[arg-type]
    assert isinstance(names, Names)
    assert names.agencies[gone.code] == gone.name
    assert names.officers == {officer.id: (officer.name, officer.title)}
    assert names.heads[officer.agency][0]
    assert gone.code not in names.heads


def test_an_officer_is_what_the_day_says(filled: PostgresRegister) -> None:
    officer = next(one for one in shipped_catalogue().officers if one.valid_to is None)
    standing = filled.officer_today(officer.id, AT)
    assert (standing.agency, standing.roles) == (officer.agency, officer.roles)
    with pytest.raises(Refused, match="OFFICER_UNKNOWN"):
        filled.officer_today(OfficerId("khong.co"), AT)
    former = next(one for one in shipped_catalogue().officers if one.valid_to is not None)
    with pytest.raises(Refused, match="OFFICER_NOT_IN_OFFICE"):
        filled.officer_today(former.id, AT)
