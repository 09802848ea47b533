"""The clock against a slow oracle, and the properties that no reading of the law may break (rulebook §2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from models.calendar import legal_day
from models.procedure import Limit, Unit
from tests.unit.clock_cases import (
    CALENDAR,
    ORACLE,
    clock,
    cut_offs,
    instants,
    limits,
    minutes,
    pauses_after,
    suspensions,
)  # fmt: skip

COUNTING_TIME = [Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.SAME_DAY]


@given(minutes, limits(), cut_offs, st.data())
def test_the_clock_agrees_with_counting_minute_by_minute(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(received))
    ticking = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=suspensions(pauses))
    assert ticking.on(CALENDAR).due == ORACLE.due(received, limit.amount, limit.unit, cut_off, pauses)


@given(minutes, limits(), cut_offs, st.data())
def test_a_limit_that_begins_anew_agrees_with_counting_minute_by_minute(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    """Of up to three pauses some restart the limit, as some sector law has it after a supplement."""
    pauses = data.draw(pauses_after(received))
    restarts = data.draw(st.lists(st.booleans(), min_size=len(pauses), max_size=len(pauses)))
    stood = tuple(
        pause.model_copy(update={"restarts": again}) for pause, again in zip(suspensions(pauses), restarts, strict=True)
    )
    ticking = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=stood)
    assert ticking.on(CALENDAR).due == ORACLE.due(received, limit.amount, limit.unit, cut_off, pauses, restarts)


@given(instants, limits(), cut_offs, st.integers(0, 40 * 24 * 3600))
def test_a_limit_that_begins_anew_is_due_as_if_received_at_the_resumption(
    received: datetime, limit: Limit, cut_off: str | None, seconds: int
) -> None:
    """But for the cut-off, which applies at a reception only; what was late before stays late."""
    running = clock(received, limit.amount, limit.unit, cut_off=cut_off)
    resumed = received + timedelta(seconds=seconds)
    again = running.pause(received).resume(resumed, restart=True).on(CALENDAR).due
    if limit.unit is not Unit.SAME_DAY:
        assert again == clock(resumed, limit.amount, limit.unit).on(CALENDAR).due
    assert again is not None and again >= resumed


@given(minutes, st.integers(0, 80 * 60))
def test_working_time_agrees_with_counting_minute_by_minute(start: datetime, amount: int) -> None:
    end = start + timedelta(minutes=amount)
    local_start, local_end = (moment.replace(tzinfo=None) + timedelta(hours=7) for moment in (start, end))
    assert CALENDAR.between(start, end) == timedelta(minutes=ORACLE.count(local_start, local_end))


@given(instants, st.integers(1, 80 * 3_600_000_000))
def test_adding_then_measuring_gives_back_the_allowance(start: datetime, microseconds: int) -> None:
    """To the microsecond; and the instant is the earliest of which that is true."""
    amount = timedelta(microseconds=microseconds)
    end = CALENDAR.add(start, amount)
    assert CALENDAR.between(start, end) == amount
    assert CALENDAR.between(start, end - timedelta(microseconds=1)) < amount


@given(instants, st.integers(1, 80 * 3_600_000_000))
def test_subtracting_then_measuring_gives_back_the_allowance(end: datetime, microseconds: int) -> None:
    """To the microsecond; and the instant is the earliest of which that is true."""
    amount = timedelta(microseconds=microseconds)
    start = CALENDAR.subtract(end, amount)
    assert CALENDAR.between(start, end) == amount
    assert CALENDAR.between(start - timedelta(microseconds=1), end) > amount


@given(instants, limits(), cut_offs, st.data())
def test_a_due_instant_is_never_on_a_day_off_nor_outside_a_session(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(received))
    due = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=suspensions(pauses)).on(CALENDAR).due
    assert due is not None
    assert any(opens < due <= closes for opens, closes in CALENDAR.sessions_of(legal_day(due)))


@given(instants, st.integers(0, 14 * 24 * 3600), limits(), cut_offs, st.sampled_from(["end_of_day", "same_time"]))
def test_a_later_reception_is_never_due_earlier(
    received: datetime, seconds: int, limit: Limit, cut_off: str | None, day_end: str
) -> None:
    first, second = (
        clock(moment, limit.amount, limit.unit, cut_off=cut_off, day_end=day_end).on(CALENDAR).due
        for moment in (received, received + timedelta(seconds=seconds))
    )
    assert first is not None and second is not None and first <= second


@given(instants, st.sampled_from(COUNTING_TIME), st.integers(1, 15), cut_offs, st.data())
def test_pause_and_resume_lose_no_minute(
    received: datetime, unit: Unit, amount: int, cut_off: str | None, data: st.DataObject
) -> None:
    """What was left between the pause and the due instant is left between the resumption and the new one."""
    running = clock(received, 1 if unit is Unit.SAME_DAY else amount, unit, cut_off=cut_off)
    due = running.on(CALENDAR).due
    assert due is not None
    paused_at = data.draw(st.datetimes(received.replace(tzinfo=None), due.replace(tzinfo=None)))
    paused_at = paused_at.replace(tzinfo=received.tzinfo)
    assume(paused_at < due)
    resumed_at = paused_at + timedelta(seconds=data.draw(st.integers(0, 40 * 24 * 3600)))
    moved = running.pause(paused_at).resume(resumed_at).on(CALENDAR).due
    assert moved is not None
    assert CALENDAR.between(resumed_at, moved) == CALENDAR.between(paused_at, due)


@given(instants, limits(), cut_offs, st.data())
def test_no_due_instant_before_the_resumption(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    running = clock(received, limit.amount, limit.unit, cut_off=cut_off)
    for paused_at, resumed_at in data.draw(pauses_after(received)):
        before = running.on(CALENDAR).due
        running = running.pause(paused_at)
        assert running.on(CALENDAR).due == (None if before and paused_at < before else before)
        running = running.resume(resumed_at)
        after = running.on(CALENDAR).due
        assert before is not None and after is not None
        assert after > resumed_at if paused_at < before else after == before


@given(instants, limits(), cut_offs, st.data())
def test_alarms_come_in_order_and_none_is_told_twice(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    """Walking from alarm to alarm meets due soon, then due, and past and next alarms are together all of them."""
    pauses = data.draw(pauses_after(received))
    deadline = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=suspensions(pauses)).on(CALENDAR)
    now = received + timedelta(seconds=data.draw(st.integers(0, 60 * 24 * 3600)))
    soon, due = deadline.alarms
    assert (soon.kind, due.kind) == ("due_soon", "due")
    assert received <= soon.at <= due.at == deadline.due
    assert all(resumed <= soon.at for paused, resumed in pauses if paused < due.at)
    past, following = deadline.alarms_past(now), deadline.next_alarm(now)
    assert past == deadline.alarms[: len(past)]
    assert following == (deadline.alarms[len(past)] if len(past) < 2 else None)


@given(instants, limits(), cut_offs, st.data())
def test_a_span_of_the_calendar_answers_as_the_whole(
    received: datetime, limit: Limit, cut_off: str | None, data: st.DataObject
) -> None:
    """What a history carries gives the same alarms as the file it was cut from."""
    pauses = data.draw(pauses_after(received))
    read = clock(received, limit.amount, limit.unit, cut_off=cut_off, suspensions=suspensions(pauses))
    whole = read.on(CALENDAR)
    assert whole.due is not None
    span = CALENDAR.span(legal_day(received), legal_day(whole.due))
    assert read.on(span).alarms == whole.alarms
    assert not read.on(span).provisional
