"""Feedback: its chain is whole, and what the register shows of it is what its journal tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from motcua.audit.verify.chain import chain_is_whole
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row, Told, json_of

__all__ = ["FeedbackCase", "feedback_holds"]

_OPENED, _ANSWERED, _JUDGED = "officer:feedback:submitted", "officer:feedback:answered", "officer:feedback:judged"
_LATE, _CLOSED = "clock:feedback:late", "engine:feedback:closed"
_AS_SUBMITTED = (
    "channel", "subject_kind", "subject", "assigned", "superior", "repeats", "received_at", "due",
)  # fmt: skip


class FeedbackCase(NamedTuple):
    """One feedback, as the register has it."""

    code: str
    row: Row | None
    journal: Sequence[Told]

    @classmethod
    def of(cls, code: str, tables: Mapping[str, Sequence[Row]]) -> FeedbackCase:
        """Take its rows."""
        rows = tables.get("feedback", ())
        return cls(code, rows[0] if rows else None, [Told.of(row) for row in tables.get("feedback_event", ())])

    def last(self, tag: str) -> Told | None:
        """The last event of a tag."""
        return next((told for told in reversed(self.journal) if told.tag == tag), None)


def feedback_holds(case: FeedbackCase) -> Iterator[Finding]:
    """Follow the chain, then hold the row against it. One that was reserved and never told has neither."""
    yield from chain_is_whole(case)
    if case.row is None or not case.journal:
        if (case.row is None) != (not case.journal):
            yield Finding(kind=Kind.ROW_DIFFERS, code=case.code, where="feedback")
        return
    for column, expected in _expected(case).items():
        found = json_of(case.row[column])
        if found != expected:
            yield Finding(
                kind=Kind.ROW_DIFFERS, code=case.code, where=f"feedback.{column}", expected=str(expected),
                found=str(found),
            )  # fmt: skip


def _expected(case: FeedbackCase) -> dict[str, Any]:
    first, newest = case.last(_OPENED), case.journal[-1]
    answered, judged, closed = case.last(_ANSWERED), case.last(_JUDGED), case.last(_CLOSED)
    submitted = {name: first.detail.get(name) for name in _AS_SUBMITTED} if first else {}
    return submitted | {
        "hidden": bool(first and first.detail.get("hidden")),
        "status": "judged" if judged else "answered" if answered else "received",
        "late": case.last(_LATE) is not None,
        "answered_at": answered.at if answered else None,
        "answered_by": answered.fields["actor"] if answered else None,
        "satisfied": judged.detail.get("satisfied") if judged else None,
        "closed_at": closed.at if closed else None,
        "seq": newest.seq,
        "head": newest.hash,
    }
