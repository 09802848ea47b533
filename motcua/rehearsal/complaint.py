"""A feedback (phản ánh, kiến nghị) in a rehearsal: somebody complains about an official, on a clock of its own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from models.feedback import FeedbackCode, FeedbackSubmission
from models.feedback_events import FeedbackTag
from models.feedback_state import FeedbackRow
from models.identifiers import OfficerId
from models.submission import Person
from motcua.app import App
from motcua.service.feedback import FeedbackSaid

if TYPE_CHECKING:
    from motcua.rehearsal.office import Office

__all__ = ["Complaint", "complain", "somebody"]

_GLANCES, _GLANCE_S = 1500, 0.02


def somebody(chance: Random) -> Person:
    """A person who is known again by their telephone."""
    return Person(name="Đỗ Văn Mẫu", phone=f"09{chance.randrange(10**8):08d}")


async def complain(office: Office, at: App, said: FeedbackSubmission, officer: OfficerId) -> Complaint:
    """Take a feedback in at an app's legal time."""
    answer = await at.feedbacks.submit(said, officer)
    return Complaint(office, answer.code, at.shift)


class Complaint:
    """One feedback, from its submission on."""

    def __init__(self, office: Office, code: FeedbackCode, shift: timedelta) -> None:
        self._office = office
        self._shift = shift
        self.code = code
        self._handle = office.skipper.client.get_workflow_handle(code)

    async def after(self, **span: float) -> None:
        """Let its time pass."""
        await self._office.skipper.fast_forward(self._handle, timedelta(**span))

    async def app(self) -> App:
        """The services at its legal time."""
        return self._office.app(await self._office.skipper.get_current_time(self._handle) + self._shift)

    async def answer(self, officer: OfficerId, note: str = "Đã kiểm tra, xin lỗi và chấn chỉnh.") -> None:
        """An officer answers it."""
        await (await self.app()).feedbacks.answer(self.code, FeedbackSaid(officer, note=note))

    async def judge(self, officer: OfficerId, *, satisfied: bool) -> None:
        """The person says through the counter whether that will do."""
        await (await self.app()).feedbacks.judge(self.code, FeedbackSaid(officer, satisfied=satisfied))

    async def row(self) -> FeedbackRow:
        """Where it stands, as the register has it."""
        return await asyncio.to_thread(self._office.register.feedback.queries.row, self.code)

    async def told(self, tag: FeedbackTag) -> None:
        """Wait until the register has an event."""
        for _ in range(_GLANCES):
            if tag in await asyncio.to_thread(self._tags):
                return
            await asyncio.sleep(_GLANCE_S)
        raise TimeoutError

    def _tags(self) -> list[FeedbackTag]:
        return [event.tag for event in self._office.register.feedback.queries.events(self.code)]
