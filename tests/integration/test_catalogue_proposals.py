"""The catalogue changes by two officers: one proposes, another sees what changes and confirms that very thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from models.catalogue import CatalogueKind
from models.errors import MotcuaError, NotAllowed, Refused
from models.identifiers import OfficerId
from motcua import registry
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.loader import load
from motcua.catalogue.problems import CatalogueInvalid
from motcua.catalogue.proposing import confirm, propose, withdraw
from motcua.catalogue.registered import registered
from motcua.catalogue.shipped import SHIPPED, shipped_catalogue
from motcua.cli.catalogue import app
from motcua.register import PostgresRegister
from motcua.registry import INSTALLER

pytest_plugins = ("tests.fixtures.register",)

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
ONE, TWO = OfficerId("dm1.h24"), OfficerId("dm2.h24")
BUILDING = (SHIPPED / "hai-phong" / "procedures" / "xay-dung.yaml").read_text(encoding="utf-8")
AMENDED = BUILDING.replace("version: 2", "version: 3").replace("2025-07-01", "2026-12-01")


@pytest.fixture(scope="module")
def installed(register: PostgresRegister) -> PostgresRegister:
    """A register as it is after an installation."""
    import_bundle(register.catalogue, shipped_catalogue(), INSTALLER, AT)
    return register


@pytest.fixture
def opened(installed: PostgresRegister, monkeypatch: pytest.MonkeyPatch) -> PostgresRegister:
    """The register behind the command line's door."""

    @contextmanager
    def open_catalogue(officer: OfficerId | None) -> Iterator[Any]:
        store = installed.catalogue
        yield SimpleNamespace(store=store, proposals=installed.proposals, officer=officer or INSTALLER)

    monkeypatch.setattr(registry, "open_catalogue", open_catalogue)
    return installed


def agency(code: str, name: str = "Sở Thử nghiệm") -> str:
    stated = f"code: {code}, name: {name}, level: department, parent: H24, valid_from: 2026-12-01"
    return f"agencies:\n  - {{{stated}}}\n"


def file_of(folder: Path, text: str) -> Path:
    path = folder / "thay-doi.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def proposed(register: PostgresRegister, folder: Path, text: str, by: OfficerId = ONE) -> str:
    bundle = load(file_of(folder, text), base=registered(register.catalogue))
    made = propose(register.catalogue, register.proposals, bundle, by=by, decision="Tờ trình 1", at=AT)
    return made.sha256


def confirmed(register: PostgresRegister, sha256: str, by: OfficerId = TWO) -> tuple[Any, ...]:
    return confirm(register.catalogue, register.proposals, sha256, by=by, at=AT + timedelta(hours=1))


def said(error: pytest.ExceptionInfo[MotcuaError]) -> str:
    return error.value.code


def test_what_was_installed_bears_no_second_officer(installed: PostgresRegister) -> None:
    entries = installed.catalogue.entries(CatalogueKind.REGIME)
    assert {(entry.by, entry.confirmed_by, entry.proposal) for entry in entries} == {(INSTALLER, None, None)}


def test_a_change_holds_only_when_a_second_officer_confirms_it(installed: PostgresRegister, tmp_path: Path) -> None:
    sha256 = proposed(installed, tmp_path, agency("H24.91"))
    assert "H24.91" not in {entry.key for entry in installed.catalogue.entries(CatalogueKind.AGENCY)}
    with pytest.raises(NotAllowed) as own:
        confirmed(installed, sha256, by=ONE)
    assert said(own) == "SEPARATION_OF_DUTIES"
    (added,) = confirmed(installed, sha256)
    kept = next(entry for entry in installed.catalogue.entries(CatalogueKind.AGENCY) if entry.key == "H24.91")
    assert kept == added
    assert (kept.by, kept.confirmed_by, kept.proposal, kept.at) == (ONE, TWO, sha256, AT + timedelta(hours=1))
    with pytest.raises(Refused) as again:
        confirmed(installed, sha256)
    assert said(again) == "PROPOSAL_ANSWERED"


