"""`audit verify`: nothing is found in what was left alone, and whatever an insider changes is."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from models.identifiers import OfficerId
from models.proof import public_key_text
from models.tags import Tag
from models.value import canonical, sha256_hex
from motcua.audit.exporting_check import check_package
from motcua.audit.exporting_files import MANIFEST, read_package
from motcua.audit.verify import Kind
from motcua.cli import compose
from motcua.register.access import Wanted
from motcua.register.searching import Sought
from tests.fixtures.casefile import refuses
from tests.fixtures.database import Server
from tests.fixtures.dossiers import vn
from tests.fixtures.manipulations import TWELVE, stock
from tests.fixtures.population import Population, population_at, told

pytest_plugins = ("tests.fixtures.database",)
AUDITOR = OfficerId("tt.h24")
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def population(
    database_server: Server, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Population]:
    home = tmp_path_factory.mktemp("population")
    async with population_at(home, database_server.create(migrated_template)) as played:
        yield played


async def test_an_auditor_finds_dossiers_by_what_became_of_them(population: Population) -> None:
    searches = population.app.searches
    late = {dossier.code for dossier in population.late}
    escalated = population.waiting[2].code

    def found(**sought: Any) -> set[str]:
        return {one.code for one in searches.search(Sought.model_validate(sought), AUDITOR, "")}

    everything = {dossier.code for dossier in population.office.opened}
    assert found() == found(open=True) | found(open=False) == everything
    assert found(apologised=True) == late | {escalated}
    assert found(late=True, open=False) >= late
    assert (found(escalated=True), found(overdue=True), found(owed=True)) == ({escalated},) * 3
    assert found(statuses=[3]) == {one.code for one in searches.search(Sought(statuses=(3,)), AUDITOR, "")}
    assert found(agency="H24.4") == found(procedure="1.009994") == {population.timely[-1].code}
    assert found(received_from=vn(2026, 3, 3)) == set()
    assert found(due_before=vn(2026, 3, 6)) & late == late
    assert found(refused=True) == found(blocked=True) == set()
    codes = [one.code for one in searches.search(Sought(limit=4), AUDITOR, "")]
    assert codes == sorted(everything)[:4]
    assert min(found(after=codes[-1])) > codes[-1]


async def test_a_search_for_what_an_officer_did_is_logged_with_its_reason(population: Population) -> None:
    searches, access = population.app.searches, population.app.register.access
    sought = Sought(officer=OfficerId("cv.h24-4"))
    with refuses("REASON_REQUIRED"):
        searches.search(sought, AUDITOR, " ")
    with refuses("OFFICER_MAY_NOT"):
        searches.search(Sought(), OfficerId("ld.h24-31"), "xem")
    before = len(access.search(Wanted(officer=AUDITOR)))
    searches.search(Sought(), AUDITOR, "")
    assert [one.code for one in searches.search(sought, AUDITOR, "đơn 7/2026")] == [population.timely[-1].code]
    looks = access.search(Wanted(officer=AUDITOR))[before:]
    assert [(look.what, look.reason, look.code) for look in looks] == [("search:cv.h24-4", "đơn 7/2026", None)]


async def test_evidence_is_whole_elsewhere_with_the_root_key_alone(population: Population, tmp_path: Path) -> None:
    """The same content is the same bytes, and one changed byte of it is found."""
    late, waiting = population.late[0], population.waiting[1]
    app, root = population.app, population.app.register.keystore.root_key

    async def export(name: str) -> Path:
        to = tmp_path / name
        await app.exports.write([late.code, waiting.code], to, AUDITOR, "khiếu nại 12/2026", papers=True)
        return to

    first, again, folder = await export("a.zip"), await export("b.zip"), await export("folder")
    assert first.read_bytes() == again.read_bytes()
    files = read_package(first)
    assert files == read_package(folder)
    assert check_package(files, root) == (sorted([late.code, waiting.code]), [])
    assert [view.what for view in app.register.access.views(late.code)] == ["export:papers"] * 3
    told = {path.removeprefix(f"{late.code}/").split("/")[0] for path in files if path.startswith(late.code)}
    assert told >= {"journal.jsonl", "history", "runs.json", "timeline.svg", "timeline.txt", "papers"}

    for path in [path for path in files if not path.endswith(("manifest.json", "README.txt"))]:
        changed = files | {path: files[path][:-1] + b"?"}
        kinds = {finding.kind for finding in check_package(changed, root)[1]}
        assert Kind.FILE_DIFFERS in kinds, path


def _check_export(package: str, root: str) -> Result:
    """As a person runs it: no server is needed, and none is looked for."""
    return CliRunner().invoke(compose("audit"), ["audit", "check-export", package, f"--root={root}"])


async def test_an_insider_who_writes_the_manifest_anew_is_found_all_the_same(
    population: Population, tmp_path: Path
) -> None:
    late, app = population.late[0], population.app
    await app.exports.write([late.code], tmp_path / "a.zip", AUDITOR, "khiếu nại", papers=False)
    files = read_package(tmp_path / "a.zip")
    path = f"{late.code}/journal.jsonl"
    events = [json.loads(line) for line in files[path].splitlines()]
    done = next(event for event in events if event["tag"] == Tag.COMPLETED)
    done["detail"]["used_minutes"] += 60
    done["hash"] = sha256_hex(canonical({name: done[name] for name in done if name != "hash"}))
    forged = files | {path: b"".join(canonical(event) + b"\n" for event in events)}
    listed = json.loads(files[MANIFEST])
    listed["sha256"][path] = sha256_hex(forged[path])
    forged[MANIFEST] = json.dumps(listed).encode()
    _, found = check_package(forged, app.register.keystore.root_key)
    assert Kind.EVENT_CHANGED in {finding.kind for finding in found}
    to = tmp_path / "forged.zip"
    with zipfile.ZipFile(to, "w") as package:
        for name, content in forged.items():
            package.writestr(name, content)
    root = app.register.keystore.root_key
    said = [await asyncio.to_thread(_check_export, str(one), root) for one in (to, tmp_path / "a.zip")]
    assert [result.exit_code for result in said] == [5, 0]
    assert f"✗ EVENT_CHANGED  {late.code}  0/{done['seq']}: Sự kiện trong sổ khác với lịch sử" in said[0].stdout
    assert "Không có chỗ nào sai." in said[1].stdout
    _, foreign = check_package(files, public_key_text(Ed25519PrivateKey.generate()))
    assert Kind.ROOT_FOREIGN in {finding.kind for finding in foreign}


async def test_evidence_is_an_auditors_and_never_overwritten(population: Population, tmp_path: Path) -> None:
    code, exports = population.late[0].code, population.app.exports
    for officer, reason, error in (
        ("cv.h24-31", "xem", "OFFICER_MAY_NOT"), (AUDITOR, " ", "REASON_REQUIRED"),
    ):  # fmt: skip
        with refuses(error):
            await exports.write([code], tmp_path / "a.zip", OfficerId(officer), reason, papers=False)
    assert not (tmp_path / "a.zip").exists()
    (tmp_path / "a.zip").write_bytes(b"")
    with refuses("EXPORT_EXISTS"):
        await exports.write([code], tmp_path / "a.zip", AUDITOR, "xem", papers=False)
    with refuses("EXPORT_UNREADABLE"):
        read_package(tmp_path / "a.zip")


async def test_twelve_manipulations_are_found_and_nothing_in_what_was_left_alone(population: Population) -> None:
    """Shows 3: each is planted on a dossier of its own, as an insider would do it really."""
    untouched = await population.verify()
    assert not untouched.findings, told(untouched.findings)
    assert untouched.dossiers >= 14
    await population.archive()
    population.anchor()
    population.anchor()
    kept = await population.verify()
    assert not kept.findings, told(kept.findings)
    assert (kept.archives >= kept.dossiers - len(population.waiting), kept.anchors) == (True, 2)

    planted = {kind: plant(population) for kind, plant in TWELVE.items()}
    found = (await population.verify()).findings
    kinds = {(finding.kind.value, finding.code) for finding in found}
    assert set(planted.items()) <= kinds, told(found)
    left_alone = {dossier.code for dossier in population.office.opened} - set(planted.values())
    assert not [finding for finding in found if finding.code in left_alone], told(found)
    assert len(found) == len(set(found))


async def test_a_terminated_and_a_deleted_workflow_are_found(population: Population) -> None:
    """By the stock program, as an operator might in good faith."""
    terminated, deleted = population.waiting[1].code, population.waiting[2].code
    stock(population, "workflow", "terminate", "-w", terminated, "--reason", "dọn dẹp")
    stock(population, "workflow", "delete", "-w", deleted, "--yes")
    await population.gone(deleted)
    found = (await population.app.verifying().some([terminated, deleted])).findings
    kinds = {(finding.kind.value, finding.code) for finding in found}
    assert ("WORKFLOW_NOT_RUNNING", terminated) in kinds, told(found)
    assert ("DOSSIER_WITHOUT_WORKFLOW", deleted) in kinds, told(found)
