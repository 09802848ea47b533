"""After the result: rated, corrected, cancelled; and what people say of those who made it."""

from __future__ import annotations

from models.acts import Act
from models.feedback import FeedbackChannel, FeedbackSubmission, Subject, SubjectKind
from models.feedback_events import FeedbackTag
from models.identifiers import AgencyCode, OfficerId, SubmissionId
from models.procedure import Role
from models.submission import Person
from models.tags import Tag
from motcua.app import App
from motcua.rehearsal.complaint import Complaint, complain, somebody
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.paths.asking import counter
from motcua.rehearsal.year import Kind

__all__ = ["PATHS"]


async def corrected(life: Life) -> None:
    """Rated, and rated anew; the result was wrong, is corrected, and in the end taken back."""
    await life.walk()
    await life.at_rest()
    standing = await life.standing()
    desk, head = await counter(life), life.officer(standing.competent, Role.HEAD)
    for score in (5, 3):
        await life.act_afterwards(Act.RATE, desk, score=score)
    await life.act_afterwards(Act.CORRECT_RESULT, head, "SAI_SOT", "Ngày cấp ghi nhầm.")
    await life.act_afterwards(Act.CANCEL_RESULT, head, "CAP_SAI", "Cấp không đúng thẩm quyền.")


async def complained(life: Life) -> None:
    """About whoever handled it, hidden from them: answered and not liked; said again, and answered late."""
    await life.walk()
    await life.at_rest()
    handler = next(event.actor for event in await life.journal() if event.tag is Tag.COMPLETED)
    assert handler is not None
    person, desk = somebody(life.chance), await counter(life)
    first = await _about(await life.app_now(), life, handler, person, "a")
    head = life.officer((await first.row()).assigned, Role.HEAD)
    await life.is_refused("FEEDBACK_UNKNOWN", first.answer(handler))
    await first.after(days=2)
    await first.answer(head)
    await first.judge(desk, satisfied=False)
    again = await _about(await first.app(), life, handler, person, "b")
    await again.after(days=40)
    await again.told(FeedbackTag.REPORT_DONE)
    await again.answer(head)
    await again.after(days=16)
    await again.told(FeedbackTag.CLOSED)


async def _about(at: App, life: Life, officer: OfficerId, person: Person, number: str) -> Complaint:
    said = FeedbackSubmission(
        submission_id=SubmissionId(f"{life.begun.named}-pa-{number}"),
        receiving=AgencyCode(life.begun.setting.receiving), channel=FeedbackChannel.DIRECT, hidden=True, person=person,
        subject=Subject(kind=SubjectKind.OFFICER, id=officer), words="Hẹn ba lần mà không tiếp.",
    )  # fmt: skip
    return await complain(life.office, at, said, await counter(life))


PATHS = (
    Path("after.corrected", "Đánh giá, đính chính, thu hồi kết quả", on_a_quiet_day(Kind.DAYS), corrected),
    Path("after.complained", "Phản ánh về cán bộ, lần sau trả lời trễ", on_a_quiet_day(Kind.DAYS), complained),
)
