"""The rehearsal's office: a register of its own, a worker, and servers that skip time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from temporalio.testing import TimeSkipper

from models.calendar import VIETNAM, legal_day
from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode, StepKey, SubmissionId
from models.opening import Opening
from models.procedure import Abolition, Procedure, Role
from models.resolution import procedure_in_force
from models.statuses import Channel
from models.submission import GivenComponent, Linked, LinkedPartGiven, Migrated, Person, Submission
from motcua.app import App, compose
from motcua.catalogue import proposing
from motcua.catalogue.bundle import CatalogueBundle
from motcua.register import PostgresRegister
from motcua.rehearsal.life import Begun, Life
from motcua.rehearsal.path import Setting
from motcua.rehearsal.plan import Case
from motcua.rehearsal.samples import sample_groups
from motcua.rehearsal.year import Kind, Year
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
        return await self.take_in(case.setting, Random(case.chance), f"dien-tap-{case.number:05d}")  # noqa: S311 - a plan, no secret

    async def take_in(self, setting: Setting, chance: Random, named: str) -> Life:
        """Submit a dossier under the name of its submission."""
        app = self.app(setting.at)
        given = await asyncio.to_thread(self._submission, setting, chance, named)
        answer = await app.submitting.submit(given.submission, given.officer)
        return Life(self, app, answer.code, chance, Begun(setting, named, given.about))

    async def taken_up(self, code: DossierCode, chance: Random, begun: Begun) -> Life:
        """A dossier that came of another one, on its own legal time."""
        shift = timedelta(seconds=(await self.opening(code)).body.shift_seconds)
        return Life(self, compose(self.settings, self.register, self.skipper.client, shift), code, chance, begun)

    async def opening(self, code: DossierCode) -> Opening:
        """What was opened."""
        return await asyncio.to_thread(self.register.codes.opening, code)

    async def publish(self, year: Year) -> None:
        """Two officers of the province decide the year's publication."""
        await asyncio.to_thread(self._publish, year)

    def _publish(self, year: Year) -> None:
        day = year.working_day_before(year.changed_day)
        at = datetime.combine(day, time(8), VIETNAM)
        catalogue, proposals = self.register.catalogue, self.register.proposals
        province = AgencyCode(year.counter(Kind.DAYS, day).receiving.split(".")[0])
        one, two = catalogue.kept().organisation.officers_of(province, day, Role.CATALOGUE)
        bundle = CatalogueBundle.of([year.publication])
        made = proposing.propose(catalogue, proposals, bundle, by=one.id, decision="mẫu", at=at)
        proposing.confirm(catalogue, proposals, made.sha256, by=two.id, at=at)

    def _submission(self, setting: Setting, chance: Random, named: str) -> _Given:
        kept = self.register.catalogue.kept()
        migrated = Migrated.model_validate(setting.migrated) if setting.migrated else None
        day = legal_day(migrated.received_at if migrated else setting.at)
        procedure = procedure_in_force(kept.procedures, ProcedureCode(setting.procedure), day)
        said: dict[str, Any] = {
            "submission_id": SubmissionId(named),
            "procedure": setting.procedure,
            "channel": setting.channel,
            "receiving_agency": setting.receiving,
            "competent_agency": setting.competent,
            "applicant": Person(name=chance.choice(_APPLICANTS), identity_number=setting.identity),
            "components": _given(procedure, setting.papers),
            "migrated": migrated,
            "linked": _linked(kept.procedures, setting, day) if setting.parts else None,
        }
        role = Role.MIGRATOR if migrated else Role.PORTAL if setting.channel is Channel.ONLINE else Role.RECEPTION
        agency = AgencyCode(setting.receiving if role is Role.RECEPTION else setting.receiving.split(".")[0])
        officer = kept.organisation.officers_of(agency, legal_day(setting.at), role)[0]
        return _Given(Submission.model_validate(said), officer.id, procedure)


class _Given(NamedTuple):
    submission: Submission
    officer: OfficerId
    about: Procedure


def _given(procedure: Procedure, papers: tuple[str, ...] | None) -> tuple[GivenComponent, ...]:
    """What is handed in: what is required, or what is named."""
    forms = {part.key: "original" if part.originals else "copy" for part in procedure.components}
    wanted = papers if papers is not None else [part.key for part in procedure.components if part.required]
    return tuple(
        GivenComponent.model_validate({"key": key, "form": forms[StepKey(key)], "from_store": bool(store)})
        for key, _, store in (paper.partition("@") for paper in wanted)
    )


def _linked(known: Sequence[Procedure | Abolition], setting: Setting, day: date) -> Linked:
    """Each later part with its own form; what it is fed with comes of the others."""
    assert setting.parts is not None
    (group,) = sample_groups()
    procedures = {part.key: procedure_in_force(known, part.procedure, day) for part in group.parts}
    return Linked(
        group=group.code,
        parts=tuple(
            LinkedPartGiven(key=key, receiving_agency=AgencyCode(receiving), components=_given(procedures[key], None))
            for key, receiving in ((StepKey(name), place) for name, place in setting.parts.items())
        ),
    )
