"""What is particular to the acts on a feedback."""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from models.acts import Envelope
from models.contents.base import Content, Nothing
from models.errors import InvalidInput
from models.feedback import FeedbackAct
from models.value import Hash

__all__ = ["JudgeFeedback", "SubmitFeedback", "feedback_content_of"]


class SubmitFeedback(Content):
    """The digest of what is opened."""

    opening: Hash


class JudgeFeedback(Content):
    """Whether the answer satisfies the person who gave the feedback."""

    satisfied: bool


_CONTENT: Final[dict[FeedbackAct, type[Content]]] = {
    FeedbackAct.SUBMIT: SubmitFeedback, FeedbackAct.ANSWER: Nothing, FeedbackAct.JUDGE: JudgeFeedback,
}  # fmt: skip


def feedback_content_of(act: FeedbackAct, envelope: Envelope) -> Content:
    """Read an envelope's content by the act's own model. Raises InvalidInput (`ACT_CONTENT_MALFORMED`)."""
    try:
        return _CONTENT[act].model_validate(envelope.content or {})
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"]) or "content"
        raise InvalidInput("ACT_CONTENT_MALFORMED", act=act.value, field=field) from None
