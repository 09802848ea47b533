"""Feedback: taken in, answered, judged; late, repeated, hidden from whom it concerns."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from models.acts import Envelope
from models.errors import MotcuaError
from models.events import verify_chain
from models.feedback import FeedbackAct, FeedbackAnswer, FeedbackCode, FeedbackStatus, FeedbackSubmission
from models.feedback_events import FeedbackTag
from models.feedback_state import FeedbackRow
from models.identifiers import AgencyCode, DecisionId, OfficerId
from models.submission import Person
from motcua.app import App
from motcua.service.feedback import FeedbackSaid
from tests.fixtures.casefile import refuses
from tests.fixtures.dossiers import COMMUNE_DESK, Office, anybody, vn
from tests.fixtures.time_skipping import eventually

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
COMMUNE = AgencyCode("H24.31")
DESK, HEAD, HANDLER = (OfficerId(one) for one in ("mc.h24-31-1", "ld.h24-31", "cv.h24-31"))
ABOVE = OfficerId("ld.h24")


def submission(subject: tuple[str, str], **other: Any) -> FeedbackSubmission:
    kind, about = subject
    said = {
        "submission_id": f"pa-{secrets.token_hex(8)}", "receiving": COMMUNE_DESK, "channel": "direct",
        "subject": {"kind": kind, "id": about}, "person": anybody(phone="0912 345 678"),
        "words": "Cán bộ hẹn ba lần mà không tiếp.",
    }  # fmt: skip
    return FeedbackSubmission.model_validate(said | other)


def handle(app: App, code: FeedbackCode) -> WorkflowHandle[Any, Any]:
    return app.client.get_workflow_handle(code)


async def row(app: App, code: FeedbackCode) -> FeedbackRow:
    return await asyncio.to_thread(app.register.feedback.queries.row, code)


async def tags(app: App, code: FeedbackCode) -> list[FeedbackTag]:
    """The journal's tags; its chain holds."""
    events = await asyncio.to_thread(app.register.feedback.queries.events, code)
    verify_chain(events)
    return [event.tag for event in events]


async def told(app: App, code: FeedbackCode, tag: FeedbackTag) -> None:
    async def there() -> bool:
        return tag in await tags(app, code)

    await eventually(there, handle(app, code))


async def test_a_feedback_is_answered_by_another_than_whom_it_concerns_and_judged(office: Office) -> None:
    """Said twice it counts once, of two at once one wins; nobody answers for themselves."""
    app = office.app(MONDAY)
    said = submission(("officer", HANDLER))
    first, again = await app.feedbacks.submit(said, DESK), await app.feedbacks.submit(said, DESK)
    assert again == first
    assert first.code.startswith("PA-H24.31.1-260302-")
    assert (await row(app, first.code)).due == vn(2026, 3, 16, 17)
    with refuses("SUBMISSION_CONFLICT"):
        await app.feedbacks.submit(said.model_copy(update={"words": "Khác."}), DESK)
    with refuses("SEPARATION_OF_DUTIES"):
        await app.feedbacks.answer(first.code, FeedbackSaid(HANDLER, note="Không có việc đó."))
    with refuses("NOTE_REQUIRED"):
        await app.feedbacks.answer(first.code, FeedbackSaid(HEAD))
    with refuses("AGENCY_MAY_NOT"):
        await app.feedbacks.answer(first.code, FeedbackSaid(ABOVE, note="Đã nhắc."))
    with refuses("STATE_FORBIDS_ACT"):
        await app.feedbacks.judge(first.code, FeedbackSaid(DESK, satisfied=True))
    answers = await asyncio.gather(
        *(app.feedbacks.answer(first.code, FeedbackSaid(HEAD, note=f"Đã nhắc nhở cán bộ, lần {one}.")) for one in "12"),
        return_exceptions=True,
    )
    assert sorted(one.code if isinstance(one, MotcuaError) else one.status for one in answers) == [  # type: ignore[union-attr]
        "STATE_FORBIDS_ACT", FeedbackStatus.ANSWERED,
    ]  # fmt: skip
    judging = FeedbackSaid(DESK, satisfied=False, decision_id=DecisionId("khong-hai-long-1"))
    judged = await app.feedbacks.judge(first.code, judging)
    assert await handle(app, first.code).result() == FeedbackStatus.JUDGED
    assert judged.status is FeedbackStatus.JUDGED
    assert await tags(app, first.code) == [
        FeedbackTag.SUBMITTED, FeedbackTag.ANSWERED, FeedbackTag.JUDGED, FeedbackTag.CLOSED,
    ]  # fmt: skip
    seen = app.feedbacks.show(first.code, HEAD, "giải quyết phản ánh")
    assert (seen.words, seen.row.satisfied) == (said.words, False)
    assert seen.answer is not None
    assert "nhắc nhở" in seen.answer
    history = (await handle(app, first.code).fetch_history()).to_json()
    assert "Hường" not in history
    assert "hẹn ba lần" not in history


