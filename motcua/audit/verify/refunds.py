"""Orders to pay back are what was told: each that was decided and done is there, for what was paid, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import json_of

__all__ = ["refunds_are_what_was_told"]


def refunds_are_what_was_told(case: Case) -> Iterator[Finding]:
    """Compare the orders with the journal; what another branch had ordered stands under that one's effect."""
    decided = {f"{told.branch}-{told.seq}": told for told in case.journal if told.tag == Tag.REFUND_DECIDED}
    done = {str(told.detail.get("taken_over") or told.detail.get("effect")) for told in case.told(Tag.REFUND_DONE)}
    rows = {str(row["effect_id"]): row for row in case.rows("refund")}
    for effect in sorted(done | rows.keys()):
        row, told = rows.get(effect), decided.get(effect)
        expected = None if told is None else [told.detail.get(name) for name in ("amount", "payments", "reason_code")]
        found = None if row is None else [json_of(row[name]) for name in ("amount", "payments", "reason_code")]
        if expected != found:
            where = f"refund:{effect}"
            yield Finding(kind=Kind.ROW_DIFFERS, code=case.code, where=where, expected=str(expected), found=str(found))
