"""Late: at the desk, between two agencies, in somebody's hands, once and again."""

from __future__ import annotations

from models.acts import Act
from models.contents.returning import Evidence
from models.lifecycle import Phase
from models.procedure import Role, StepKind
from models.tags import Tag
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.year import Kind

__all__ = ["PATHS", "letter_owed"]


async def _past_due(life: Life) -> None:
    """Nobody does anything until three hours after the due instant; the letter is out."""
    due = (await life.row()).due
    assert due is not None
    await life.until(due)
    await life.after(hours=3)
    await letter_owed(life)


async def letter_owed(life: Life) -> None:
    """Wait until the letter is issued."""
    await life.told(Tag.DELIVERY_DONE)


async def at_signature(life: Life) -> None:
    """It waits for a signature past its due instant; the head signs the letter, which goes with the result."""
    await life.walk(StepKind.SIGN)
    await _past_due(life)
    await life.act(Act.SIGN_APOLOGY, life.officer((await life.row()).apology_by, Role.HEAD))
    await life.told(Tag.APOLOGY_SIGNATURE_DONE)
    await life.walk()


async def at_desk(life: Life) -> None:
    """The desk never handed it over; the letter is delivered by post before the result is ready."""
    await _past_due(life)
    await _confirm(life)
    await life.walk()


async def not_taken(life: Life) -> None:
    """It was handed over, and nobody took it."""
    await life.walk(Phase.HANDED_OVER)
    await _past_due(life)
    await life.walk()


async def in_consultation(life: Life) -> None:
    """Another agency's opinion takes too long: the delay is that agency's, which contests it."""
    await life.walk(StepKind.CONSULT)
    await _past_due(life)
    row = await life.row()
    contesting = life.officer(row.accountable, Role.HEAD)
    await life.act(Act.CONTEST_ATTRIBUTION, contesting, "KHONG_DO_CHUNG_TOI", to_agency=row.competent)
    arbiter = life.officer((await life.matters())[-1].agency, Role.HEAD)
    await life.act(Act.SETTLE_ATTRIBUTION, arbiter, "XEM_LAI", accountable_agency=row.competent)
    await life.walk()


async def again(life: Life) -> None:
    """Late, and late again after the new date."""
    await life.walk(StepKind.SIGN)
    await _past_due(life)
    new_due = (await life.row()).new_due
    assert new_due is not None
    await life.until(new_due)
    await life.after(hours=3)
    await life.told(Tag.ESCALATION_DONE)
    await life.walk()


async def letter_after_result(life: Life) -> None:
    """The result goes by post while the letter is still owed; the dossier stays open until there is evidence."""
    await life.walk(StepKind.SIGN)
    await _past_due(life)
    await life.walk(StepKind.RETURN)
    await life.next_act(evidence=Evidence.POST_TRACKING.value, reference="VN000000001")
    await life.after(days=3)
    await _confirm(life)


async def _confirm(life: Life) -> None:
    standing = await life.standing()
    reception = life.officer(standing.receiving, Role.RECEPTION)
    await life.act(
        Act.CONFIRM_DELIVERY, reception, evidence=Evidence.POST_TRACKING.value, reference="VN000000002"
    )  # fmt: skip


PATHS = (
    Path("late.at_signature", "Quá hạn khi chờ ký", on_a_quiet_day(Kind.DAYS), at_signature),
    Path("late.at_desk", "Quá hạn tại bộ phận tiếp nhận, thư gửi bưu chính", on_a_quiet_day(Kind.DAYS), at_desk),
    Path("late.not_taken", "Quá hạn khi chờ nhận bàn giao", on_a_quiet_day(Kind.HOURS), not_taken),
    Path("late.in_consultation", "Quá hạn tại cơ quan được lấy ý kiến", on_a_quiet_day(Kind.DATES), in_consultation),
    Path("late.again", "Lại quá hạn sau ngày hẹn lại", on_a_quiet_day(Kind.DAYS), again),
    Path("late.letter_after_result", "Trả kết quả khi còn nợ xin lỗi", on_a_quiet_day(Kind.DAYS), letter_after_result),
)
