"""How a dossier came out: what the promise came to, whatever the portal's status shows (rulebook §1, "Results")."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome"]


class Outcome(StrEnum):
    """The outcome of a dossier, known from the instant at which its promise was kept."""

    GRANTED = "granted"
    REFUSED = "refused"
    """Not eligible after appraisal: a negative paper with written reasons."""
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    NOT_ACCEPTED = "not_accepted"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _VI[self]


_VI = {
    Outcome.GRANTED: "được giải quyết",
    Outcome.REFUSED: "không đủ điều kiện giải quyết",
    Outcome.WITHDRAWN: "người nộp rút hồ sơ",
    Outcome.STOPPED: "dừng giải quyết",
    Outcome.NOT_ACCEPTED: "không được tiếp nhận",
}
