"""A calendar is published while a counter owes an answer, or a superior the name of who is competent (rulebook §1)."""

from __future__ import annotations

import asyncio

import pytest

from activities.publishing import PublishingPlace
from models.identifiers import AgencyCode
from models.publication import Subject
from models.statuses import Channel
from models.tags import Tag
from models.value import stamp, unstamp
from motcua.cli.calendar_preview_text import preview_lines
from motcua.service.previewing import Effect
from tests.fixtures.before_publication import CULTURE, near, told
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful
from tests.fixtures.publishing import CULTURE_DAY, bundle_of, decided, storm
from tests.workflow.test_calendar_changes import BIRTH_ANEW
from tests.workflow.test_competence import ORPHAN, orphaned

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.before_publication")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_answer_that_its_counter_owes_moves_with_the_calendar(own: Office, own_url: str) -> None:
    """Registered on Monday afternoon, to be answered on Tuesday, which is declared off: on Wednesday."""
    at = vn(2026, 11, 23, 15)
    dossiers = [
        await own.submit(BIRTH_ANEW, at=at, channel=Channel.ONLINE, officer="dvc.h24") for _ in range(2)
    ]  # fmt: skip
    accepted, forgotten = dossiers
    bundle = await asyncio.to_thread(bundle_of, own.register, CULTURE_DAY)
    foreseen = await asyncio.to_thread(accepted.app.previewing.of, bundle)
    assert foreseen.counted[Effect.MATTERS_MOVED] == 2
    assert all(near(stamp(one.new_answer_by), vn(2026, 11, 25, 15)) for one in foreseen.dossiers if one.new_answer_by)
    assert any("chưa tiếp nhận; hạn trả lời 15:00 24/11/2026 → 15:00 25/11/2026" in line
               for line in preview_lines(foreseen))  # fmt: skip
    await decided(own.register, CULTURE_DAY)
    for dossier in dossiers:
        assert dossier.code in dossier.app.publishing.behind(CULTURE, 1000)
        assert await told(dossier) is None
        assert await told(dossier) is None, "told again it gives its first answer"
        await dossier.at_rest()
        assert dossier.code not in dossier.app.publishing.behind(CULTURE, 1000)
        event = await dossier.told(Tag.CALENDAR_CHANGED)
        assert (event.detail["old_version"], event.detail["new_version"]) == ("vn-2026.1", "vn-2026.2")
        assert near(event.detail["new_answer_by"], vn(2026, 11, 25, 15))
        assert (await dossier.row()).calendar == "vn-2026.2"
    await accepted.forward(to=vn(2026, 11, 25, 14))
    assert Tag.ANSWER_LATE not in [*await accepted.tags(), *await forgotten.tags()]
    await accepted.act("accept_dossier", "mc.h24-31-1")
    await forgotten.forward(to=vn(2026, 11, 25, 15) + A_MOMENT)
    late = await forgotten.told(Tag.ANSWER_LATE)
    assert near(late.detail["due"], vn(2026, 11, 25, 15))
    await forgotten.act("accept_dossier", "mc.h24-31-1")
    for dossier in dossiers:
        await dossier.walk()
        await dossier.result()
        assert Tag.CALENDAR_CHANGED in await dossier.tags(), "what moved the answer moved no promise"
        assert not await asyncio.to_thread(unlawful, own_url, dossier.code)
        belief = await asyncio.to_thread(dossier.app.clocks.why, dossier.code)
        assert belief.changes == ()


async def test_how_long_a_superior_may_look_for_somebody_competent_moves_with_the_calendar(
    own: Office, own_url: str
) -> None:
    """Eight working hours from Monday afternoon on; the agency that is named then counts by the new days."""
    await asyncio.to_thread(orphaned, own)
    dossier = await own.submit(ORPHAN, at=vn(2026, 11, 23, 15))
    queued = await dossier.told(Tag.COORDINATION_DONE)
    assert near(queued.detail["assign_by"], vn(2026, 11, 24, 15))
    await dossier.at_rest()
    assert (await dossier.row()).calendar == queued.detail["calendar"] == "vn-2026.1"
    await decided(own.register, CULTURE_DAY)
    assert await told(dossier) is None
    (moved,) = (await dossier.told(Tag.CALENDAR_CHANGED)).detail["matters"]
    assert near(moved["new_due"], vn(2026, 11, 25, 15))
    await dossier.at_rest()
    assert (await dossier.kept()).matters[0].due == unstamp(moved["new_due"])
    await dossier.forward(to=vn(2026, 11, 24, 15) + A_MOMENT)
    assert Tag.NOT_COORDINATED not in await dossier.tags()
    await dossier.forward(to=vn(2026, 11, 25, 15) + A_MOMENT)
    assert (await dossier.told(Tag.NOT_COORDINATED)).detail["due"] == moved["new_due"]
    await dossier.act("assign_competent", "ld.h24-31", "THEO_THAM_QUYEN", content={"agency": "H24.31"})
    received = await dossier.told(Tag.RECEPTION_DONE)
    assert received.detail["calendar"] == "vn-2026.2"
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, own_url, dossier.code)


async def test_the_dossiers_of_an_agency_that_ended_without_heir_hold_up_no_publication(own: Office) -> None:
    """They count by the calendar of where it was."""
    await asyncio.to_thread(orphaned, own)
    alone = await own.submit(ORPHAN, at=vn(2026, 3, 26, 9))
    await alone.forward(to=vn(2026, 4, 1, 9))
    path = storm(own.settings.home, "h24-2026.1", "2026-04-02")
    await decided(own.register, path)
    other = await own.submit(BIRTH_ANEW, at=vn(2026, 4, 1, 9))
    place = PublishingPlace(subject=Subject.CALENDAR, name="h24-2026.1")
    publishing = other.app.publishing
    assert alone.code in publishing.behind(place, 1000)
    for dossier in (alone, other):
        assert await publishing.tell(place, dossier.code) is None
    assert (await alone.told(Tag.CALENDAR_CHANGED)).detail["new_version"].endswith("h24-2026.1")
    assert AgencyCode("H24.99") == (await alone.row()).competent
