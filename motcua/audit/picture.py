"""The picture of a timeline: a lane per agency, the dossier's holding as bars, acts as marks, the promise as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from activities.reception import ReceptionFacts
from models.calendar import WorkingCalendar, legal_day
from models.identifiers import AgencyCode, CalendarVersion
from models.journal import StepRow
from models.tags import Tag
from motcua.audit.axis import Axis, Piece, lay_out
from motcua.audit.captions import moment, piece_labels, piece_words, shortened, when_and_who, wrapped
from motcua.audit.glyphs import NO, OVER, glyph_of
from motcua.audit.labels import Label, stack
from motcua.audit.stretches import Held, Mark, Move, Story, Stretch, read_story
from motcua.audit.svg import Canvas, width_of
from motcua.audit.telling import span
from motcua.audit.timeline import Timeline
from motcua.register import PostgresRegister

__all__ = ["Known", "draw", "drawing", "instants_of", "known_of"]

_WIDTH: Final = 1000.0
_EDGE: Final = 22.0
_PLOT: Final = 212.0
"""Where the plot begins; left of it stand the agencies' names."""
_BAR: Final = 18.0
_ROW: Final = 27.0
_HELD: Final = {
    Held.EARLIER: "ở hệ thống cũ",
    Held.DESK: "tiếp nhận, chờ chuyển",
    Held.WORK: "đang thực hiện",
    Held.OFFERED: "đã chuyển, chờ bên nhận",
    Held.SIGN: "chờ ký",
    Held.RETURN: "có kết quả, chờ trả",
}


class Known(NamedTuple):
    """What the register knows beside the journal."""

    agencies: Mapping[AgencyCode, str]
    """Names, as they were when the dossier came."""
    procedure: str
    steps: tuple[StepRow, ...]
    calendar: WorkingCalendar
    """The calendar by which the dossier is judged."""


def known_of(register: PostgresRegister, timeline: Timeline) -> Known:
    """Look up names, steps and the pinned calendar; a dossier that was not received yet has weekdays only."""
    kept = register.catalogue.kept()
    effects = register.queries.effects(timeline.code)
    pinned = [ReceptionFacts.model_validate(effect.facts) for effect in effects if effect.kind == "reception"]
    snapshot = register.queries.dossier(timeline.code)
    submitted = next((e.event for e in timeline.entries if e.event.tag is Tag.SUBMITTED), None)
    code = str(submitted.detail["procedure"]) if submitted else ""
    names = [str(getattr(one, "name", "")) for one in kept.procedures if one.code == code]
    unreceived = legal_day(timeline.entries[0].event.at)
    return Known(
        agencies={agency.code: agency.name for agency in kept.organisation.agencies},
        procedure=pinned[0].procedure.name if pinned else next(iter(names), ""),
        steps=snapshot.steps if snapshot else (),
        calendar=pinned[0].calendar
        if pinned
        else WorkingCalendar(
            version=CalendarVersion("tam-tinh"), published_from=unreceived, published_until=unreceived
        ),
    )


def draw(timeline: Timeline, known: Known) -> str:
    """Return the SVG: self-contained, NFC, without links. Times are those of Vietnam."""
    return _Picture(timeline, known).drawn()


def drawing(timeline: Timeline, known: Known, beside: Iterable[datetime]) -> Element:
    """Return the picture as a part of another.

    `beside`: instants of other dossiers, to which the axis gives room too, so that all their pictures have the same.
    """
    picture = _Picture(timeline, known, tuple(beside))
    picture.drawn()
    return picture.root


def instants_of(story: Story) -> Iterator[datetime]:
    """Yield every instant that the picture of a story has on its axis."""
    yield from (mark.at for mark in story.marks)
    yield from (at for one in story.stretches for at in (one.start, one.end) if at is not None)
    yield from (at for at in (story.due, story.new_due, story.received_at) if at is not None)


