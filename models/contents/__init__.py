"""What is particular to each act: its own frozen model, one module for each room of `workflows.verbs`."""

from __future__ import annotations

from typing import Final

from models.acts import Act, Envelope
from models.contents.after import Rate
from models.contents.apologising import ContestAttribution, SendApology, SettleAttribution
from models.contents.asking import AnswerSupplement, Pay, RequestPayment, RequestSupplement
from models.contents.base import Content, Nothing, read_as
from models.contents.consulting import AnswerConsultation, CancelConsultation, Consult
from models.contents.correcting import Correct
from models.contents.handing import ReturnForRework, SendBack
from models.contents.reception import AssignCompetent, Digitise, Submit
from models.contents.repair import AdoptReset, Retry, RotateRoot, StartAgain
from models.contents.returning import ConfirmDelivery, ReturnResult
from models.contents.ruling import ApplyCalendar, MoveProcedure, Succeed
from models.contents.working import Assign, Extend, Reassign, Reverse

__all__ = ["CONTENT", "Content", "Nothing", "content_of"]

CONTENT: Final[dict[Act, type[Content]]] = dict.fromkeys(Act, Nothing) | {
    Act.SUBMIT: Submit,
    Act.ASSIGN_COMPETENT: AssignCompetent,
    Act.DIGITISE: Digitise,
    Act.SEND_BACK: SendBack,
    Act.RETURN_FOR_REWORK: ReturnForRework,
    Act.RETURN_RESULT: ReturnResult,
    Act.CONFIRM_DELIVERY: ConfirmDelivery,
    Act.RETRY: Retry,
    Act.ADOPT_RESET: AdoptReset,
    Act.ROTATE_ROOT: RotateRoot,
    Act.START_AGAIN: StartAgain,
    Act.CONSULT: Consult,
    Act.ANSWER_CONSULTATION: AnswerConsultation,
    Act.CANCEL_CONSULTATION: CancelConsultation,
    Act.REQUEST_SUPPLEMENT: RequestSupplement,
    Act.ANSWER_SUPPLEMENT: AnswerSupplement,
    Act.REQUEST_PAYMENT: RequestPayment,
    Act.PAY: Pay,
    Act.APPLY_CALENDAR: ApplyCalendar,
    Act.MOVE_PROCEDURE: MoveProcedure,
    Act.SUCCEED: Succeed,
    Act.ASSIGN: Assign,
    Act.REASSIGN: Reassign,
    Act.EXTEND: Extend,
    Act.CORRECT: Correct,
    Act.REVERSE: Reverse,
    Act.SEND_APOLOGY: SendApology,
    Act.CONTEST_ATTRIBUTION: ContestAttribution,
    Act.SETTLE_ATTRIBUTION: SettleAttribution,
    Act.RATE: Rate,
}
"""Each act's own frozen model."""


def content_of(act: Act, envelope: Envelope) -> Content:
    """Read an envelope's content by the act's own model. Raises InvalidInput (`ACT_CONTENT_MALFORMED`)."""
    return read_as(CONTENT[act], act, envelope)
