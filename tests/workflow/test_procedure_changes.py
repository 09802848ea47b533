"""A procedure is amended while dossiers are open: only later ones go by it, but for those a head moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models.contents.ruling import MoveProcedure
from models.identifiers import AgencyCode
from models.procedure import Limit, Procedure, StepKind, Unit
from models.tags import Tag
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.register import PostgresRegister
from motcua.registry import INSTALLER, _current_calendar
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.database import Server
from tests.fixtures.dossiers import Office, office_settings, vn
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.time_skipping import skipping_server
from tests.workflow.recording import keep

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

BIRTH_ANEW = "1.004884"
MONDAY, HEAD = vn(2026, 10, 5, 9), "ld.h24-31"
DUE, SHORTER = vn(2026, 10, 12, 17), vn(2026, 10, 8, 17)


def amended(**changes: Any) -> Procedure:
    """The next version of a shipped procedure, in force from Tuesday, 6 October 2026 on."""
    last = max(
        (one for one in shipped_catalogue().procedures if one.code == BIRTH_ANEW), key=lambda one: one.version
    )  # fmt: skip
    said = {"version": last.version + 1, "valid_from": date(2026, 10, 6), **changes}
    return Procedure.model_validate(last.model_dump() | said)


def three_days(procedure: Procedure) -> Procedure:
    """Three working days instead of five; its steps shortened alike."""
    steps = tuple(step.model_copy(update={"limit_hours": min(step.limit_hours, 4)}) for step in procedure.steps)
    limit = Limit(amount=3, unit=Unit.WORKING_DAYS)
    return procedure.model_copy(update={"limit": limit, "steps": steps})


@pytest.fixture
def register(database_server: Server, migrated_template: str, tmp_path: Path) -> Iterator[PostgresRegister]:
    now = datetime.now(UTC)
    url = database_server.create(migrated_template)
    with PostgresRegister.open(url, tmp_path / "keystore", calendar_of=_current_calendar, now=now) as opened:
        import_bundle(opened.catalogue, shipped_catalogue(), INSTALLER, now)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def own(request: pytest.FixtureRequest, register: PostgresRegister, tmp_path: Path) -> AsyncIterator[Office]:
    """An office of one test; every dossier of it can be made again from the register."""
    async with skipping_server() as apart:
        office = Office(apart, register, office_settings(tmp_path, task_queue=f"own-{tmp_path.name}"))
        async with office.worker():
            yield office
            for dossier in office.opened:
                await rebuilt_truly(dossier)
            await keep(request.node.name, office.opened)


def issue(office: Office, procedure: Procedure) -> None:
    """Let the register have another version."""
    import_bundle(office.register.catalogue, CatalogueBundle.of([procedure]), INSTALLER, datetime.now(UTC))


def today(office: Office, dossier: Casefile, day: datetime) -> Any:
    return Casefile(dossier.code, office.app(day), office.environment).app.moving


async def test_an_amended_procedure_touches_only_what_is_received_after_it_takes_effect(own: Office) -> None:
    before = await own.submit(BIRTH_ANEW, at=MONDAY)
    issue(own, three_days(amended()))
    same_day, after = await own.submit(BIRTH_ANEW, at=MONDAY), await own.submit(BIRTH_ANEW, at=vn(2026, 10, 6, 9))
    await before.forward(to=vn(2026, 10, 6, 9))
    rows = [await dossier.row() for dossier in (before, same_day, after)]
    first, _, amendment = (row.procedure_version for row in rows)
    assert [row.procedure_version for row in rows] == [first, first, amendment]
    assert amendment == (first or 0) + 1
    assert [row.due for row in rows] == [DUE, DUE, vn(2026, 10, 9, 17)]


async def test_a_head_moves_an_open_dossier_with_a_reason_and_its_limit_counts_from_the_same_reception(
    own: Office,
) -> None:
    dossier = await own.submit(BIRTH_ANEW, at=MONDAY)
    await dossier.walk(until=lambda standing: standing.kind is StepKind.SIGN)
    await dossier.at_rest()
    old = await dossier.kept()
    issue(own, three_days(amended()))
    await dossier.forward(to=vn(2026, 10, 6, 9))
    moving = today(own, dossier, vn(2026, 10, 6, 9))
    with refuses("REASON_REQUIRED"):
        await moving.move(dossier.code, HEAD, None)
    for officer, error in (("cv.h24-31", "OFFICER_MAY_NOT"), ("ld.h24-40", "AGENCY_MAY_NOT")):
        with refuses(error):
            await moving.move(dossier.code, officer, "THEO_DE_NGHI")
    await moving.move(dossier.code, HEAD, "THEO_DE_NGHI")
    event = await dossier.told(Tag.PROCEDURE_MOVED)
    assert (event.actor, event.detail["reason_code"]) == (HEAD, "THEO_DE_NGHI")
    assert event.detail["new_version"] == event.detail["old_version"] + 1
    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.dossier.due, kept.dossier.due_original, kept.dossier.step) == (SHORTER, DUE, old.dossier.step)
    assert [step.used_minutes for step in kept.steps] == [step.used_minutes for step in old.steps]
    assert kept.hand_overs == old.hand_overs
    with refuses("PROCEDURE_IS_CURRENT"):
        await moving.move(dossier.code, HEAD, "THEO_DE_NGHI")
    await dossier.walk()
    assert (await dossier.result()).late_seconds == 0


async def test_a_dossier_is_not_moved_to_where_its_step_has_no_place(own: Office) -> None:
    """Nor to a version that is not in force, nor to one that nobody published."""
    dossier, fresh = await own.submit(BIRTH_ANEW, at=MONDAY), await own.submit(BIRTH_ANEW, at=MONDAY)
    await dossier.walk(until=lambda standing: standing.kind is StepKind.HANDLE and standing.phase.value == "in_hand")
    version = three_days(amended())
    first, *others = version.steps
    renamed = first.model_copy(update={"key": "buoc_khac"})
    issue(own, version.model_copy(update={"steps": (renamed, *others)}))
    early = today(own, dossier, MONDAY)
    with refuses("PROCEDURE_IS_CURRENT"):
        await early.move(dossier.code, HEAD, "THEO_DE_NGHI")
    later = today(own, dossier, vn(2026, 10, 6, 9))
    content = later.content(dossier.code)
    with refuses("PROCEDURE_NOT_IN_FORCE"):  # by the dossier's own clock it is still Monday
        await dossier.act("move_procedure", HEAD, "THEO_DE_NGHI", content=content.model_dump(mode="json"))
    bold = content.to.model_copy(update={"own_queues": (AgencyCode("H24.4"),)})
    forged = MoveProcedure(to=bold, publication=content.publication)
    with refuses("PUBLICATION_FOREIGN"):
        await dossier.act("move_procedure", HEAD, "THEO_DE_NGHI", content=forged.model_dump(mode="json"))
    for one in (dossier, fresh):
        await one.forward(to=vn(2026, 10, 6, 9))
    with refuses("STEP_NOT_IN_VERSION"):
        await later.move(dossier.code, HEAD, "THEO_DE_NGHI")
    await later.move(fresh.code, HEAD, "THEO_DE_NGHI")
    await fresh.at_rest()
    assert (await fresh.row()).step == "buoc_khac", "nobody had taken up a step: it begins with the new first one"
    await fresh.walk()
    await fresh.result()
