"""What was done is what was told: each effect was decided, is there once told as done, and its facts are those told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Told, digest, json_of

__all__ = ["effects_are_what_was_told"]

_PAPER: Final = {"paper": "paper.sha256", "sealed_file": "paper.sealed_sha256", "number": "paper.number"}
_TOLD: Final[dict[str, dict[str, str]]] = {
    Tag.RECEPTION_DONE: {
        "procedure_version": "procedure.version", "regime": "regime.code", "regime_version": "regime.version",
        "calendar": "calendar.version",
    },
    Tag.TRANSFER_DONE: {"delivered_by": "delivered_by"},
    Tag.SIGNATURE_DONE: _PAPER,
    Tag.APOLOGY_DONE: _PAPER,
    Tag.CORRECTION_DONE: _PAPER | {"supersedes": "paper.supersedes"},
    Tag.DELIVERY_DONE: {"channel": "channel", "reference": "reference", "evidence": "evidence"},
    Tag.ESCALATION_DONE: {"reference": "reference"},
    Tag.NOTICE_DONE: _PAPER | {
        "letter": "letter_id", "channel": "channel", "reference": "reference", "evidence": "evidence",
    },
    Tag.ERRAND_DONE: {"delivered_by": "delivered_by", "reference": "reference", "error": "error"},
}  # fmt: skip
"""Per *done* event: which of its fields tells which of the effect's facts."""


def effects_are_what_was_told(case: Case) -> Iterator[Finding]:
    """Compare effects with the journal, and with what the activities returned by the history."""
    decided = {f"{told.branch}-{told.seq}": told for told in case.journal if told.tag.endswith(":decided")}
    for effect, row in case.by_effect.items():
        told = decided.get(effect)
        if told is None or told.tag.split(":")[1] != row["kind"]:
            yield Finding(kind=Kind.EFFECT_UNDECIDED, code=case.code, where=f"effect:{effect}", found=row["kind"])
        elif json_of(row["at"]) != told.at:
            yield _differs(case, effect, "at", told.at, json_of(row["at"]))
        yield from _returned(case, effect, row["facts"])
    for told in case.journal:
        if told.tag.endswith(":done"):
            yield from _done(case, told)


def _done(case: Case, told: Told) -> Iterator[Finding]:
    effect = str(told.detail.get("effect"))
    row = case.by_effect.get(effect)
    if row is None:
        yield Finding(kind=Kind.EFFECT_MISSING, code=case.code, where=f"effect:{effect}", expected=told.where)
        return
    for name, path in _TOLD.get(told.tag, {}).items():
        said, fact = told.detail.get(name), _at(row["facts"], path)
        if said != fact:
            yield _differs(case, effect, path, said, fact)


def _returned(case: Case, effect: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """The history keeps what the activity returned; whoever edits the row cannot edit that."""
    result = case.results.get(effect)
    if not isinstance(result, dict):
        return
    for name in sorted(result.keys() & facts.keys()):
        if digest(result[name]) != digest(facts[name]):
            yield _differs(case, effect, name, digest(result[name]), digest(facts[name]))


def _at(facts: Any, path: str) -> Any:
    for part in path.split("."):
        facts = facts.get(part) if isinstance(facts, Mapping) else None
    return facts


def _differs(case: Case, effect: str, name: str, expected: Any, found: Any) -> Finding:
    return Finding(
        kind=Kind.EFFECT_DIFFERS, code=case.code, where=f"effect:{effect}.{name}",
        expected=str(expected), found=str(found),
    )  # fmt: skip
