"""One dossier through its whole life by the public acts, as a client program plays it, with all real writes.

Received at a ward's counter, handed over to the commune, taken over, done, approved and thereby signed and sealed,
returned at the counter. The procedure takes days, so that nothing of it falls due while it is measured.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

from benchmarks.drive import Timings
from models.acts import Act
from models.identifiers import DossierCode, OfficerId
from models.statuses import Status
from models.submission import Submission
from motcua.app import App
from motcua.service.acting import Saying

__all__ = ["COUNTER", "HEAD", "Lifecycle", "a_submission"]

COUNTER: Final = OfficerId("mc.h24-31-1")
HANDLER: Final = OfficerId("cv.h24-31")
HEAD: Final = OfficerId("ld.h24-31")
_LOOK_S: Final = 0.15
_PATIENCE_S: Final = 60

_BEFORE_SIGNING: Final = (
    (Act.HAND_OVER, COUNTER),
    (Act.TAKE_OVER, HANDLER),
    (Act.COMPLETE_STEP, HANDLER),
    (Act.APPROVE, HEAD),
)


def a_submission(counter: str = "H24.31.1") -> Submission:
    """A made-up citizen asks at a counter for a birth to be registered again (5 working days)."""
    return Submission.model_validate({
        "submission_id": f"bench-{uuid4()}",
        "procedure": "1.004884",
        "channel": "direct",
        "receiving_agency": counter,
        "applicant": {
            "name": "Nguyễn Thị Thí Dụ", "identity_number": "000900000001", "birth_date": "1958-01-01",
            "phone": "0900 000 100", "address": "Thôn Đông, xã Nam Sách, thành phố Hải Phòng",
        },
        "request": "Đăng ký lại khai sinh, sổ gốc đã thất lạc",
        "components": [
            {"key": "to_khai", "form": "original", "count": 1},
            {"key": "giay_to_khai_sinh", "form": "copy", "count": 1},
        ],
    })  # fmt: skip


class Lifecycle:
    """Drives dossiers. The results that lie ready are seen in the counter's inbox, looked into for all at once."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._looking is not None
        self._looking.cancel()
        with suppress(asyncio.CancelledError):
            await self._looking

    async def drive(self, timings: Timings) -> str:
        """Bring one dossier from its reception to its end; return its code."""
        app = self._app
        submitted = await app.submitting.submit(a_submission(), COUNTER)
        code = submitted.code
        for act, officer in _BEFORE_SIGNING:
            await timings.act(app.acting.act(code, Saying(act, officer)))
        await self._released(code)
        await timings.act(app.acting.act(code, Saying(Act.RETURN_RESULT, COUNTER)))
        await app.client.get_workflow_handle(code).result()
        return code

    async def _released(self, code: DossierCode) -> None:
        """Wait until the signed result lies at the counter. Raises what looking into the inbox raised."""
        assert self._looking is not None
        ready = self._waiting[code] = asyncio.get_running_loop().create_future()
        await asyncio.wait({ready, self._looking}, return_when=asyncio.FIRST_COMPLETED, timeout=_PATIENCE_S)
        if self._looking.done():
            self._looking.result()
        if not ready.done():
            raise SystemExit(f"{code}: no signed result after {_PATIENCE_S} s; see the worker's log")

    async def _look(self) -> None:
        while True:
            if self._waiting:
                for row in await asyncio.to_thread(self._app.looking.inbox, COUNTER):
                    if row.status == Status.DONE and (ready := self._waiting.pop(row.code, None)):
                        ready.set_result(None)
            await asyncio.sleep(_LOOK_S)
