"""A calendar is published while dossiers are open: each is told once, by a message that proves itself."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.publishing import Publishing, PublishingPlace
from models.attest import Attester, certify_attester
from models.contents.ruling import ApplyCalendar
from models.errors import Unavailable
from models.identifiers import OfficerId
from models.procedure import StepKind
from models.publication import Decided, Publication, Subject
from models.statuses import Channel
from models.tags import Tag
from models.value import stamp, unstamp
from motcua.cli.calendar_text import due_lines
from motcua.cli.clock_text import belief_lines
from motcua.service.previewing import Effect
from tests.fixtures.before_publication import CULTURE, near, told
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful
from tests.fixtures.publishing import CULTURE_DAY, TWO, bundle_of, decided, storm
from tests.workflow.recording import keep_others

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.before_publication")
pytestmark = pytest.mark.asyncio(loop_scope="session")

BIRTH_ANEW = "1.004884"
"""Five working days."""
WEDNESDAY, OLD_DUE, NEW_DUE = vn(2026, 11, 18, 9), vn(2026, 11, 25, 17), vn(2026, 11, 26, 17)


async def test_a_due_instant_moves_with_the_day_that_is_off_and_the_promise_of_reception_stands_beside_it(
    own: Office,
) -> None:
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    assert (await dossier.row()).due == OLD_DUE
    assert await told(dossier) is None, "it counts by the newest calendar that is decided: nothing is to be told"
    assert Tag.CALENDAR_CHANGED not in await dossier.tags()
    await decided(own.register, CULTURE_DAY)
    assert await told(dossier) is None
    event = await dossier.told(Tag.CALENDAR_CHANGED)
    assert (event.actor, event.detail["old_version"], event.detail["new_version"]) == (TWO, "vn-2026.1", "vn-2026.2")
    assert (event.detail["old_due"], event.detail["new_due"]) == (
        "2026-11-25T10:00:00.000000Z",
        "2026-11-26T10:00:00.000000Z",
    )
    assert await told(dossier) is None, "told again it gives its first answer"
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.due, row.due_original, row.calendar) == (NEW_DUE, OLD_DUE, "vn-2026.2")
    await dossier.forward(to=OLD_DUE + A_MOMENT)
    await dossier.at_rest()
    assert (await dossier.tags()).count(Tag.CALENDAR_CHANGED) == 1
    assert Tag.OVERDUE not in await dossier.tags()
    await dossier.forward(to=NEW_DUE + A_MOMENT)
    late = await dossier.told(Tag.OVERDUE)
    assert late.detail["due"] == event.detail["new_due"]


async def test_a_calendar_published_while_the_clock_stands_counts_from_when_it_goes_on(own: Office) -> None:
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await decided(own.register, CULTURE_DAY)
    assert await told(dossier) is None
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await dossier.at_rest()
    row = await dossier.row()
    assert row.due is not None
    assert row.due_original is not None
    moment = timedelta(hours=15)  # by which a moment's pause just before closing moves the end into the next morning
    assert NEW_DUE <= row.due < NEW_DUE + moment
    assert OLD_DUE <= row.due_original < OLD_DUE + moment


async def test_who_was_offered_a_dossier_again_after_a_stop_has_as_long_by_the_new_calendar(own: Office) -> None:
    """Handed over on Wednesday, stopped, lifted on Friday at nine: to be taken over until Friday's end, as before."""
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.act("hand_over", "mc.h24-31-1")
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await dossier.forward(to=vn(2026, 11, 20, 9))
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await decided(own.register, CULTURE_DAY)
    assert await told(dossier) is None
    changed = await dossier.told(Tag.CALENDAR_CHANGED)
    assert changed.detail["silent_after"] == stamp(vn(2026, 11, 20, 17))
    assert Tag.HAND_OVER_SILENT not in await dossier.tags()


async def test_a_new_date_moves_with_a_pause_by_the_calendar_that_holds_when_it_goes_on(
    own: Office, own_url: str, tmp_path: Path
) -> None:
    """Stopped for Wednesday and Thursday, of which a storm closed the one: the head's date moves by the other alone."""
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.walk("ky")
    await dossier.forward(to=vn(2026, 11, 24, 17) + A_MOMENT)
    await dossier.told(Tag.APOLOGY_DRAFTED)
    promised = {"new_due": stamp(vn(2026, 11, 30, 17))}
    await dossier.act("send_apology", "ld.h24-31", "STEP_OVER_LIMIT", content=promised)
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await decided(own.register, storm(tmp_path, "h24-2026.1", "2026-11-25"))
    await dossier.forward(to=vn(2026, 11, 26, 17, 30))
    assert await told(dossier) is None
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    await dossier.at_rest()
    assert (await dossier.row()).new_due == vn(2026, 12, 1, 17)
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, own_url, dossier.code)