def test_the_database_itself_refuses_one_officer_and_any_change(
    installed: PostgresRegister, database_url: str, tmp_path: Path
) -> None:
    """Whatever program writes there: nobody confirms their own, and what was written stays."""
    sha256 = proposed(installed, tmp_path, agency("H24.92"))
    answer = "INSERT INTO proposal_answer (sha256, proposed_by, confirmed, by, at) VALUES (%s, %s, true, %s, now())"
    version = (
        "INSERT INTO catalogue_version (kind, key, version, content_json, sha256, valid_from, action, decision,"
        " replaces, at, by, confirmed_by, proposal)"
        " VALUES ('agency', 'X', '1', '{}', 'x', now(), 'issue', '-', '{}', now(), %s, %s, %s)"
    )
    for statement, values in (
        (answer, (sha256, ONE, ONE)),
        (answer, (sha256, TWO, ONE)),
        (version, (ONE, ONE, sha256)),
        (version, (ONE, TWO, None)),
        ("UPDATE proposal SET decision = 'khác' WHERE sha256 = %s", (sha256,)),
        ("DELETE FROM proposal WHERE sha256 = %s", (sha256,)),
    ):
        with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.IntegrityError):
            connection.execute(statement.encode(), values)


def test_of_two_who_confirm_at_once_one_does(installed: PostgresRegister, tmp_path: Path) -> None:
    sha256 = proposed(installed, tmp_path, agency("H24.93"))

    def attempt(_: int) -> str:
        try:
            return f"added {len(confirmed(installed, sha256))}"
        except Refused as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(attempt, range(4)))
    assert found == ["PROPOSAL_ANSWERED"] * 3 + ["added 1"]


def test_a_proposal_that_no_longer_fits_is_not_confirmed_and_stays_open(
    installed: PostgresRegister, tmp_path: Path
) -> None:
    """Two proposals state one version otherwise: the first confirmed stands, the second is told why not."""
    first = proposed(installed, tmp_path, agency("H24.94", "Sở Một"))
    second = proposed(installed, tmp_path, agency("H24.94", "Sở Hai"))
    confirmed(installed, first)
    with pytest.raises(CatalogueInvalid) as other:
        confirmed(installed, second)
    assert [problem.error.code for problem in other.value.problems] == ["CATALOGUE_VERSION_EXISTS"]
    assert next(one for one in installed.proposals.all() if one.sha256 == second).answer is None
    withdraw(installed.proposals, second, by=ONE, at=AT)
    with pytest.raises(Refused) as gone:
        confirmed(installed, second)
    assert said(gone) == "PROPOSAL_ANSWERED"


def test_nothing_new_and_nothing_known_is_said(installed: PostgresRegister) -> None:
    with pytest.raises(Refused) as empty:
        propose(installed.catalogue, installed.proposals, shipped_catalogue(), by=ONE, decision="Tờ trình 2", at=AT)
    assert said(empty) == "PROPOSAL_EMPTY"
    for named in ("0" * 64, "0123", ""):
        with pytest.raises(Refused) as unknown:
            confirmed(installed, named)
        assert said(unknown) == "PROPOSAL_UNKNOWN"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_commands_show_what_changes_and_take_its_hash(opened: PostgresRegister, tmp_path: Path) -> None:
    """Propose, look, confirm by the first digits; every change is shown value by value."""
    amended = AMENDED.replace("limit_hours: 32", "limit_hours: 24", 1)
    file = file_of(tmp_path, amended)
    made = run("propose", file, "--decision", "Quyết định 99/QĐ-UBND", "--as", ONE, "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.output)
    changed = {change["place"]: (change["before"], change["after"]) for change in told["versions"][0]["changes"]}
    assert ("32", "24") in changed.values()
    assert told["versions"][0]["after"] == "2"
    sha256 = told["sha256"]
    assert sha256[:16] in run("proposals").output
    shown = run("proposal", sha256[:12]).output
    assert "limit_hours: 32 → 24" in shown
    assert sha256 in shown
    own = run("confirm", sha256[:12], "--as", ONE)
    assert isinstance(own.exception, NotAllowed)
    done = run("confirm", sha256[:12], "--as", TWO)
    assert done.exit_code == 0, done.output
    assert "Đã thêm" in done.output
    assert sha256[:16] not in run("proposals").output
    assert f"{TWO} đã xác nhận" in run("proposals", "--all").output
    assert "1.009994" in run("list", "--registered").output


def test_a_proposal_needs_files_or_what_is_shipped_and_an_officer(opened: PostgresRegister, tmp_path: Path) -> None:
    assert isinstance(run("propose", "--decision", "x", "--as", ONE).exception, MotcuaError)
    assert isinstance(run("propose", file_of(tmp_path, AMENDED), "--decision", "x").exception, MotcuaError)
    shipped = run("propose", "--shipped", "--decision", "x", "--as", ONE)
    assert isinstance(shipped.exception, Refused)
    assert shipped.exception.code == "PROPOSAL_EMPTY"
