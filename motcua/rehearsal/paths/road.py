"""The ordinary road, in each unit of limit."""

from __future__ import annotations

from models.contents.returning import Evidence
from models.procedure import StepKind
from models.statuses import Channel
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.year import Kind

__all__ = ["PATHS", "slowly", "straight"]


async def straight(life: Life) -> None:
    """Nothing happens but what the law hopes for."""
    await life.walk()


async def slowly(life: Life) -> None:
    """Officers take hours: warned before the due instant or not, in time all the same."""
    await life.walk(StepKind.SIGN, pace=(60, 240))
    await life.walk()


async def uncollected(life: Life) -> None:
    """The result is ready, and nobody comes for it: it stays at status 9."""
    await life.walk(StepKind.RETURN)
    await life.after(days=40)


async def by_post(life: Life) -> None:
    """The result lies ready for a week, the applicant is reminded, and it goes out by post, under the post's number."""
    await life.walk(StepKind.RETURN)
    await life.after(days=8)
    await life.next_act(evidence=Evidence.POST_TRACKING.value, reference=f"VN{life.chance.randint(1, 10**9):09d}")


PATHS = (
    Path("road.days", "Đúng hạn, ngày làm việc", on_a_quiet_day(Kind.DAYS), straight),
    Path("road.hours", "Đúng hạn, giờ làm việc", on_a_quiet_day(Kind.HOURS), straight),
    Path("road.months", "Đúng hạn, tính bằng tháng", on_a_quiet_day(Kind.MONTHS), slowly),
    Path("road.same_day", "Giải quyết trong ngày", on_a_quiet_day(Kind.SAME_DAY), straight),
    Path("road.half_days", "Ngày làm việc, hết hạn cùng giờ", on_a_quiet_day(Kind.HALF_DAYS), straight),
    Path(
        "road.by_post",
        "Nộp qua bưu chính, được nhắc, trả qua bưu chính",
        on_a_quiet_day(Kind.DAYS, channel=Channel.POST),
        by_post,
    ),
    Path("road.uncollected", "Có kết quả, chưa ai đến nhận", on_a_quiet_day(Kind.DAYS), uncollected),
)