async def test_a_storm_lifts_a_lateness_that_was_told_and_the_apology_stays_the_only_one(
    own: Office, tmp_path: Path
) -> None:
    """Late, apologised, the offices closed by decision: on time again; late anew it owes no second date."""
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.walk("ky")
    await dossier.at_rest()
    await dossier.forward(to=OLD_DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    assert (await dossier.row()).overdue
    await decided(own.register, storm(tmp_path, "h24-2026.1", "2026-11-25", "2026-11-26"))
    assert await told(dossier) is None
    changed = await dossier.told(Tag.CALENDAR_CHANGED)
    assert (changed.detail["new_version"], changed.detail["lifted"]) == ("vn-2026.1-h24-2026.1", True)
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.due, row.due_original, row.overdue) == (vn(2026, 11, 27, 17), OLD_DUE, False)
    promised = row.new_due
    await dossier.forward(to=vn(2026, 11, 27, 17) + A_MOMENT)
    again = await dossier.told(Tag.OVERDUE, times=2)
    assert again.detail["due"] == changed.detail["new_due"]
    assert promised is not None
    assert promised < vn(2026, 11, 27, 17), "what the letter promised is past when it is late anew"
    await dossier.told(Tag.ESCALATION_DONE)
    tags = await dossier.tags()
    assert (tags.count(Tag.APOLOGY_DECIDED), tags.count(Tag.OVERDUE_AGAIN)) == (1, 1)
    assert (await dossier.row()).new_due == promised


async def test_a_day_that_is_worked_after_all_makes_late_and_the_clock_says_so_at_once(
    own: Office, tmp_path: Path
) -> None:
    await decided(own.register, CULTURE_DAY)
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    assert (await dossier.row()).due == NEW_DUE
    await dossier.forward(to=OLD_DUE + timedelta(hours=1))
    await decided(own.register, _worked_after_all(tmp_path))
    assert await told(dossier) is None
    overdue = await dossier.told(Tag.OVERDUE)
    changed = await dossier.told(Tag.CALENDAR_CHANGED)
    assert changed.detail["newly_late"] is True
    assert (overdue.detail["due"], overdue.at) == (changed.detail["new_due"], changed.at)
    await dossier.told(Tag.APOLOGY_DONE)
    assert (await dossier.row()).overdue


async def test_a_new_date_that_was_promised_in_a_pause_moves_by_what_came_of_the_pause_since(
    own: Office, own_url: str, tmp_path: Path
) -> None:
    """Stopped a fortnight, of which the day that is worked after all is told on the last but one: late before it."""
    await decided(own.register, CULTURE_DAY)
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await dossier.walk("ky")
    await dossier.forward(to=OLD_DUE + timedelta(hours=1))
    await dossier.act("stop", "ld.h24-31", "CHO_TOA_AN")
    await dossier.forward(to=vn(2026, 12, 8, 9))
    await decided(own.register, _worked_after_all(tmp_path))
    assert await told(dossier) is None
    promised = await dossier.told(Tag.APOLOGY_DECIDED)
    assert promised.detail["new_due"] == stamp(vn(2026, 12, 9, 11, 30))
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.forward(to=vn(2026, 12, 9, 9))
    await dossier.act("lift_stop", "ld.h24-31", "DA_XONG")
    assert near((await dossier.told(Tag.STOP_LIFTED)).detail["new_due_after"], vn(2026, 12, 10, 11, 30))
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, own_url, dossier.code)


def _worked_after_all(folder: Path) -> Path:
    """Write the file by which 24 November is no day off any more."""
    path = folder / "vn-2026.3.yaml"
    path.write_text(
        "version: vn-2026.3\nextends: vn-2026.2\nlayer: nation\ntitle: Bỏ ngày nghỉ\npublished_on: 2026-11-25\n"
        "published_until: 2026-12-31\nentries:\n  - {date: 2026-11-24, kind: off, name: Ngày Văn hóa Việt Nam,"
        " citation: Mẫu, verified: false, active: false}\n",
        encoding="utf-8",
    )
    return path


