"""Work acts: whose work a step is, urging, correcting, undoing a mistake; an agency that ends."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

from activities.publishing import PublishingPlace
from models.acts import Act
from models.calendar import VIETNAM
from models.contents.correcting import CorrectableField
from models.identifiers import OfficerId, ReasonCode
from models.procedure import Role, StepKind
from models.publication import Subject
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.samples import ceases_on
from motcua.rehearsal.year import MERGED_ON, Kind, Year
from motcua.service.correcting import Correction

__all__ = ["PATHS", "told_of_successors"]


async def at_work(life: Life) -> None:
    """Assigned, given back, assigned to another; urged; a fact corrected; completed by mistake; then to be redone."""
    standing = await life.walk(StepKind.HANDLE)
    lead = life.officer(standing.step_agency, Role.HEAD)
    one, two = (life.officer(standing.step_agency, standing.step_role, number) for number in (0, 1))
    overseer = life.officer(standing.competent, Role.SUPERVISOR)
    await life.act(Act.ASSIGN, lead, officer=two)
    await life.is_refused("ASSIGNED_TO_ANOTHER", life.act(Act.COMPLETE_STEP, one))
    await life.act(Act.RELEASE, two, "NGHI_PHEP")
    await life.act(Act.ASSIGN, lead, officer=one)
    await life.act(Act.REASSIGN, lead, "CHIA_VIEC", officer=two)
    await life.after(minutes=20)
    await life.act(Act.URGE, overseer)
    await _corrected(life, life.officer(standing.receiving, Role.RECEPTION))
    done = await life.act(Act.COMPLETE_STEP, two)
    await life.act(Act.REVERSE, overseer, "NHAM", seq=done.seq)
    standing = await life.walk(StepKind.SIGN)
    await life.act(Act.RETURN_FOR_REWORK, life.officer(standing.step_agency, standing.step_role), "SAI_THE_THUC")
    await life.walk()


async def _corrected(life: Life, officer: OfficerId) -> None:
    number = f"09{life.chance.randrange(10**8):08d}"
    correction = Correction(officer, CorrectableField.PHONE, number, ReasonCode("GHI_NHAM"))
    await (await life.app_now()).correcting.correct(life.code, correction)
    await life.told(Tag.FACT_DONE)


async def succeeded(life: Life) -> None:
    """Its agency ends while it is handled: the successor finishes it, by the promise and the rules of its reception."""
    day = _ends(life.begun.setting.at.year)
    await life.walk(StepKind.HANDLE)
    await life.at_rest()
    await life.until(datetime.combine(day, time(7, 30), VIETNAM))
    await told_of_successors(life)
    await life.walk()


async def told_of_successors(life: Life) -> None:
    """The register tells it."""
    day = _ends(life.begun.setting.at.year)
    place = PublishingPlace(subject=Subject.SUCCESSION, name=day.isoformat())
    await (await life.app_now()).publishing.tell(place, life.code)
    await life.told(Tag.DUTIES_PASSED)


def _ends(year: int) -> date:
    return MERGED_ON if year == MERGED_ON.year else ceases_on(year)


def _before_it_ends(year: Year, chance: Random) -> Setting:
    """In 2025 a district, for several agencies' dossier; else a sample office."""
    kind, before = (Kind.DATES, 5) if year.number == MERGED_ON.year else (Kind.CEASING, 2)
    day = year.working_day_before(_ends(year.number), before)
    return received(kind, year, year.at(chance, day))


PATHS = (
    Path("work.acts", "Phân công, đôn đốc, đính chính, hủy thao tác nhầm", on_a_quiet_day(Kind.DATES), at_work),
    Path("work.succession", "Cơ quan kết thúc hoạt động, cơ quan kế thừa giải quyết tiếp", _before_it_ends, succeeded),
)
