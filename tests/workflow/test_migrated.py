"""Dossiers of an older system: what it promised stands, and what is past is told at once, in order."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import pytest

from models.statuses import Status
from models.submission import Migrated
from models.tags import Tag
from models.value import stamp
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

ENTRY = vn(2026, 3, 10, 9)
RECEIVED = vn(2026, 2, 25, 8)
CLOCK = {Tag.DUE_SOON, Tag.OVERDUE, Tag.OVERDUE_AGAIN, Tag.APOLOGY_DECIDED, Tag.ESCALATION_DECIDED}


async def migrated(
    office: Office, procedure: str = "1.001612", receiving: str = "H24.31.1", at: datetime = ENTRY, **said: Any
) -> Casefile:
    stated: dict[str, Any] = {
        "code": f"{receiving}-260225-{secrets.randbelow(10**6):07d}", "received_at": RECEIVED, "source": "Một cửa cũ",
    }  # fmt: skip
    carried = Migrated.model_validate(stated | said)
    return await office.submit(procedure, receiving=receiving, at=at, officer="cd.h24", migrated=carried)


async def clock_of(dossier: Casefile) -> list[Tag]:
    return [tag for tag in await dossier.tags() if tag in CLOCK]


async def test_the_stated_due_date_stands_and_is_the_original_one(office: Office) -> None:
    dossier = await migrated(office, due=vn(2026, 3, 20, 17))
    row = await dossier.row()
    assert (row.due_original, row.received_at, row.origin) == (vn(2026, 3, 20, 17), RECEIVED, "migrated")
    assert (await dossier.told(Tag.RECEPTION_DONE)).detail["due_stated"] is True


async def test_without_a_stated_one_the_due_date_is_computed(office: Office) -> None:
    dossier = await migrated(office, received_at=vn(2026, 3, 9, 8))
    assert (await dossier.row()).due == vn(2026, 3, 12, 17)


async def test_what_was_overdue_at_entry_is_told_at_once_and_in_order(office: Office) -> None:
    dossier = await migrated(office, due=vn(2026, 3, 5, 17))
    await dossier.told(Tag.DELIVERY_DONE)
    assert await clock_of(dossier) == [Tag.DUE_SOON, Tag.OVERDUE, Tag.APOLOGY_DECIDED]
    overdue, decided = await dossier.told(Tag.OVERDUE), await dossier.told(Tag.APOLOGY_DECIDED)
    assert overdue.detail["lateness_seconds"] >= (ENTRY - vn(2026, 3, 5, 17)).total_seconds()
    assert decided.detail["reason_code"] == "STATED_BY_OLDER_SYSTEM"
    assert (await dossier.row()).overdue
    await dossier.walk()
    assert (await dossier.result()).apologised


async def test_an_apology_that_was_issued_elsewhere_is_not_issued_again(office: Office) -> None:
    dossier = await migrated(
        office, due=vn(2026, 3, 5, 17), apology={"issued_on": "2026-03-04", "new_due": vn(2026, 3, 12, 17)}
    )
    await dossier.told(Tag.OVERDUE)
    row = await dossier.row()
    assert (row.new_due, row.apology_owed) == (vn(2026, 3, 12, 17), False)
    assert await clock_of(dossier) == [Tag.DUE_SOON, Tag.OVERDUE]
    await dossier.forward(to=vn(2026, 3, 12, 17) + A_MOMENT)
    await dossier.told(Tag.ESCALATION_DONE)
    assert [letter.kind for letter in await dossier.letters()] == [None]
    await dossier.walk()
    assert (await dossier.result()).escalated


async def test_a_new_date_that_is_past_escalates_at_once(office: Office) -> None:
    dossier = await migrated(
        office, due=vn(2026, 3, 2, 17), apology={"issued_on": "2026-02-28", "new_due": vn(2026, 3, 5, 17)}
    )
    await dossier.told(Tag.ESCALATION_DONE)
    assert await clock_of(dossier) == [Tag.DUE_SOON, Tag.OVERDUE, Tag.OVERDUE_AGAIN, Tag.ESCALATION_DECIDED]
    again = await dossier.told(Tag.OVERDUE_AGAIN)
    assert again.detail["due"] == stamp(vn(2026, 3, 5, 17))
    assert (await dossier.row()).escalated


async def test_a_dossier_of_an_abolished_district_is_finished_by_who_has_its_duties_now(office: Office) -> None:
    dossier = await migrated(
        office, "1.009994", "H23.14", at=vn(2025, 8, 4, 9), code=f"H23.14-250626-{secrets.randbelow(10**6):07d}",
        received_at=vn(2025, 6, 26, 8), due=vn(2025, 7, 11, 17),
    )  # fmt: skip
    await dossier.told(Tag.DELIVERY_DONE)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert str(decided.detail["accountable_agency"]).startswith("H24")
    standing = await dossier.standing()
    assert (standing.receiving, standing.step_agency) == ("H24.31", "H24.31")
    await dossier.walk()
    assert (await dossier.result()).status == Status.RETURNED
    row = await dossier.row()
    assert (row.receiving, row.regime) == ("H23.14", "nd61-2018")
    assert [step.agency for step in (await dossier.kept()).steps] == ["H24.31", "H24.4", "H24.31", "H24.31", "H24.31"]


async def test_only_the_migrator_carries_dossiers_over(office: Office) -> None:
    carried = Migrated.model_validate(
        {"code": "H24.31.1-260225-7000001", "received_at": RECEIVED, "source": "Một cửa cũ"}
    )
    with refuses("OFFICER_MAY_NOT"):
        await office.submit(at=ENTRY, migrated=carried)
    with refuses("RECEIVED_IN_PAST"):
        await office.submit(at=ENTRY, received_at=RECEIVED)
