"""People's acts: what was answered stands in the journal, where the answer said, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.chaos.checker.evidence import Evidence, Finding

__all__ = ["acknowledged_acts_stand_once", "answered_updates_stand", "no_decision_stands_twice"]

_TAGS: Final = {
    "accept_dossier": "officer:dossier:accepted", "refuse_dossier": "officer:dossier:refused",
    "hand_over": "officer:step:handed_over", "take_over": "officer:step:taken_over",
    "decline_hand_over": "officer:step:declined", "complete_step": "officer:step:completed",
    "send_back": "officer:step:sent_back", "approve": "officer:result:approved",
    "return_for_rework": "officer:result:returned_for_rework", "return_result": "officer:result:returned",
    "confirm_delivery": "officer:letter:delivery_confirmed", "retry": "officer:effect:retried",
}  # fmt: skip


def acknowledged_acts_stand_once(evidence: Evidence) -> Iterator[Finding]:
    """Every act to which a client got an answer is the event that the answer named."""
    events = {(row["code"], row["branch"], row["seq"]): row for row in evidence.register.rows("event")}
    for said in evidence.acknowledged:
        event = events.get((said.code, 0, said.seq))
        if event is None:
            yield Finding(said.code, f"{said.act} was answered with seq {said.seq}, which the journal does not have")
        elif (event["tag"], event["detail"].get("decision_id")) != (_TAGS[said.act], said.decision_id):
            yield Finding(said.code, f"{said.act} was answered with seq {said.seq}, where {event['tag']} stands")


def no_decision_stands_twice(evidence: Evidence) -> Iterator[Finding]:
    """However often an act was said, it happened once."""
    told = Counter(
        (row["code"], row["tag"], row["detail"]["decision_id"])
        for row in evidence.register.rows("event")
        if row["tag"].startswith("officer:") and "decision_id" in row["detail"]
    )
    for (code, tag, decision), times in told.items():
        if times > 1:
            yield Finding(code, f"{tag} of decision {decision} stands {times} times")


def answered_updates_stand(evidence: Evidence) -> Iterator[Finding]:
    """What a history says was answered, the register's journal has."""
    journals = evidence.register.by_code("event")
    for code, runs in evidence.histories.items():
        stands = {event["detail"].get("decision_id") for event in journals.get(code, ())}
        for run in runs:
            for decision in sorted(set(run.answered) - stands):
                yield Finding(code, f"decision {decision} was answered and is in no journal")
