"""Until when the applicant has to answer or to pay, with the reminder before it and the alarm at it (rulebook §1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from models.calendar import VIETNAM, legal_day
from models.counting import rolled
from models.dossier import DossierState
from models.errors import Refused
from models.matter import Matter, MatterKind
from models.regime import Notice
from models.tags import Tag
from models.value import Json
from workflows.notices import asked_of_applicant, decide_message
from workflows.watch import Watch

__all__ = [
    "PAYMENT_DUE_SOON", "SUPPLEMENT_DUE_SOON", "SUPPLEMENT_UNANSWERED", "UNPAID", "answer_until", "days_from",
    "last_day",
]  # fmt: skip

_NIGHT: Final = time(23, 59)


def days_from(state: DossierState, days: int, now: datetime) -> datetime:
    """The end of the last session of the `days`-th calendar day after `now`; a day off rolls forward (rulebook §2)."""
    return _end_of(state, legal_day(now) + timedelta(days=days))


def last_day(state: DossierState, answer_by: date | None, now: datetime) -> date | None:
    """The day of `answer_until`, before it rolls to a working day."""
    if answer_by is None and state.terms is not None:
        return legal_day(now) + timedelta(days=state.terms.supplement_answer_days)
    return answer_by


def answer_until(state: DossierState, answer_by: date | None, now: datetime) -> datetime | None:
    """Until when the applicant has to bring a supplement: the day stated, or as many days as the regime gives.

    None for a dossier registered before its regime's terms were told with it. Raises Refused (`ANSWER_TIME_SHORT`) for
    a day before the least that the regime leaves.
    """
    terms = state.terms
    if terms is None:
        return None
    if answer_by is None:
        return days_from(state, terms.supplement_answer_days, now)
    least = legal_day(now) + timedelta(days=terms.supplement_minimum_days)
    if answer_by < least:
        raise Refused("ANSWER_TIME_SHORT", least=least.isoformat())
    return _end_of(state, answer_by)


def _end_of(state: DossierState, day: date) -> datetime:
    """Before acceptance no calendar is pinned: the day lasts until its night, and nobody closes it on a day off."""
    if state.rules is None:
        return datetime.combine(day, _NIGHT, VIETNAM)
    return rolled(day, state.rules.calendar)


# ── what the clock tells of it ────────────────────────────────────────────────────────────────────────────────────────

_Find = Callable[[DossierState], Iterator[tuple[datetime, int]]]


def _at_end(kind: MatterKind) -> _Find:
    def find(state: DossierState) -> Iterator[tuple[datetime, int]]:
        for matter in state.open_matters(kind):
            if matter.due is not None:
                yield matter.due, matter.number

    return find


def _before_end(kind: MatterKind) -> _Find:
    def find(state: DossierState) -> Iterator[tuple[datetime, int]]:
        for matter in state.open_matters(kind):
            days = _reminder_days(state, kind)
            if matter.due is not None and days:
                yield max(matter.due - timedelta(days=days), matter.opened_at), matter.number

    return find


def _reminder_days(state: DossierState, kind: MatterKind) -> int:
    if kind is MatterKind.PAYMENT:
        return state.rules.regime.parameters.payment_reminder_days if state.rules else 0
    return state.terms.supplement_reminder_days if state.terms else 0


def _matter(state: DossierState, number: int) -> Matter:
    return state.matters[number - 1]


def _since(state: DossierState, number: int) -> datetime:
    return _matter(state, number).opened_at


def _which(_: DossierState, number: int) -> dict[str, Json]:
    return {"matter": number}


def _remind(notice: Notice) -> Callable[[DossierState, int, datetime, datetime], None]:
    def remind(state: DossierState, number: int, _: datetime, now: datetime) -> None:
        decide_message(state, notice, now, **asked_of_applicant(_matter(state, number)))

    return remind


SUPPLEMENT_DUE_SOON = Watch(
    Tag.SUPPLEMENT_DUE_SOON, _before_end(MatterKind.SUPPLEMENT), _since, _which, _remind(Notice.SUPPLEMENT_REMINDER)
)
SUPPLEMENT_UNANSWERED = Watch(Tag.SUPPLEMENT_UNANSWERED, _at_end(MatterKind.SUPPLEMENT), _since, _which)
PAYMENT_DUE_SOON = Watch(
    Tag.PAYMENT_DUE_SOON, _before_end(MatterKind.PAYMENT), _since, _which, _remind(Notice.PAYMENT_REMINDER)
)
UNPAID = Watch(Tag.UNPAID, _at_end(MatterKind.PAYMENT), _since, _which)
