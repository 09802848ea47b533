"""Online: registered, accepted or refused by an officer."""

from __future__ import annotations

from models.acts import Act
from models.contents.returning import Evidence
from models.procedure import Role, StepKind
from models.statuses import Channel
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, on_a_quiet_day
from motcua.rehearsal.year import Kind

__all__ = ["PATHS"]


async def accepted_late(life: Life) -> None:
    """It lies a week before somebody accepts it: only then its clock starts. The result goes out by the portal."""
    await life.after(days=7)
    await life.walk(StepKind.RETURN)
    await life.next_act(evidence=Evidence.PORTAL_RECEIPT.value, reference=f"CDV{life.chance.randint(1, 10**9):09d}")


async def refused(life: Life) -> None:
    """Not accepted, with a reason."""
    await life.pause((10, 90))
    standing = await life.standing()
    await life.act(Act.REFUSE_DOSSIER, life.officer(standing.receiving, Role.RECEPTION), "KHONG_THUOC_THAM_QUYEN")


PATHS = (
    Path(
        "online.accepted_late", "Trực tuyến, một tuần sau mới tiếp nhận",
        on_a_quiet_day(Kind.WEEK, channel=Channel.ONLINE), accepted_late,
    ),
    Path("online.refused", "Trực tuyến, từ chối", on_a_quiet_day(Kind.DAYS, channel=Channel.ONLINE), refused),
)  # fmt: skip
