"""The timeline of linked procedures: the stories of all parts in one, each still compared with its own history."""

from __future__ import annotations

import asyncio

from models.linked import PartState, TrackingKey
from models.value import Value
from motcua.audit.telling import event_line, standing_line
from motcua.audit.timeline import Timeline, Timelines
from motcua.register import PostgresRegister
from motcua.register.linked import Group, GroupPart

__all__ = ["GroupTimeline", "PartTimeline", "group_lines", "tell_group"]


class PartTimeline(Value):
    """One part, and its dossier's story once it has one."""

    part: GroupPart
    timeline: Timeline | None


class GroupTimeline(Value):
    """The stories of a group's parts, in the order of the parts."""

    group: Group
    parts: tuple[PartTimeline, ...]

    @property
    def whole(self) -> bool:
        """Whether history and register of every dossier tell the same."""
        return all(one.timeline is None or one.timeline.whole for one in self.parts)


async def tell_group(register: PostgresRegister, timelines: Timelines, key: TrackingKey) -> GroupTimeline:
    """Tell the stories of a group. Raises Refused `GROUP_UNKNOWN`, and as `Timelines.tell`."""
    group = await asyncio.to_thread(register.linked.group, key)
    parts = [
        PartTimeline(part=part, timeline=await timelines.tell(part.code) if part.code else None)
        for part in group.parts
    ]  # fmt: skip
    return GroupTimeline(group=group, parts=tuple(parts))


def group_lines(told: GroupTimeline) -> list[str]:
    """Return the group's parts, then everything that happened in the order of time, each line with its part."""
    group = told.group
    wide = max(len(part.part) for part in group.parts)
    lines = [f"Nhóm liên thông {group.key} · {group.name}"]
    lines += [f"  {part.part:<{wide}}  {_part(part)}" for part in group.parts]
    happened = [
        (entry.event.at, number, entry.event.branch, entry.event.seq, one.part.part, entry)
        for number, one in enumerate(told.parts) if one.timeline is not None
        for entry in one.timeline.entries
    ]  # fmt: skip
    branched = {part for _, _, branch, _, part, _ in happened if branch > 0}
    for *_, part, entry in sorted(happened, key=lambda one: one[:4]):
        lines.append(f"{part:<{wide}} {event_line(entry, show_branch=part in branched)}")
    lines += [f"{one.part.part}: {standing_line(one.timeline)}" for one in told.parts if one.timeline is not None]
    return lines


def _part(part: GroupPart) -> str:
    how = f"{part.state.vi}" + (f" ({part.outcome.vi})" if part.outcome and part.state is PartState.ENDED else "")
    because = f", vì phần {part.because} kết thúc" if part.state is PartState.CANCELLED else ""
    return f"thủ tục {part.procedure}, tiếp nhận tại {part.receiving}, hồ sơ {part.code or '–'}: {how}{because}"
