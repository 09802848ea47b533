"""The journal of a feedback, chained as a dossier's is (design §2.6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from models.events import GENESIS, ChainedEvent, check_detail
from models.feedback import FeedbackCode
from models.identifiers import AgencyCode, OfficerId
from models.tags import TagSpec
from models.value import Hash, Json, UtcTime

__all__ = ["FEEDBACK_TAGS", "FeedbackEvent", "FeedbackTag", "chain_feedback"]


class FeedbackTag(StrEnum):
    """What an event tells: source, subject, action."""

    SUBMITTED = "officer:feedback:submitted"
    ANSWERED = "officer:feedback:answered"
    JUDGED = "officer:feedback:judged"
    LATE = "clock:feedback:late"
    REPORT_DECIDED = "engine:report:decided"
    REPORT_DONE = "engine:report:done"
    REPORT_FAILED = "engine:report:failed"
    ACT_REFUSED = "engine:act:refused"
    CLOSED = "engine:feedback:closed"


_ACT = ("decision_id", "digest", "authenticated", "on_behalf_of?", "reason_code?", "note_id?")

FEEDBACK_TAGS: Final[dict[FeedbackTag, TagSpec]] = {
    FeedbackTag.SUBMITTED: TagSpec("Tiếp nhận phản ánh, kiến nghị", (
        *_ACT, "submission_id", "channel", "subject_kind", "subject", "hidden?", "assigned", "superior?", "repeats?",
        "received_at", "due", "opening", "shift_seconds?",
    )),
    FeedbackTag.ANSWERED: TagSpec("Trả lời phản ánh, kiến nghị", (*_ACT, "late_seconds")),
    FeedbackTag.JUDGED: TagSpec("Người phản ánh đánh giá việc trả lời", (*_ACT, "satisfied")),
    FeedbackTag.LATE: TagSpec("Quá hạn trả lời phản ánh, kiến nghị", ("due", "fired", "lateness_seconds")),
    FeedbackTag.REPORT_DECIDED: TagSpec("Quyết định báo cáo cấp trên", ("to_agency",)),
    FeedbackTag.REPORT_DONE: TagSpec("Đã báo cáo cấp trên", ("effect", "channel", "reference")),
    FeedbackTag.REPORT_FAILED: TagSpec("Không báo cáo được cấp trên", ("effect", "error")),
    FeedbackTag.ACT_REFUSED: TagSpec("Từ chối một yêu cầu", ("act", "error", "claimed_actor?", "decision_id?")),
    FeedbackTag.CLOSED: TagSpec("Đóng phản ánh, kiến nghị", ("status", "refused_acts")),
}  # fmt: skip
"""Every tag with its words and its detail's fields."""


class FeedbackEvent(ChainedEvent):
    """One event of a feedback's journal. It has one branch and no steps."""

    code: FeedbackCode
    tag: FeedbackTag


def chain_feedback(
    *, code: FeedbackCode, seq: int, at: UtcTime, tag: FeedbackTag, prev: Hash, actor: OfficerId | None = None,
    agency: AgencyCode | None = None, detail: dict[str, Json] | None = None,
) -> FeedbackEvent:  # fmt: skip
    """Build the next event of a chain, its hash computed; details of None are left out. Raises as `chain` does."""
    told = {name: value for name, value in (detail or {}).items() if value is not None}
    check_detail(tag, FEEDBACK_TAGS[tag].fields, told)
    draft = FeedbackEvent(
        code=code, branch=0, seq=seq, at=at, tag=tag, actor=actor, agency=agency, step=None, detail=told, prev=prev,
        hash=GENESIS,
    )  # fmt: skip
    return draft.model_copy(update={"hash": draft.computed_hash()})
