"""The picture of a timeline, by its structure: what is drawn, once each, and that nothing of it leads elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from models.calendar import VIETNAM, WorkingCalendar
from models.events import GENESIS, DossierEvent, chain
from models.identifiers import AgencyCode, CalendarVersion, DossierCode, OfficerId, StepKey
from models.journal import StepRow
from models.procedure import Role, StepKind
from models.tags import Tag
from models.value import stamp
from motcua.audit.axis import lay_out
from motcua.audit.labels import Label, stack
from motcua.audit.picture import Known, draw
from motcua.audit.proving import Proven
from motcua.audit.timeline import Entry, Timeline

CODE = DossierCode("H24.1-240201-0001")
DESK, OFFICE = AgencyCode("H24.1"), AgencyCode("H24.9")
TET = WorkingCalendar(
    version=CalendarVersion("vn-2024.1"),
    off=tuple(date(2024, 2, day) for day in (8, 9, 12, 13, 14)),
    published_from=date(2024, 1, 1),
    published_until=date(2024, 12, 31),
)
ACT = {"decision_id": "d-00000001", "digest": "0" * 64, "authenticated": "asserted"}


def at(day: int, hour: int, month: int = 2, year: int = 2024) -> datetime:
    return datetime(year, month, day, hour, tzinfo=VIETNAM)


DUE = at(7, 17)


def step(position: int, key: str, agency: AgencyCode, kind: StepKind) -> StepRow:
    return StepRow(
        position=position, key=StepKey(key), name=f"Bước {key}", agency=agency, role=Role.HANDLER, kind=kind,
        allotted_minutes=480, used_minutes=0, held_since=None, officer=None,
    )  # fmt: skip


STEPS = (
    step(0, "lam", OFFICE, StepKind.HANDLE),
    step(1, "ky", OFFICE, StepKind.SIGN),
    step(2, "tra", DESK, StepKind.RETURN),
)  # fmt: skip
KNOWN = Known(
    {DESK: "Trung tâm Phục vụ hành chính công", OFFICE: "Văn phòng Đăng ký đất đai"}, "Xóa đăng ký", STEPS, TET
)
TOLD = tuple[datetime, Tag, AgencyCode, str | None, str | None, dict[str, Any]]
GIVEN = {"to_agency": OFFICE, "to_step": "lam", "silent_after": stamp(DUE), "from_agency": DESK}
ALARM = {"due": stamp(DUE), "fired": stamp(DUE), "lateness_seconds": 0}
LATE: list[TOLD] = [
    (at(1, 9), Tag.SUBMITTED, DESK, "mc.h24-1", None, {
        **ACT, "submission_id": "nop-1", "procedure": "1.012766", "channel": "direct", "origin": "new",
        "received_at": stamp(at(1, 9)), "receiving": DESK, "competent": OFFICE, "components": [], "opening": GENESIS,
    }),
    (at(1, 9), Tag.RECEPTION_DONE, DESK, None, None, {
        "effect": "0-2", "procedure_version": 1, "regime": "nd61-2018", "regime_version": 1, "calendar": "vn-2024.1",
        "due": stamp(DUE),
    }),
    (at(1, 10), Tag.HANDED_OVER, DESK, "mc.h24-1", None, {**ACT, **GIVEN}),
    (at(1, 14), Tag.DECLINED, OFFICE, "cv.h24-9", "lam", {**ACT, "from_agency": DESK}),
    (at(1, 15), Tag.HANDED_OVER, DESK, "mc.h24-1", None, {**ACT, **GIVEN}),
    (at(2, 8), Tag.TAKEN_OVER, OFFICE, "cv.h24-9", "lam", {**ACT, "from_agency": DESK, "waited_minutes": 60}),
    (DUE, Tag.OVERDUE, OFFICE, None, "lam", ALARM),
    (DUE, Tag.APOLOGY_DECIDED, OFFICE, None, "lam", {
        "due": stamp(DUE), "new_due": stamp(at(20, 17)), "accountable_agency": OFFICE, "excess_minutes": 5,
        "reason_code": "STEP_OVER_LIMIT", "automatic": True,
    }),
    (DUE, Tag.APOLOGY_DONE, OFFICE, None, "lam", {
        "effect": "0-8", "paper": GENESIS, "sealed_file": GENESIS, "number": "1/XL", "seal_certificate": "s",
    }),
    (at(16, 9), Tag.COMPLETED, OFFICE, "cv.h24-9", "lam", {**ACT, "allotted_minutes": 480, "used_minutes": 600}),
    (at(16, 10), Tag.APPROVED, OFFICE, "ld.h24-9", "ky", ACT),
    (at(16, 10), Tag.RELEASED, OFFICE, None, "ky", {"late_seconds": 700_000}),
    (at(19, 8), Tag.RETURNED, DESK, "mc.h24-1", "tra", {**ACT, "evidence": "desk_signature"}),
]  # fmt: skip


def timeline(told: list[TOLD], *, holds: bool = True) -> Timeline:
    events: list[DossierEvent] = []
    for moment, tag, agency, actor, key, detail in told:
        events.append(chain(
            code=CODE, branch=0, seq=len(events) + 1, at=moment, tag=tag, agency=agency, detail=detail,
            actor=OfficerId(actor) if actor else None, step=StepKey(key) if key else None,
            prev=events[-1].hash if events else GENESIS,
        ))  # fmt: skip
    entries = tuple(
        Entry(
            event=event, in_history=True, in_register=True, agrees=True,
            proven=Proven(holds=holds) if event.actor else None,
        )
        for event in events
    )  # fmt: skip
    return Timeline(code=CODE, entries=entries, runs=("r",), history_events=1, repeated_attempts=0)


def parts(drawn: str, part: str) -> Iterator[ElementTree.Element]:
    return (group for group in ElementTree.fromstring(drawn).iter() if group.get("data-part") == part)


def test_every_agency_has_one_lane_with_its_name_from_the_register() -> None:
    drawn = draw(timeline(LATE), KNOWN)
    assert [lane.get("data-agency") for lane in parts(drawn, "lane")] == ["clock", DESK, OFFICE]
    assert [" ".join(lane.itertext()) for lane in parts(drawn, "lane")][2] == f"Văn phòng Đăng ký đất đai {OFFICE}"


def test_every_act_has_one_mark_with_its_vietnamese_name() -> None:
    marks = list(parts(draw(timeline(LATE), KNOWN), "act"))
    acted = [str(number) for number, told in enumerate(LATE, start=1) if told[3]]
    assert sorted((mark.get("data-seq") or "" for mark in marks), key=int) == acted
    assert any("Từ chối nhận bàn giao" in "".join(mark.itertext()) for mark in marks)


def test_the_promise_its_new_date_and_what_the_clock_told_are_drawn() -> None:
    drawn = draw(timeline(LATE), KNOWN)
    assert [line.get("data-kind") for line in parts(drawn, "promise")] == ["due", "newdue"]
    assert {mark.get("data-tag") for mark in parts(drawn, "told")} == {
        Tag.OVERDUE.value, Tag.APOLOGY_DONE.value, Tag.RELEASED.value,
    }  # fmt: skip


def test_the_bars_say_who_held_it_and_in_what_way() -> None:
    """A declined hand-over comes back to its sender; a sign step opens by itself; the desk has the result last."""
    held = [(bar.get("data-agency"), bar.get("data-held")) for bar in parts(draw(timeline(LATE), KNOWN), "holding")]
    assert held == [
        (DESK, "desk"), (DESK, "offered"), (DESK, "desk"), (DESK, "offered"), (OFFICE, "work"), (OFFICE, "sign"),
        (DESK, "return"),
    ]  # fmt: skip


def test_only_what_passes_the_due_instant_is_red() -> None:
    on_time = [told for told in LATE if told[0] < DUE]
    assert 'class="late' in draw(timeline(LATE), KNOWN)
    assert 'class="late' not in draw(timeline(on_time), KNOWN)


def test_an_act_without_proof_is_marked() -> None:
    assert 'class="doubt"' not in draw(timeline(LATE), KNOWN)
    assert draw(timeline(LATE, holds=False), KNOWN).count('class="doubt"') == sum(1 for told in LATE if told[3])


def test_the_picture_is_valid_normalised_and_leads_nowhere() -> None:
    drawn = draw(timeline(LATE), KNOWN)
    assert unicodedata.is_normalized("NFC", drawn)
    bare = drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|url\(|href|@import|<script|<image", bare)
    assert draw(timeline(LATE), KNOWN) == drawn


def test_a_dossier_that_has_only_just_been_submitted_has_a_picture() -> None:
    assert list(parts(draw(timeline(LATE[:1]), KNOWN), "act"))


@pytest.mark.parametrize("days", [1, 20, 500])
def test_the_axis_stays_on_the_page_however_long_the_dossier_lasts(days: int) -> None:
    start = at(1, 9)
    axis = lay_out([start, start + timedelta(days=days), start + timedelta(days=days, minutes=1)], TET, 200, 900)
    xs = [axis.at[moment] for moment in sorted(axis.at)]
    assert xs == sorted(xs)
    assert axis.right <= 900


def test_labels_never_cover_each_other_nor_the_lines_to_their_marks() -> None:
    placed = stack([Label(200.0 + 15 * number, 90.0, number) for number in range(20)], 180, 900)
    for one in placed:
        for other in placed:
            reach = one.covered
            if one is other:
                continue
            assert one.row != other.row or reach[1] <= other.covered[0] or other.covered[1] <= reach[0]
            assert other.row <= one.row or not reach[0] < other.x < reach[1]
