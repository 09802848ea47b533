"""Effects: each decided, each done once, and none that nobody decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.checker.evidence import Evidence, Finding
from tests.chaos.checker.register import Row

__all__ = ["effects_are_done_once", "no_effect_is_undecided"]

_SUFFIX = ":decided"
_CONFIRMED = "officer:letter:delivery_confirmed"


def effects_are_done_once(evidence: Evidence) -> Iterator[Finding]:
    """One *done* per *decided*, and one row; in a dossier that is closed, none is left."""
    journals, effects = evidence.register.by_code("event"), evidence.register.by_code("effect")
    for dossier in evidence.register.rows("dossier"):
        code, events = dossier["code"], journals.get(dossier["code"], [])
        done = Counter(
            (event["detail"]["effect"], event["tag"].removesuffix(":done")) for event in events if _is_done(event)
        )
        rows = Counter((row["effect_id"], f"engine:{row['kind']}") for row in effects.get(code, ()))
        settled = any(event["tag"] == _CONFIRMED for event in events)
        for effect in _decided(events):
            told, kept = done[effect], rows[effect]
            if told > 1 or kept > 1 or (told and not kept):
                yield Finding(code, f"{effect[1]} {effect[0]}: told {told} times, kept {kept} times")
            elif not told and dossier["closed_at"] and not (settled and effect[1] == "engine:delivery"):
                yield Finding(code, f"{effect[1]} {effect[0]} was never done")


def no_effect_is_undecided(evidence: Evidence) -> Iterator[Finding]:
    """What was done was decided before."""
    journals, effects = evidence.register.by_code("event"), evidence.register.by_code("effect")
    for code in effects.keys() | journals.keys():
        decided = set(_decided(journals.get(code, [])))
        for row in effects.get(code, ()):
            if (row["effect_id"], f"engine:{row['kind']}") not in decided:
                yield Finding(code, f"{row['kind']} {row['effect_id']} was done and never decided")
        for event in journals.get(code, ()):
            if _is_done(event) and (event["detail"]["effect"], event["tag"].removesuffix(":done")) not in decided:
                yield Finding(code, f"{event['tag']} tells of an effect that was never decided")


def _decided(events: list[Row]) -> list[tuple[str, str]]:
    return [
        (f"{event['branch']}-{event['seq']}", event["tag"].removesuffix(_SUFFIX))
        for event in events
        if event["tag"].endswith(_SUFFIX)
    ]


def _is_done(event: Row) -> bool:
    return bool(event["tag"].endswith(":done"))
