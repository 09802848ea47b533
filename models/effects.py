"""Effects: what was decided and is to be done, and what could not be done (design §2.6, §2.13)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from models.value import Mutable, UtcTime

__all__ = ["LETTERS", "Blocked", "Effect", "EffectKind", "to_nobody"]


class EffectKind(StrEnum):
    """What can be done for a dossier; each has its activity."""

    RECEPTION = "reception"
    COORDINATION = "coordination"
    DIGITISATION = "digitisation"
    TRANSFER = "transfer"
    SIGNATURE = "signature"
    RESULT_RETURN = "result_return"
    APOLOGY = "apology"
    DELIVERY = "delivery"
    ESCALATION = "escalation"
    ERRAND = "errand"
    CORRECTION = "correction"
    NOTICE = "notice"
    REFUND = "refund"
    WORD = "word"
    FACT = "fact"
    APOLOGY_SIGNATURE = "apology_signature"
    FEEDING = "feeding"


LETTERS: Final = frozenset(
    {EffectKind.APOLOGY, EffectKind.DELIVERY, EffectKind.ESCALATION, EffectKind.ERRAND, EffectKind.NOTICE,
     EffectKind.WORD, EffectKind.APOLOGY_SIGNATURE, EffectKind.FEEDING}
)  # fmt: skip
"""What is written and sent to somebody: on a queue of its own, after everything that somebody waits for."""


class Effect(Mutable):
    """An effect that was decided and is to be done. Its id is `branch-seq` of its *decided* event."""

    effect_id: str
    kind: EffectKind
    at: UtcTime
    """Legal time of the decision: the time on the paper, whenever the worker gets to it."""
    detail: dict[str, Any]
    """The detail of its *decided* event."""
    rounds: int = 0
    """How often it was given up and tried again."""


class Blocked(Mutable):
    """An effect that could not be done; it waits for a retry, by a person or, after an outage, by the clock."""

    effect: Effect
    error: str
    retry_at: UtcTime | None
    """None: the error is final until a person says `retry`."""


def to_nobody(blocked: Blocked) -> bool:
    """Whether it is an apology to a person who was erased: no try will ever do it (rulebook §6)."""
    return blocked.effect.kind is EffectKind.APOLOGY and blocked.error == "PERSON_ERASED"