async def test_what_is_hidden_is_unknown_to_whom_it_concerns_and_goes_above_a_head(office: Office) -> None:
    app = office.app(MONDAY)
    hidden = await app.feedbacks.submit(submission(("officer", HANDLER), hidden=True), DESK)
    waits = {officer: {one.code for one in app.feedbacks.inbox(officer)} for officer in (HEAD, HANDLER)}
    assert hidden.code in waits[HEAD]
    assert hidden.code not in waits[HANDLER]
    with refuses("FEEDBACK_UNKNOWN"):
        app.feedbacks.show(hidden.code, HANDLER)
    with refuses("FEEDBACK_UNKNOWN"):
        await app.feedbacks.answer(hidden.code, FeedbackSaid(HANDLER, note="Tôi không làm thế."))
    with refuses("OFFICER_MAY_NOT"):
        app.feedbacks.show(hidden.code, OfficerId("ld.h24-4"))
    about_head = await app.feedbacks.submit(submission(("officer", HEAD), hidden=True), DESK)
    assert (await row(app, about_head.code)).assigned == "H24"
    with refuses("FEEDBACK_UNKNOWN"):
        app.feedbacks.show(about_head.code, HEAD)
    with refuses("SEPARATION_OF_DUTIES"):
        await app.feedbacks.submit(submission(("officer", DESK)), DESK)


async def test_a_person_is_known_again_in_another_form_and_within_the_days_alone(office: Office) -> None:
    """The number with other spaces and +84, the name decomposed; another subject or another person is no repeat."""
    app, name = office.app(vn(2026, 5, 4, 9)), "Phạm Văn Ước"
    subject = ("agency", "H24.31")

    async def given(at: App, about: tuple[str, str] = subject, **person: Any) -> FeedbackRow:
        answer = await at.feedbacks.submit(submission(about, person=Person(name=name, **person)), DESK)
        return await row(at, answer.code)

    first = await given(app, phone="+84 987 654 321")
    decomposed = unicodedata.normalize("NFD", name).upper()
    again = await given(app, phone="0987.654.321", email="Uoc@Example.vn")
    by_mail = await given(app, email="uoc@example.VN")
    assert (first.repeats, again.repeats, by_mail.repeats) == (None, first.code, again.code)
    assert (await given(app, ("agency", "H24"), phone="0987654321")).repeats is None
    assert (await given(app, phone="0987654322")).repeats is None
    unnamed = await given(app)
    name = decomposed
    assert (await given(app)).repeats == unnamed.code
    assert (await given(office.app(vn(2026, 8, 3, 9)), phone="0987654321")).repeats is None  # 91 days later


async def test_an_answer_that_does_not_come_is_late_once_and_told_to_the_superior(office: Office) -> None:
    """The counters tell it, in its span and for its agency alone; unjudged, it closes by itself."""
    app = office.app(vn(2027, 3, 1, 9))  # a span of its own: the counters see nothing of other tests
    late = await app.feedbacks.submit(submission(("officer", HANDLER)), DESK)
    timely = await app.feedbacks.submit(submission(("officer", HANDLER), person=anybody(phone="0900000001")), DESK)
    await app.feedbacks.answer(timely.code, FeedbackSaid(HEAD, note="Đã xin lỗi ông/bà."))
    await app.feedbacks.judge(timely.code, FeedbackSaid(DESK, satisfied=False))
    due = (await row(app, late.code)).due
    await office.environment.fast_forward(handle(app, late.code), due - vn(2027, 3, 1, 9) + timedelta(minutes=1))
    await told(app, late.code, FeedbackTag.REPORT_DONE)
    assert late.code in {one.code for one in app.feedbacks.inbox(ABOVE)}
    await app.feedbacks.answer(late.code, FeedbackSaid(HEAD, note="Xin lỗi vì trả lời muộn."))
    await office.environment.fast_forward(handle(app, late.code), timedelta(days=15, minutes=1))
    assert await handle(app, late.code).result() == FeedbackStatus.ANSWERED
    assert await tags(app, late.code) == [
        FeedbackTag.SUBMITTED, FeedbackTag.LATE, FeedbackTag.REPORT_DECIDED, FeedbackTag.REPORT_DONE,
        FeedbackTag.ANSWERED, FeedbackTag.CLOSED,
    ]  # fmt: skip
    counted = app.feedbacks.counts(COMMUNE, vn(2027, 3, 1), vn(2027, 3, 2))
    assert (counted.total, counted.due, counted.on_time, counted.late, counted.disliked) == (2, 2, 1, 1, 1)
    assert counted.repeated == 0
    assert app.feedbacks.counts(COMMUNE, vn(2027, 3, 2), vn(2027, 4, 2)).total == 0


