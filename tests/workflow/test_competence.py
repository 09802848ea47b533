"""Who is competent: received elsewhere, or nobody until a superior says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models.agency import Agency
from models.identifiers import AgencyCode, OfficerId, ProcedureCode
from models.lifecycle import Phase
from models.procedure import Procedure
from models.resolution import procedure_in_force
from models.statuses import Channel, Status
from models.tags import Tag
from models.value import unstamp
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import import_bundle
from motcua.registry import INSTALLER
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
LAST_DAY, DAY_AFTER = vn(2026, 3, 31, 9), vn(2026, 4, 1, 9)
ORPHAN = "1.900001"
"""A procedure whose competent agency is abolished without a successor from 2026-04-01 on."""


def orphaned(office: Office) -> None:
    """Let the catalogue know a procedure of an agency that goes and leaves nobody its duties."""
    kept = office.register.catalogue.kept()
    model = procedure_in_force(kept.procedures, ProcedureCode("1.001612"), MONDAY.date())
    gone = AgencyCode("H24.99")
    first = {"code": gone, "name": "Ban quản lý chợ", "level": "department", "parent": "H24"}
    agencies = [Agency.model_validate(first | {"valid_from": "2025-07-01", "valid_to": "2026-03-31"})]
    steps = [step | {"agency": "@competent"} for step in model.model_dump(mode="json")["steps"]]
    steps[-1]["agency"] = "@receiving"
    changes = {"code": ORPHAN, "version": 1, "competent": gone, "received_by": ["H24.31.1"], "steps": steps}
    procedure = Procedure.model_validate(model.model_dump(mode="json") | changes | {"replaces": []})
    import_bundle(office.register.catalogue, CatalogueBundle.of([*agencies, procedure]), INSTALLER, datetime.now(UTC))


async def test_a_dossier_received_elsewhere_is_received_by_one_agency_and_late_at_another(office: Office) -> None:
    """Reception and return are the ward's; the step, its lateness and the statistics are the commune's."""
    ward, commune = AgencyCode("H24.40.1"), AgencyCode("H24.31")
    dossier = await office.submit("1.001022", at=MONDAY, receiving=ward, competent_agency=commune)
    row = await dossier.row()
    assert (row.receiving, row.competent, row.holding, row.code.agency) == (ward, commune, ward, ward)
    await dossier.walk("tham_tra")
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    apology = await dossier.told(Tag.APOLOGY_DECIDED)
    assert (apology.detail["accountable_agency"], apology.detail["accountable_step"]) == (commune, "tham_tra")
    await dossier.walk()
    await dossier.result()
    kept = await dossier.kept()
    assert [(step.agency, step.officer) for step in kept.steps] == [
        (commune, "cv.h24-31"), (commune, "ld.h24-31"), (ward, "mc.h24-40-1"),
    ]  # fmt: skip
    assert (kept.dossier.competent, kept.dossier.overdue) == (commune, False)
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def test_a_dossier_that_nobody_is_competent_for_waits_in_its_superiors_inbox(office: Office) -> None:
    """It is accepted, its silence is told, only who coordinates may name somebody, and its clock never waited."""
    await asyncio.to_thread(orphaned, office)
    dossier = await office.submit(ORPHAN, at=DAY_AFTER)
    asked = await dossier.told(Tag.COORDINATION_DONE)
    assert asked.detail["to_agency"] == "H24.31"
    assert vn(2026, 4, 2, 9) <= unstamp(asked.detail["assign_by"]) < vn(2026, 4, 2, 9, 1)
    row = await dossier.row()
    assert (row.status, row.phase, row.holding, row.due) == (Status.ACCEPTED, Phase.COORDINATING, "H24.31", None)
    for officer, sees in (("ld.h24-31", True), ("gs.h24-31", True), ("ld.h24-31-1", True), ("cv.h24-31", False)):
        inbox = await asyncio.to_thread(dossier.app.looking.inbox, OfficerId(officer))
        assert (dossier.code in [one.code for one in inbox]) is sees, officer
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
    await dossier.forward(to=vn(2026, 4, 2, 9) + A_MOMENT)
    await dossier.told(Tag.NOT_COORDINATED)
    for officer, error in (("mc.h24-31-1", "OFFICER_MAY_NOT"), ("ld.h24-40", "AGENCY_MAY_NOT")):
        with refuses(error):
            await dossier.act("assign_competent", officer, content={"agency": "H24.40"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("hand_over", "mc.h24-31-1")
    await dossier.act("assign_competent", "gs.h24-31", content={"agency": "H24.99"})
    await dossier.told(Tag.COORDINATION_DONE, 2)
    await dossier.act("assign_competent", "ld.h24-31", content={"agency": "H24.40"})
    await dossier.told(Tag.RECEPTION_DONE)
    received_at, row = row.received_at, await dossier.row()
    assert (row.received_at, row.due, row.competent) == (received_at, vn(2026, 4, 6, 17), "H24.40")
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED
    assert {step.agency for step in (await dossier.kept()).steps} == {"H24.40", "H24.31.1"}
    matters = [(matter.kind.value, matter.agency, matter.outcome) for matter in (await dossier.kept()).matters]
    assert matters == [("coordination", "H24.31", "H24.99"), ("coordination", "H24.31", "H24.40")]
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def test_an_agency_that_is_gone_by_the_acceptance_leaves_the_dossier_to_coordination(office: Office) -> None:
    """Registered on the agency's last day, accepted the day after; the desk is at fault for none of the seeking."""
    await asyncio.to_thread(orphaned, office)
    dossier = await office.submit(ORPHAN, at=LAST_DAY, channel=Channel.ONLINE, officer="dvc.h24")
    assert (await dossier.row()).competent == "H24.99"
    await dossier.forward(to=DAY_AFTER)
    await dossier.act("accept_dossier", "mc.h24-31-1")
    await dossier.told(Tag.COORDINATION_DONE)
    await dossier.forward(by=timedelta(hours=3))
    await dossier.act("assign_competent", "ld.h24-31-1", content={"agency": "H24.31"})
    told = await dossier.told(Tag.RECEPTION_DONE)
    assert unstamp(told.detail["due"]) == vn(2026, 4, 6, 17)
    assert [tag for tag in await dossier.tags() if tag.value.startswith("engine:")] == [
        Tag.RECEPTION_DECIDED, Tag.RECEPTION_FAILED, Tag.COORDINATION_DECIDED, Tag.COORDINATION_DONE,
        Tag.RECEPTION_DECIDED, Tag.RECEPTION_DONE,
    ]  # fmt: skip
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()
