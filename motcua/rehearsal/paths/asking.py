"""What is asked of the applicant: papers once and again, in parts, never; fees."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from models.acts import Act
from models.identifiers import OfficerId
from models.policy import Standing
from models.procedure import Role, StepKind
from models.statuses import Channel
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, on_a_quiet_day, received
from motcua.rehearsal.year import Kind, Year

__all__ = ["PATHS", "answer", "ask", "charge", "counter", "pay"]


async def ask(life: Life, number: int = 0, reason: str | None = None, *, head: bool = False) -> None:
    """Whoever holds it, or the head, asks for the procedure's first paper."""
    standing = await life.standing()
    await life.act(Act.REQUEST_SUPPLEMENT, _asker(life, standing, head=head), reason, components=life.papers[number:1])


def _asker(life: Life, standing: Standing, *, head: bool) -> OfficerId:
    if head:
        return life.officer(standing.competent, Role.HEAD)
    if standing.at_desk:
        return life.officer(standing.receiving, Role.RECEPTION)
    return life.officer(standing.step_agency, standing.step_role)


async def counter(life: Life) -> OfficerId:
    """Through whom the applicant speaks."""
    return life.officer((await life.standing()).receiving, Role.RECEPTION)


async def answer(life: Life, *, complete: bool = True) -> None:
    """The applicant brings it, or a part of it."""
    papers = life.papers[:1] if complete else []
    await life.act(Act.ANSWER_SUPPLEMENT, await counter(life), components=papers, complete=complete)


async def supplement(life: Life) -> None:
    """Asked for while it is handled, and brought six days later: the clock stood."""
    await life.walk(StepKind.HANDLE)
    await ask(life)
    await life.after(days=6, hours=1)
    await answer(life)
    await life.walk()


async def in_parts(life: Life) -> None:
    """What came at first was not all of it."""
    await life.walk(StepKind.HANDLE)
    await ask(life)
    await life.after(days=2)
    await answer(life, complete=False)
    await life.after(days=3, hours=1)
    await answer(life)
    await life.walk()


async def before_acceptance(life: Life) -> None:
    """Online: asked for before it is accepted, and accepted when it has come."""
    await life.after(minutes=30)
    await ask(life)
    await life.after(days=1)
    await answer(life)
    await life.walk()


async def twice(life: Life) -> None:
    """A second request, by the head and with a reason: it is marked late."""
    await life.walk(StepKind.HANDLE)
    await ask(life)
    await life.after(days=1)
    await answer(life)
    await ask(life, reason="CAN_BO_SUNG_THEM", head=True)
    await life.after(days=1)
    await answer(life)
    await life.walk()


async def never_answered(life: Life) -> None:
    """Nothing comes within the applicant's time: the desk closes it as not accepted."""
    await life.walk(StepKind.HANDLE)
    await ask(life)
    await life.after(days=45)
    await life.act(Act.CLOSE_UNANSWERED, await counter(life), "KHONG_BO_SUNG")


async def fee(life: Life) -> None:
    """The fee is asked for at the desk and paid the next day."""
    await charge(life, "reception")
    await life.after(days=1)
    await pay(life)
    await life.walk()


async def charge(life: Life, at: str) -> None:
    """Whoever holds it asks for the procedure's fee."""
    standing = await life.standing()
    await life.act(Act.REQUEST_PAYMENT, _asker(life, standing, head=False), amount=life.fee, at=at)


async def pay(life: Life) -> None:
    """The applicant pays it at the counter, which says so twice."""
    reference, reception = f"BL{life.chance.randint(1, 10**9):09d}", await counter(life)
    await life.act(Act.PAY, reception, amount=life.fee, reference=reference, through="counter")
    await life.act(Act.PAY, reception, amount=life.fee, reference=reference, through="counter")


def _over_tet(year: Year, chance: Random) -> Setting:
    day: date = year.before_tet() - timedelta(1)
    while not year.calendar.is_working_day(day):
        day -= timedelta(1)
    return received(Kind.WEEK, year, year.at(chance, day))


PATHS = (
    Path("asking.supplement_by_dates", "Bổ sung từng phần, hạn tính bằng ngày", on_a_quiet_day(Kind.DATES), in_parts),
    Path("asking.supplement_over_tet", "Bổ sung qua Tết", _over_tet, supplement),
    Path("asking.supplement_same_day", "Bổ sung, giải quyết trong ngày", on_a_quiet_day(Kind.SAME_DAY), supplement),
    Path("asking.restart", "Bổ sung, tính lại từ đầu", on_a_quiet_day(Kind.SECTOR), supplement),
    Path(
        "asking.before_acceptance", "Bổ sung trước khi tiếp nhận", on_a_quiet_day(Kind.DAYS, channel=Channel.ONLINE),
        before_acceptance,
    ),
    Path("asking.twice", "Bổ sung lần hai", on_a_quiet_day(Kind.WEEK), twice),
    Path("asking.never_answered", "Không bổ sung", on_a_quiet_day(Kind.WEEK), never_answered),
    Path("asking.fee", "Nộp phí khi tiếp nhận", on_a_quiet_day(Kind.DAYS), fee),
)  # fmt: skip
