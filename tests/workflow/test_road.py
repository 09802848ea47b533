"""The ordinary road of a dossier, from receipt to result."""

from __future__ import annotations

import asyncio

import pytest

from models.identifiers import NoteId, OfficerId
from models.journal import PaperKind
from models.statuses import Status
from models.tags import Tag
from tests.fixtures.dossiers import CITY_DESK, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
ROAD = [
    Tag.SUBMITTED, Tag.RECEPTION_DECIDED, Tag.RECEPTION_DONE,
    Tag.HANDED_OVER, Tag.TRANSFER_DECIDED, Tag.TRANSFER_DONE, Tag.TAKEN_OVER, Tag.COMPLETED,
    Tag.APPROVED, Tag.SIGNATURE_DECIDED, Tag.SIGNATURE_DONE, Tag.RELEASED,
    Tag.RETURNED, Tag.RESULT_RETURN_DECIDED, Tag.RESULT_RETURN_DONE, Tag.CLOSED,
]  # fmt: skip


async def test_a_dossier_of_one_agency_goes_from_receipt_to_result(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.walk("ky")
    await dossier.walk("tra")
    await dossier.walk()
    closing = await dossier.result()
    assert (closing.status, closing.late_seconds, closing.apologised) == (Status.RETURNED, 0, False)
    # An act may be heard before the transfer that it overtakes is told; the story is the same.
    assert sorted(await dossier.tags()) == sorted(ROAD)
    row = await dossier.row()
    assert row.due == vn(2026, 3, 5, 17)
    assert row.closed_at is not None
    assert not row.overdue


async def test_the_result_is_a_sealed_paper_that_an_officer_of_the_dossier_may_read(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tra")
    await dossier.at_rest()
    (paper,) = await dossier.papers(PaperKind.RESULT)
    pdf = await asyncio.to_thread(
        dossier.app.looking.paper, dossier.code, PaperKind.RESULT, OfficerId("mc.h24-31-1"), "trả kết quả"
    )
    assert len(pdf) == paper.size
    assert pdf.startswith(b"%PDF")
    assert len(paper.certificates) == 2
    assert (await dossier.row()).status == Status.DONE


async def test_a_dossier_of_several_agencies_is_handed_from_one_to_the_next(office: Office) -> None:
    dossier = await office.submit("1.014199", at=MONDAY, receiving=CITY_DESK)
    await dossier.walk()
    await dossier.result()
    kept = await dossier.kept()
    assert [(given.from_agency, given.to_agency) for given in kept.hand_overs] == [
        ("H24.1", "H24.5"), ("H24.5", "H24.7"), ("H24.7", "H24"),
    ]  # fmt: skip
    assert [step.officer for step in kept.steps] == ["cv.h24-5", "cv.h24-7", "cv.h24", "ld.h24", "mc.h24-1"]


async def test_history_and_register_tell_the_same_and_every_act_is_proven(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk()
    await dossier.result()
    timeline = await dossier.app.timelines.tell(dossier.code)
    assert timeline.whole
    assert [entry.event for entry in timeline.entries] == await dossier.journal()


async def test_a_note_is_sealed_in_the_register_and_only_its_name_is_told(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.act("hand_over", "mc.h24-31-1", note="Đã đủ giấy tờ")
    told = await dossier.told(Tag.HANDED_OVER)
    note = await asyncio.to_thread(office.register.people.get_note, dossier.code, NoteId(told.detail["note_id"]))
    assert note == "Đã đủ giấy tờ"
