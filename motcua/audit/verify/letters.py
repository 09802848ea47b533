"""The outbox is what was told: each letter that was decided is there, as it went out, and there is no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row, Told

__all__ = ["letters_are_what_was_told"]


def letters_are_what_was_told(case: Case) -> Iterator[Finding]:
    """Compare letters with the journal; one for a superior is named by the effect that sent it."""
    rows = {str(row["letter_id"]): row for row in case.rows("letter")}
    told = {str(event.detail.get("letter")): event for event in case.told(Tag.DELIVERY_DECIDED)}
    effects = {f"{case.code}_{effect}" for effect in case.by_effect}
    for letter in sorted(told.keys() - rows.keys()):
        yield Finding(kind=Kind.LETTER_MISSING, code=case.code, where=f"letter:{letter}", expected=told[letter].where)
    for letter in sorted(rows.keys() - told.keys() - effects):
        yield Finding(kind=Kind.LETTER_UNTOLD, code=case.code, where=f"letter:{letter}")
    for letter, event in told.items():
        if letter in rows:
            yield from _went_out(case, rows[letter], event)
    for notice in case.told(Tag.NOTICE_DONE):
        letter = str(notice.detail.get("letter"))
        if letter not in rows:
            yield Finding(kind=Kind.LETTER_MISSING, code=case.code, where=f"letter:{letter}", expected=notice.where)
        else:
            said = {name: notice.detail.get(name) for name in ("paper", "channel", "reference", "evidence")}
            yield from _compared(case, rows[letter], said)
    for escalated in case.told(Tag.ESCALATION_DONE):
        own = escalated.detail.get("taken_over") or escalated.detail.get("effect")
        letter = f"{case.code}_{own}"
        if letter not in rows:
            yield Finding(kind=Kind.LETTER_MISSING, code=case.code, where=f"letter:{letter}", expected=escalated.where)
        else:
            yield from _compared(case, rows[letter], {"reference": escalated.detail.get("reference")})


def _went_out(case: Case, row: Row, decided: Told) -> Iterator[Finding]:
    issued, effect = _issued(case, str(decided.detail.get("letter"))), f"{decided.branch}-{decided.seq}"
    done = [told for told in case.told(Tag.DELIVERY_DONE) if told.detail.get("effect") == effect]
    expected: dict[str, Any] = {"paper": issued.detail.get("paper")} if issued else {}
    if done:
        expected |= {name: done[-1].detail.get(name) for name in ("channel", "reference", "evidence")}
    yield from _compared(case, row, expected)


def _issued(case: Case, letter: str) -> Told | None:
    """The event of the letter's paper: the head's own signature has a letter of its own."""
    for told in case.told(Tag.APOLOGY_SIGNATURE_DONE):
        if letter == f"{case.code}_{told.detail.get('taken_over') or told.detail.get('effect')}":
            return told
    return case.last(Tag.APOLOGY_DONE)


def _compared(case: Case, row: Row, expected: dict[str, Any]) -> Iterator[Finding]:
    for column, value in expected.items():
        if row[column] != value:
            where = f"letter:{row['letter_id']}.{column}"
            yield Finding(
                kind=Kind.LETTER_DIFFERS, code=case.code, where=where, expected=str(value), found=str(row[column])
            )