class _Picture:
    def __init__(self, timeline: Timeline, known: Known, beside: tuple[datetime, ...] = ()) -> None:
        self._timeline, self._known, self._beside = timeline, known, beside
        self._story: Story = read_story(timeline, known.steps)
        self._lanes = self._story.lanes
        self._axis: Axis = lay_out(self._instants(), known.calendar, _PLOT + 8, _WIDTH - _EDGE - self._margin())
        self._right = max(self._axis.right + self._margin(), _WIDTH - _EDGE)
        head = f"Hồ sơ {timeline.code}"
        self._canvas = Canvas(
            head, f"{head}: {len(self._lanes)} cơ quan, {len(self._story.marks)} việc trên trục thời gian"
        )
        self._middles: dict[AgencyCode | None, float] = {}

    @property
    def root(self) -> Element:
        """What was drawn."""
        return self._canvas.root

    def drawn(self) -> str:
        canvas, story = self._canvas, self._story
        card = canvas.shape("rect", "card", x=0.5, y=0.5, rx=10.0)
        y = self._heading()
        ground = canvas.group()
        top = y
        stacks = {lane: self._stacked(lane) for lane in (None, *self._lanes)}
        for lane, labels in stacks.items():
            rows = 1 + max((label.row for label in labels), default=-1)
            above = 10.0 + rows * _ROW
            height = max(above + _BAR + 12, 54.0)
            self._middles[lane] = y + height - 12 - _BAR / 2
            self._lane_name(lane, y, height)
            y += height
            canvas.shape("line", "line", ground, x1=_EDGE, x2=self._right, y1=y, y2=y)
        self._ground(ground, top, y)
        self._bars(story.stretches)
        for move in story.moves:
            self._move(move)
        self._promise(top, y)
        for lane, labels in stacks.items():
            for label in labels:
                self._mark(label, self._middles[lane])
        y = self._legend(self._dates(y))
        card.attrib |= {"width": f"{self._right + _EDGE - 1:.1f}", "height": f"{y - 1:.1f}"}
        return canvas.sized(self._right + _EDGE, y)

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _instants(self) -> Iterable[datetime]:
        yield from self._beside
        yield from instants_of(self._story)

    def _margin(self) -> float:
        """Room to the right of the last instant: for words when it is a mark, else for half a date."""
        if self._beside:
            return 160.0
        return 78.0 if max(self._instants()) > max(mark.at for mark in self._story.marks) else 160.0

    def _x(self, at: datetime) -> float:
        return self._axis.at[at]

    # ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _heading(self) -> float:
        story, canvas = self._story, self._canvas
        procedure = story.submitted.detail["procedure"] if story.submitted else ""
        canvas.text(_EDGE, 36, f"Hồ sơ {self._timeline.code}", 19, bold=True)
        canvas.text(_EDGE, 57, f"{procedure} · {self._known.procedure}", 13, "soft")
        canvas.sentence(_EDGE, 79, self._promise_words(), 12.5)
        return 124.0

    def _promise_words(self) -> Iterable[tuple[str, str]]:
        story = self._story
        if story.received_at:
            yield f"Tiếp nhận {moment(story.received_at)}", "soft"
        if story.due:
            yield f"Hẹn trả {moment(story.due)}", "promise"
        if story.new_due:
            yield f"Hẹn lại {moment(story.new_due)}", "promise"
        if story.finished_at is None:
            yield "Chưa có kết quả", "soft"
        elif story.late_seconds:
            yield f"Có kết quả {moment(story.finished_at)}, muộn {span(story.late_seconds)}", "alarm"
        else:
            yield f"Có kết quả {moment(story.finished_at)}, đúng hạn", "soft"

    def _lane_name(self, lane: AgencyCode | None, y: float, height: float) -> None:
        name = "Đồng hồ và hệ thống" if lane is None else self._known.agencies.get(lane, lane)
        lines = wrapped(name, 12.5, _PLOT - _EDGE - 14)
        group = self._canvas.group(data_part="lane", data_agency=lane or "clock")
        first = y + height / 2 - 7.5 * (len(lines) + (lane is not None)) + 11
        for number, line in enumerate(lines):
            self._canvas.text(_EDGE, first + 15 * number, line, 12.5, bold=True, within=group)
        if lane is not None:
            self._canvas.text(_EDGE, first + 15 * len(lines), lane, 11, "soft", within=group)

    def _ground(self, group: Element, top: float, bottom: float) -> None:
        canvas, story = self._canvas, self._story
        canvas.shape("line", "line", group, x1=_EDGE, x2=self._right, y1=top, y2=top)
        for piece in self._axis.pieces:
            if piece.kind != "day":
                look, inset = ("off", 0.0) if piece.kind == "off" else ("fold", 3.0)
                shape = canvas.shape(
                    "rect", look, group,
                    x=piece.x + inset, y=top, width=piece.width - 2 * inset, height=bottom - top,
                )  # fmt: skip
                canvas.hint(shape, piece_words(piece))
        for before, after in zip(self._axis.pieces, self._axis.pieces[1:], strict=False):
            if before.kind == after.kind == "day" and before.first != after.first:
                canvas.shape("line", "line", group, x1=after.x, x2=after.x, y1=top, y2=bottom)
        if story.due is not None and self._end() > story.due:
            start, end = self._x(story.due), self._late_until()
            canvas.shape("rect", "latezone", group, x=start, y=top, width=end - start, height=bottom - top)

    def _end(self) -> datetime:
        return self._story.finished_at or max(mark.at for mark in self._story.marks)

    def _late_until(self) -> float:
        """Until where the dossier is late: the instant of its result, or for as long as it is drawn."""
        finished = self._story.finished_at
        released = [one.start for one in self._story.stretches if one.held is Held.RETURN]
        if finished is None:
            return self._x(max(mark.at for mark in self._story.marks)) + 40
        return self._x(released[0] if released else min(self._axis.at, key=lambda one: abs(one - finished)))

    def _bars(self, stretches: Iterable[Stretch]) -> None:
        steps = {step.key: step.name for step in self._known.steps}
        for one in stretches:
            start = self._x(one.start)
            end = self._x(one.end) if one.end is not None else self._x(max(m.at for m in self._story.marks)) + 40
            y = self._middles[one.agency] - _BAR / 2
            words = steps.get(one.step, "") if one.step else ""
            group = self._canvas.group(data_part="holding", data_held=one.held.value, data_agency=one.agency)
            self._canvas.hint(group, f"{_HELD[one.held]}{': ' + words if words else ''}")
            self._canvas.shape("rect", one.held.value, group, x=start, y=y, width=end - start, height=_BAR, rx=4.0)
            if one.held in (Held.WORK, Held.SIGN, Held.DESK):
                inside = [self._x(mark.at) for mark in self._story.marks if mark.agency == one.agency]
                until = min((x for x in inside if start + 6 < x <= end), default=end)
                said = shortened(words or _HELD[one.held], 10.5, until - start - 18)
                self._canvas.text(start + 9, y + 13, said, 10.5, "inbar", within=group)
            self._late(one, start, end, y, group)

    def _late(self, one: Stretch, start: float, end: float, y: float, group: Element) -> None:
        due = self._story.due
        if due is None or one.held is Held.RETURN:
            return
        start, end = max(start, self._x(due)), min(end, self._late_until())
        if end > start:
            self._canvas.shape("rect", "late", group, x=start, y=y + _BAR - 4, width=end - start, height=4.0, rx=1.5)

    def _move(self, move: Move) -> None:
        x, source, target = self._x(move.at), self._middles[move.source], self._middles[move.target]
        if source == target:
            return
        look = "refusal" if move.declined else "move"
        down = 1 if target > source else -1
        tip = target - down * (_BAR / 2 + 1)
        self._canvas.shape("line", look, x1=x, x2=x, y1=source + down * _BAR / 2, y2=tip - down * 5)
        points = f"{x:.1f},{tip:.1f} {x - 4:.1f},{tip - down * 7:.1f} {x + 4:.1f},{tip - down * 7:.1f}"
        self._canvas.shape("polygon", f"{look}head", points=points)

    def _promise(self, top: float, bottom: float) -> None:
        told = [(self._story.due, "due", "Hẹn trả"), (self._story.new_due, "newdue", "Hẹn lại")]
        used = 0.0
        for at, look, name in told:
            if at is None:
                continue
            x, said = self._x(at), f"{name} {moment(at)}"
            group = self._canvas.group(data_part="promise", data_kind=look)
            self._canvas.shape("line", look, group, x1=x, x2=x, y1=top - 8, y2=bottom)
            wide = width_of(said, 11.5, bold=True)
            start = max(min(x - wide / 2, self._right - wide), used)
            self._canvas.text(start, top - 13, said, 11.5, "promise", bold=True, within=group)
            used = start + wide + 12

    # ── marks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _stacked(self, lane: AgencyCode | None) -> list[Label[Mark]]:
        own = [mark for mark in self._story.marks if mark.agency == lane]
        labels = [
            Label(self._x(mark.at), max(width_of(mark.said, 11.5), width_of(when_and_who(mark), 10)) + 8, mark)
            for mark in own
        ]
        return stack(labels, _PLOT, self._right)

    def _mark(self, label: Label[Mark], middle: float) -> None:
        mark, x = label.what, label.x
        entry = mark.entry
        kind = "act" if entry.event.actor is not None else "told"
        group = self._canvas.group(
            data_part=kind,
            data_tag=entry.event.tag.value,
            data_seq=str(entry.event.seq),
            data_branch=str(entry.event.branch),
        )
        if mark.left:
            group.set("opacity", "0.45")
        self._canvas.hint(group, f"{entry.event.seq} · {moment(entry.event.at)} · {mark.said}")
        foot = middle - _BAR / 2 - 10 - label.row * _ROW
        self._canvas.shape("line", "leader", group, x1=x, x2=x, y1=foot + 3, y2=middle)
        anchor, at = ("end", x - 4) if label.flipped else ("start", x + 4)
        look = "alarm" if entry.event.tag in NO | OVER else "ink"
        self._canvas.text(at, foot - 11, mark.said, 11.5, look, anchor=anchor, within=group)
        self._canvas.text(at, foot, when_and_who(mark), 10, "soft", anchor=anchor, within=group)
        glyph_of(entry.event.tag, acted=kind == "act")(self._canvas, group, x, middle)
        if not entry.sound:
            self._canvas.shape("circle", "doubt", group, cx=x, cy=middle, r=10.0)

    # ── below ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _dates(self, y: float) -> float:
        used, years = 0.0, {piece.first.year for piece in self._axis.pieces}
        for piece, x, width in _columns(self._axis.pieces):
            for said in piece_labels(piece, with_year=len(years) > 1):
                wide = width_of(said, 10.5)
                start = x + width / 2 - wide / 2
                if start >= used and (wide <= width + 12 or piece.kind == "fold"):
                    self._canvas.text(start, y + 17, said, 10.5, "soft")
                    used = start + wide + 2
                    break
        return y + 30

    def _legend(self, y: float) -> float:
        canvas, x = self._canvas, _EDGE
        y += 12
        for held in [held for held in Held if any(one.held is held for one in self._story.stretches)]:
            x, y = self._fits(x, y, 26 + width_of(_HELD[held], 11))
            canvas.shape("rect", held.value, x=x, y=y - 9, width=20.0, height=11.0, rx=3.0)
            canvas.text(x + 26, y, _HELD[held], 11, "soft")
            x += 26 + width_of(_HELD[held], 11) + 14
        if self._story.due is not None and self._end() > self._story.due:
            x, y = self._fits(x, y, 26 + width_of("quá hạn", 11))
            canvas.shape("rect", "late", x=x, y=y - 5, width=20.0, height=4.0)
            canvas.text(x + 26, y, "quá hạn", 11, "soft")
        acts = [mark.entry.proven for mark in self._story.marks if mark.entry.proven is not None]
        agreeing = sum(entry.agrees for entry in self._timeline.entries)
        proven = sum(proof.holds for proof in acts)
        words = (
            f"Trục ngang là giờ làm việc theo lịch {self._known.calendar.version}; nền xám: ngày nghỉ; "
            f"đoạn lặng dài được gấp lại. {len(self._timeline.entries)} sự kiện, {agreeing} khớp giữa lịch sử Temporal "
            f"và sổ; {proven}/{len(acts)} thao tác có bằng chứng đúng."
        )
        for line in wrapped(words, 11, self._right - _EDGE):
            y += 18
            canvas.text(_EDGE, y, line, 11, "soft")
        return y + 18

    def _fits(self, x: float, y: float, wide: float) -> tuple[float, float]:
        return (x, y) if x + wide <= self._right else (_EDGE, y + 18)


def _columns(pieces: Iterable[Piece]) -> Iterable[tuple[Piece, float, float]]:
    """The pieces with those of one day put together."""
    columns: list[tuple[Piece, float, float]] = []
    for piece in pieces:
        if columns and piece.kind == "day" == columns[-1][0].kind and piece.first == columns[-1][0].first:
            last, x, width = columns[-1]
            columns[-1] = (last, x, width + piece.width)
        else:
            columns.append((piece, piece.x, piece.width))
    return columns
