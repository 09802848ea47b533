"""The picture in the README: a building permit of ward and department, refused once, late, apologised for, returned.

`WRITE_PICTURE=docs/pictures/timeline.svg` writes it out, played on the real parts under skipped time.
"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from models.acts import Act
from models.tags import Tag
from motcua.audit.picture import draw, known_of
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK, WARD, DEPARTMENT, HEAD = "mc.h24-40-1", "cv.h24-40", "cv.h24-4", "ld.h24-40"
STORY: list[tuple[datetime, Act, str, str | None]] = [
    (vn(2026, 4, 20, 14, 10), Act.HAND_OVER, DESK, None),
    (vn(2026, 4, 20, 15, 30), Act.TAKE_OVER, WARD, None),
    (vn(2026, 4, 23, 15, 40), Act.COMPLETE_STEP, WARD, None),
    (vn(2026, 4, 23, 16, 0), Act.HAND_OVER, WARD, None),
    (vn(2026, 4, 24, 9, 20), Act.DECLINE_HAND_OVER, DEPARTMENT, "THIEU_TAI_LIEU_KEM_THEO"),
    (vn(2026, 4, 28, 8, 30), Act.HAND_OVER, WARD, None),
    (vn(2026, 4, 29, 9, 45), Act.TAKE_OVER, DEPARTMENT, None),
    (vn(2026, 5, 6, 10, 15), Act.COMPLETE_STEP, DEPARTMENT, None),
    (vn(2026, 5, 6, 10, 40), Act.HAND_OVER, DEPARTMENT, None),
    (vn(2026, 5, 6, 14, 0), Act.TAKE_OVER, WARD, None),
    (vn(2026, 5, 7, 16, 10), Act.COMPLETE_STEP, WARD, None),
    (vn(2026, 5, 8, 9, 30), Act.APPROVE, HEAD, None),
    (vn(2026, 5, 8, 15, 20), Act.RETURN_RESULT, DESK, None),
]


async def _played(office: Office) -> Casefile:
    dossier = await office.submit("1.009994", at=vn(2026, 4, 20, 9, 10), receiving="H24.40.1", officer=DESK)
    for at, act, officer, reason in STORY:
        await dossier.forward(to=at)
        await dossier.act(act, officer, reason)
        await dossier.settled()
    await dossier.result()
    return dossier


async def test_a_late_dossier_is_pictured_with_every_agency_its_promise_and_its_apology(office: Office) -> None:
    """Three agencies, a refused hand-over, a due date over the holidays of 30 April, one letter, one new date."""
    dossier = await _played(office)
    told = await dossier.app.timelines.tell(dossier.code)
    assert told.whole
    picture = draw(told, await asyncio.to_thread(known_of, office.register, told))
    if os.environ.get("WRITE_PICTURE"):
        await asyncio.to_thread(Path(os.environ["WRITE_PICTURE"]).write_text, picture, encoding="utf-8")
    drawn = ElementTree.fromstring(picture)
    tags = [group.get("data-tag") for group in drawn.iter() if group.get("data-tag")]
    assert tags.count(Tag.DECLINED.value) == tags.count(Tag.APOLOGY_DONE.value) == 1
    assert {group.get("data-kind") for group in drawn.iter() if group.get("data-part") == "promise"} == {
        "due",
        "newdue",
    }
