"""The picture of linked procedures: the pictures of their dossiers one below the other, on one axis of time."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.audit.grouped import GroupTimeline
from motcua.audit.picture import Known, drawing, instants_of
from motcua.audit.stretches import read_story
from motcua.audit.svg import Canvas

__all__ = ["draw_group"]

_GAP = 14.0
_HEAD = 64.0


def draw_group(told: GroupTimeline, known: Sequence[Known]) -> str:
    """Return the SVG; `known` is what the register knows of each dossier that was started, in the order of parts."""
    started = [one.timeline for one in told.parts if one.timeline is not None]
    head = f"Nhóm liên thông {told.group.key}"
    canvas = Canvas(head, f"{head}: {len(told.group.parts)} phần, {len(started)} hồ sơ trên một trục thời gian")
    canvas.text(22, 30, head, 19, bold=True)
    canvas.text(22, 51, told.group.name, 13, "soft")
    stories = [read_story(timeline, knows.steps) for timeline, knows in zip(started, known, strict=True)]
    instants = sorted({at for story in stories for at in instants_of(story)})
    wide, y = 0.0, _HEAD
    for timeline, knows in zip(started, known, strict=True):
        inner = drawing(timeline, knows, instants)
        inner.set("y", f"{y:.1f}")
        canvas.root.append(inner)
        wide, y = max(wide, float(inner.get("width", 0))), y + float(inner.get("height", 0)) + _GAP
    for one in told.parts:
        if one.timeline is None:
            canvas.text(22, y + 6, f"{one.part.part} · {one.part.procedure}: {one.part.state.vi}", 13, "soft")
            y += 24
    return canvas.sized(wide, y)
