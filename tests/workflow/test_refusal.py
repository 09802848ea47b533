"""Not eligible after appraisal: returned with written reasons, signed as the result is (rulebook §1)."""

from __future__ import annotations

import pytest

from models.journal import PaperKind
from models.statuses import Status
from models.tags import Tag
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
HANDLER, HEAD = "cv.h24-31", "ld.h24-31"


async def test_a_refusal_is_a_signed_paper_with_its_reasons_and_is_returned_as_a_result(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    with refuses("REASON_REQUIRED"):
        await dossier.act("propose_refusal", HANDLER)
    with refuses("NOTE_REQUIRED"):
        await dossier.act("propose_refusal", HANDLER, "LY_DO_KHAC")
    with refuses("LATENESS_IS_NO_REASON"):
        await dossier.act("propose_refusal", HANDLER, "STEP_OVER_LIMIT", note="Đã quá hạn")
    answer = await dossier.act(
        "propose_refusal", HANDLER, "KHONG_PHU_HOP_QUY_HOACH", note="Thửa đất nằm trong đất giao thông"
    )
    assert answer.step == "ky"
    await dossier.act("approve", HEAD)
    await dossier.walk("tra")
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.status, row.outcome) == (Status.DONE, "refused")
    assert (await dossier.told(Tag.APPROVED)).detail["outcome"] == "refused"
    (paper,) = await dossier.papers(PaperKind.RESULT)
    assert len(paper.certificates) == 2
    await dossier.walk()
    assert (await dossier.result()).late_seconds == 0
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def test_a_proposal_that_is_sent_back_is_gone(office: Office) -> None:
    """It goes back to whoever proposed it, also past steps that were never reached."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    await dossier.act("propose_refusal", HANDLER, "KHONG_DU_DIEU_KIEN")
    answer = await dossier.act("return_for_rework", HEAD, "CAN_CU_CHUA_DU")
    assert answer.step == "tham_dinh"
    await dossier.walk()
    await dossier.result()
    assert (await dossier.row()).outcome == "granted"
