"""The rehearsal's office: a register of its own, a worker, and servers that skip time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from temporalio.testing import TimeSkipper

from models.calendar import legal_day
from models.identifiers import AgencyCode, OfficerId, ProcedureCode, SubmissionId
from models.procedure import Procedure, Role
from models.resolution import procedure_in_force
from models.statuses import Channel
from models.submission import GivenComponent, Migrated, Person, Submission
from motcua.app import App, compose
from motcua.register import PostgresRegister
from motcua.rehearsal.life import Life
from motcua.rehearsal.plan import Case
from motcua.settings import Settings

__all__ = ["Office"]

_APPLICANTS: Final = ("Nguyễn Thị Hường", "Trần Văn Đạt", "Lê Ngọc Ánh", "Phạm Quốc Việt", "Hoàng Thị Thủy")


@dataclass(frozen=True)
class Office:
    """Where the year is rehearsed."""

    skipper: TimeSkipper
    register: PostgresRegister
    settings: Settings

    def app(self, at: datetime | None = None) -> App:
        """The app whose legal time is now `at`; None: the real time."""
        left = (at - datetime.now(UTC)).total_seconds() if at else 0
        return compose(self.settings, self.register, self.skipper.client, timedelta(seconds=math.ceil(left)))

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """A worker that accepts rehearsed dossiers."""
        app = self.app()
        ports = replace(app.ports, rehearsal=True)
        async with AsyncExitStack() as stack:
            for worker in app.workers(ports=ports):
                await stack.enter_async_context(worker)
            yield

    async def submit(self, case: Case) -> Life:
        """Submit a case's dossier at its legal instant, by whoever receives or carries it over, and wait for it."""
        chance, app = Random(case.chance), self.app(case.setting.at)  # noqa: S311 - a plan, no secret
        submission, officer, about = await asyncio.to_thread(self._submission, case, chance)
        answer = await app.submitting.submit(submission, officer)
        return Life(app, self.skipper, answer.code, chance, about)

    def _submission(self, case: Case, chance: Random) -> tuple[Submission, OfficerId, Procedure]:
        setting, kept = case.setting, self.register.catalogue.kept()
        migrated = Migrated.model_validate(setting.migrated) if setting.migrated else None
        day = legal_day(migrated.received_at if migrated else setting.at)
        procedure = procedure_in_force(kept.procedures, ProcedureCode(setting.procedure), day)
        said: dict[str, Any] = {
            "submission_id": SubmissionId(f"dien-tap-{case.number:05d}"),
            "procedure": setting.procedure,
            "channel": setting.channel,
            "receiving_agency": setting.receiving,
            "competent_agency": setting.competent,
            "applicant": Person(name=chance.choice(_APPLICANTS)),
            "components": tuple(
                GivenComponent(key=part.key, form="original" if part.originals else "copy")
                for part in procedure.components
                if part.required
            ),
            "migrated": migrated,
        }
        role = Role.MIGRATOR if migrated else Role.PORTAL if setting.channel is Channel.ONLINE else Role.RECEPTION
        agency = AgencyCode(setting.receiving if role is Role.RECEPTION else setting.receiving.split(".")[0])
        officer = kept.organisation.officers_of(agency, legal_day(setting.at), role)[0]
        return Submission.model_validate(said), officer.id, procedure