async def test_until_when_somebody_has_to_answer_moves_with_the_calendar_too(own: Office) -> None:
    """Thirty days for papers end on the day that is off; twenty-four working hours for an opinion run over it."""
    papers, opinion = await own.submit(BIRTH_ANEW, at=vn(2026, 10, 23, 9)), await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    for dossier in (papers, opinion):
        await dossier.walk("tham_tra")
    await papers.forward(to=vn(2026, 10, 25, 9))
    await papers.act("request_supplement", "cv.h24-31", content={"components": "to_khai"})
    await opinion.forward(to=vn(2026, 11, 20, 9))
    stated = {"agency": "H24.5", "due": stamp(vn(2026, 11, 24, 17))}
    await opinion.act("consult", "cv.h24-31", content={"agencies": [{"agency": "H24.4", "hours": 24}, stated]})
    for dossier in (papers, opinion):
        await dossier.at_rest()
    foreseen = {one.code: one for one in own.app(vn(2026, 11, 20, 10)).previewing.of(
        bundle_of(own.register, CULTURE_DAY)
    ).dossiers}  # fmt: skip
    await decided(own.register, CULTURE_DAY)
    for dossier, effect, old, new in (
        (papers, Effect.MATTERS_MOVED, vn(2026, 11, 24, 17), vn(2026, 11, 25, 17)),
        (opinion, Effect.MOVED, vn(2026, 11, 25, 9), vn(2026, 11, 26, 9)),
    ):
        assert await told(dossier) is None
        changed = await dossier.told(Tag.CALENDAR_CHANGED)
        (moved,) = changed.detail["matters"]
        assert (moved["matter"], changed.detail["new_version"]) == (1, "vn-2026.2")
        assert [near(moved[name], due) for name, due in (("old_due", old), ("new_due", new))] == [True, True]
        (of_preview,) = foreseen[dossier.code].matters
        assert (foreseen[dossier.code].effect, of_preview.model_dump(mode="json")) == (effect, moved)
        await dossier.at_rest()
        first, *others = (await dossier.kept()).matters
        assert first.due == unstamp(moved["new_due"])
        assert [one.due for one in others] == [vn(2026, 11, 24, 17)][: len(others)], "a stated instant stays"
    await papers.forward(to=vn(2026, 11, 24, 17) + A_MOMENT)
    with refuses("SUPPLEMENT_STILL_OPEN"):
        await papers.act("close_unanswered", "mc.h24-31-1", "QUA_HAN_BO_SUNG")
    await papers.forward(to=vn(2026, 11, 25, 17) + A_MOMENT)
    assert (await papers.told(Tag.SUPPLEMENT_UNANSWERED)).detail["due"] == stamp(vn(2026, 11, 25, 17))
    await papers.act("close_unanswered", "mc.h24-31-1", "QUA_HAN_BO_SUNG")


async def test_only_what_was_published_is_believed_and_only_while_the_promise_is_open(own: Office) -> None:
    dossier, done = await own.submit(BIRTH_ANEW, at=WEDNESDAY), await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await done.walk(until=lambda standing: standing.kind is StepKind.RETURN)
    (entry,) = await decided(own.register, CULTURE_DAY)
    act, envelope = dossier.app.publishing._calendars.message("", dossier.code)
    content = ApplyCalendar.model_validate(envelope.content)
    stranger = OfficerId("cv.h24-31")
    honest = Decided(by=entry.by, confirmed_by=entry.confirmed_by, at=entry.at, proposal=entry.proposal)
    longer = content.calendar.model_copy(update={"off": tuple(sorted({*content.calendar.off, date(2026, 12, 31)}))})
    elsewhere = Attester(key := Ed25519PrivateKey.generate(), certify_attester(key, key, entry.at, entry.at))
    forged = Publication.state(Subject.CALENDAR, longer, honest, elsewhere)
    other = content.publication.model_copy(update={"decided": honest.model_copy(update={"by": stranger})})
    for actor, said, error in (
        (TWO, {"calendar": longer, "publication": content.publication}, "PUBLICATION_FOREIGN"),
        (TWO, {"calendar": longer, "publication": forged}, "PUBLICATION_FORGED"),
        (TWO, {"calendar": content.calendar, "publication": other}, "PUBLICATION_FORGED"),
        (stranger, {"calendar": content.calendar, "publication": content.publication}, "OFFICER_MAY_NOT"),
    ):
        with refuses(error):
            given = ApplyCalendar.model_validate(said).model_dump(mode="json")
            await dossier.act(act, actor, content=given)
    with refuses("PROMISE_KEPT"):
        await done.act(act, TWO, content=envelope.content)
    assert await told(done) is None, "nothing is to be told, and that is no fault"
    assert await told(dossier) is None
    with refuses("CALENDAR_IS_CURRENT"):
        await dossier.act(act, TWO, content=envelope.content)
    assert Tag.CALENDAR_CHANGED not in await done.tags()


