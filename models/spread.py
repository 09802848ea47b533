"""Alarms that are due together do not wake together: each has its own planned instant, never before it is due.

Thousands of promises end at the same second, the close of a working day. Woken at once, they would stand before
everybody who still works. So the timer of an alarm is set a moment later than its due instant, by a share of the
longest spread that the dossier's code and the alarm decide and nothing else: the same in every run and every replay.
The law is untouched by it. What is late is late from its due instant on, and whatever else wakes the dossier after
that tells the alarm at once.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from models.identifiers import DossierCode

__all__ = ["LONGEST", "planned"]

LONGEST: Final = timedelta(minutes=5)
"""Nobody reads a letter in the minutes after it is due. Ten thousand alarms are 33 a second so, which a worker can tell
and still answer people; within one minute they kept everybody waiting for four (docs/reliability.md)."""
_SHARE: Final = 10
"""No alarm waits longer than a tenth of the time that led to it: what was promised for soon is told soon."""
_MICROSECOND: Final = timedelta(microseconds=1)


def planned(due: datetime, since: datetime, code: DossierCode, kind: str, number: int) -> datetime:
    """Return the instant for which an alarm's timer is set; `since` is from when the dossier ran towards it."""
    most = min(LONGEST, max(due - since, timedelta(0)) / _SHARE)
    place = hashlib.sha256(f"{code}/{kind}/{number}".encode()).digest()[:8]
    return due + _MICROSECOND * ((most // _MICROSECOND * int.from_bytes(place)) >> 64)