async def test_a_worker_that_was_killed_between_loses_nothing(office: Office) -> None:
    """What it heard while no worker was there stands with the next one; what was only reserved is started later."""
    own = office.own()
    app: App = own.app(MONDAY)
    app.feedbacks._temporal._patience = timedelta(seconds=1)
    said = submission(("agency", "H24.31"), person=anybody(phone="0900000077"))
    async with own.worker():
        first = await app.feedbacks.submit(said, DESK)
    envelope: Envelope = app.feedbacks.envelope(first.code, FeedbackAct.ANSWER, FeedbackSaid(ABOVE, note="Đã sửa."))
    await handle(app, first.code).signal(FeedbackAct.ANSWER.value, envelope)
    await handle(app, first.code).signal("approve", args=[])
    async with own.worker():
        await told(app, first.code, FeedbackTag.ANSWERED)
        await told(app, first.code, FeedbackTag.ACT_REFUSED)
        again: FeedbackAnswer = await app.feedbacks.submit(said, DESK)
        reserved = app.feedbacks._reserve(submission(("agency", "H24.31"), person=anybody(phone="0900000078")), DESK)
        assert await app.feedbacks.begin(MONDAY) == ()
        assert reserved.body.code in await app.feedbacks.begin(MONDAY + timedelta(days=1))
        assert (await row(app, reserved.body.code)).status is FeedbackStatus.RECEIVED
    assert (again.code, again.status) == (first.code, FeedbackStatus.ANSWERED)


async def test_who_gave_feedback_is_erased_by_two_persons_once_it_is_closed(office: Office) -> None:
    """Words, notes and what the person is found by are gone for good; journal and counts stay, and verify."""
    app, operator = office.app(MONDAY), OfficerId("vh.h24")
    given = submission(("agency", COMMUNE), person=anybody(identity_number="030085066666"))
    code = (await app.feedbacks.submit(given, DESK)).code

    async def erase(officer: OfficerId) -> Any:
        return await asyncio.to_thread(app.feedback_erasing.erase, code, officer, "người dân yêu cầu")

    await told(app, code, FeedbackTag.SUBMITTED)
    with refuses("ERASURE_NOT_ASKED"):
        await erase(operator)
    with refuses("ERASURE_WHILE_OPEN"):
        await erase(ABOVE)
    await app.feedbacks.answer(code, FeedbackSaid(ABOVE, note="Đã nhắc nhở."))
    await app.feedbacks.judge(code, FeedbackSaid(DESK, satisfied=True))
    await told(app, code, FeedbackTag.CLOSED)
    with refuses("OFFICER_MAY_NOT"):
        await erase(DESK)
    assert (await erase(ABOVE)).erased_at is None
    assert (await asyncio.to_thread(app.feedbacks.show, code, ABOVE, "xem lại")).words == given.words
    before = await asyncio.to_thread(app.register.feedback.queries.events, code)
    done = await erase(operator)
    assert (done.asked_by, done.erased_by) == (ABOVE, operator)
    assert await erase(operator) == done, "said again it changes nothing"
    with refuses("PERSON_ERASED"):
        await asyncio.to_thread(app.feedbacks.show, code, ABOVE, "xem lại")
    assert await asyncio.to_thread(app.register.feedback.queries.events, code) == before
    assert (await row(app, code)).satisfied is True
    again = await app.feedbacks.submit(submission(("agency", COMMUNE), person=given.person), DESK)
    assert (await row(app, again.code)).repeats is None, "nobody can tell any more that it is the same person"