async def test_an_older_publication_that_comes_late_changes_nothing(own: Office, tmp_path: Path) -> None:
    dossier = await own.submit(BIRTH_ANEW, at=WEDNESDAY)
    await decided(own.register, CULTURE_DAY)
    act, first = dossier.app.publishing._calendars.message("", dossier.code)
    await decided(own.register, storm(tmp_path, "h24.31-2026.1", "2026-11-20", layer="agency", agency="H24.31"))
    assert await told(dossier) is None
    with refuses("CALENDAR_SUPERSEDED"):
        await dossier.act(act, TWO, content=first.content)
    await dossier.at_rest()
    row = await dossier.row()
    assert (row.calendar, row.due) == ("vn-2026.2-h24.31-2026.1", vn(2026, 11, 27, 17)), "24 November and the storm"
    why = await asyncio.to_thread(dossier.app.clocks.why, dossier.code)
    words = "\n".join([*due_lines(why.deadline, why.names), *belief_lines(why)])
    for said in (
        "lịch: vn-2026.2-h24.31-2026.1",
        "thứ Sáu 20/11/2026      nghỉ — Bão số 7, 1207/QĐ-UBND\n",
        "thứ Ba 24/11/2026       nghỉ — Ngày Văn hóa Việt Nam\n",
        "Hẹn ban đầu: 17:00 25/11/2026",
        "vn-2026.1 → vn-2026.2-h24.31-2026.1; hẹn 17:00 25/11/2026 → 17:00 27/11/2026",
    ):
        assert said in words, words


class Interrupted:
    """Messages that break off in the middle, as a worker that is killed does; begun again they go on."""

    def __init__(self, messages: Any, after: int) -> None:
        self.messages, self.left = messages, after

    def behind(self, place: PublishingPlace, most: int) -> Any:
        return self.messages.behind(place, most)

    async def tell(self, place: PublishingPlace, code: Any) -> str | None:
        self.left -= 1
        if self.left == 0:
            raise Unavailable("WORKER_SILENT", code=code)
        error: str | None = await self.messages.tell(place, code)
        return error


async def test_a_publication_reaches_every_open_dossier_as_it_was_foreseen(own: Office) -> None:
    """Told in any order, broken off and begun again: each once, by as much as the preview said."""
    dossiers = [
        await own.submit(procedure, at=at)
        for procedure in (BIRTH_ANEW, "1.001612", "1.009994")
        for at in (vn(2026, 11, 17, 9), WEDNESDAY, vn(2026, 11, 19, 15, 30))
    ]
    online = await own.submit(BIRTH_ANEW, at=WEDNESDAY, channel=Channel.ONLINE, officer="dvc.h24")
    everybody = [*dossiers, online]
    for dossier in everybody:
        await dossier.at_rest()
    app = own.app(WEDNESDAY)
    preview = app.previewing.of(bundle_of(own.register, CULTURE_DAY))
    assert {one.code for one in preview.dossiers} == {one.code for one in everybody}
    assert preview.counted[Effect.MOVED] and preview.counted[Effect.UNCHANGED]
    assert {one.detail.get("old_version") for one in await dossiers[0].journal()} == {None}, "nothing was changed"
    assert app.publishing.due() == []
    await decided(own.register, CULTURE_DAY)
    assert app.publishing.due() == [CULTURE]

    with refuses("WORKER_SILENT"):
        await Publishing(Interrupted(app.publishing, 4)).publish(CULTURE)
    (name,) = (await app.reconciliation.reconcile()).publications
    assert name == "calendar-vn-2026.2"
    published = await app.publishing._publications.result(name)
    assert published.left == ()
    await keep_others("test_a_publication_reaches_every_open_dossier_as_it_was_foreseen-publication", own, {name})
    for dossier in everybody:
        foreseen = next(one for one in preview.dossiers if one.code == dossier.code)
        await dossier.told(Tag.CALENDAR_CHANGED)
        await dossier.at_rest()
        row = await dossier.row()
        assert (row.due, row.calendar) == (foreseen.new_due, foreseen.new_calendar)
        assert (await dossier.tags()).count(Tag.CALENDAR_CHANGED) == 1
    assert app.publishing.due() == []
    await online.act("accept_dossier", "mc.h24-31-1")
    await online.at_rest()
    assert (await online.row()).calendar == "vn-2026.2", "accepted afterwards it has the calendar of that day"
