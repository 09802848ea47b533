"""Other ends and turns: withdrawn, stopped, extended, consulted, refused after appraisal."""

from __future__ import annotations

from models.acts import Act
from models.procedure import Role, StepKind
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.paths.asking import charge, pay
from motcua.rehearsal.year import Kind

__all__ = ["PATHS", "asked"]


async def lifted(life: Life) -> None:
    """Stopped for four days, and then it goes on."""
    await _stopped(life)
    standing = await life.standing()
    await life.act(Act.LIFT_STOP, life.officer(standing.competent, Role.HEAD), "HET_LY_DO_DUNG")
    await life.walk()


async def concluded(life: Life) -> None:
    """Stopped for good: the notice first, then it is final, and what was paid is paid back."""
    await charge(life, "reception")
    await pay(life)
    await _stopped(life)
    standing = await life.standing()
    await life.act(Act.CONCLUDE_STOP, life.officer(standing.competent, Role.HEAD), "KHONG_DU_DIEU_KIEN")


async def _stopped(life: Life) -> None:
    standing = await life.walk(StepKind.HANDLE)
    await life.act(Act.STOP, life.officer(standing.competent, Role.HEAD), "CHO_PHAN_QUYET")
    await life.after(days=4)


async def extended(life: Life) -> None:
    """More time by sector law, asked for before the due instant and used; the fee is due with the result."""
    standing = await life.walk(StepKind.SIGN)
    await life.act(Act.EXTEND, life.officer(standing.competent, Role.HEAD), "PHUC_TAP", amount=2, unit="working_days")
    await life.after(days=2)
    await life.walk(StepKind.RETURN)
    await charge(life, "return")
    await life.after(days=2)
    await pay(life)
    await life.walk()


async def consulted(life: Life) -> None:
    """Another agency is asked and answers in time; asked again it keeps silent past its deadline, and is waited for."""
    await asked(life)
    await life.after(hours=1)
    await _answered(life, 1)
    await asked(life)
    await life.after(days=6)
    await _answered(life, 2)
    await life.walk()


async def asked(life: Life) -> None:
    """While it is handled, another agency is asked for its opinion within a working day."""
    standing = await life.walk(StepKind.HANDLE)
    asker = life.officer(standing.step_agency, standing.step_role)
    await life.act(Act.CONSULT, asker, agencies=[{"agency": life.another_agency, "hours": 8}])


async def _answered(life: Life, matter: int) -> None:
    handler = life.officer(life.another_agency, Role.HANDLER)
    await life.act(Act.ANSWER_CONSULTATION, handler, matter=matter, opinion="agree")


async def refused_after_appraisal(life: Life) -> None:
    """Not eligible: a signed paper says so, within the limit."""
    standing = await life.walk(StepKind.HANDLE)
    handler = life.officer(standing.step_agency, standing.step_role)
    await life.act(Act.PROPOSE_REFUSAL, handler, "KHONG_DU_DIEU_KIEN")
    await life.walk()


PATHS = (
    Path("ending.stop_lifted", "Dừng rồi giải quyết tiếp", on_a_quiet_day(Kind.DATES), lifted),
    Path("ending.stop_concluded", "Dừng giải quyết, hoàn phí", on_a_quiet_day(Kind.DAYS), concluded),
    Path("ending.extended", "Gia hạn, nộp phí khi trả kết quả", on_a_quiet_day(Kind.SECTOR), extended),
    Path("ending.consulted", "Lấy ý kiến, lần sau im lặng quá hạn", on_a_quiet_day(Kind.WEEK), consulted),
    Path("ending.refused", "Từ chối sau thẩm định", on_a_quiet_day(Kind.DAYS), refused_after_appraisal),
)
