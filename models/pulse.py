"""The pulse of the promise: what an operator must be able to see of all dossiers at an instant, as numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.value import UtcTime, Value

__all__ = ["Pulse"]

Count = Annotated[int, Field(ge=0)]


class Pulse(Value):
    """Counts and ages over the whole register; seconds where a name says so."""

    at: UtcTime
    """The legal instant it was taken for."""
    open_dossiers: Count
    """Not closed: at work, ready to be collected, or still owing an apology."""
    due_within_day: Count
    """Unfinished and due within the next 24 hours."""
    overdue: Count
    """Unfinished and past due."""
    overdue_without_apology: Count
    """Open and late with no letter of apology issued: zero, or the promise is not being kept."""
    apologies_owed: Count
    """Còn nợ xin lỗi: late, and no evidence yet that the letter was delivered."""
    escalated: Count
    """Open and late again after the one new date."""
    blocked_effects: Count
    """Effects that failed and wait for a retry."""
    not_started: Count
    """Reserved for more than five minutes, and never started."""
    stopped_journals: Count
    """Open dossiers with an alarm that the register raised itself: a forked chain, a gap, no running workflow."""
    refused_acts: Count
    """Refusals that became events in the last hour: forged or malformed signals most of all."""
    oldest_hand_over_seconds: Count
    """Age of the oldest hand-over that nobody has taken over; 0 when there is none."""
    alarm_lateness_seconds: Count
    """By how much an alarm of the last hour was told after its planned instant, at most."""
    oldest_reservation_seconds: Count
    """Age of the oldest reservation that was never started; 0 when there is none."""
    archive_backlog: Count
    """Closed runs whose history is not archived yet."""
    oldest_unarchived_seconds: Count
    """For how long the oldest of them has been closed."""
    archive_missed: Count
    """Closed runs whose history was gone before it was archived."""
