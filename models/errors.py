"""The one error tree: every error has a stable code, a text in Vietnamese and English, and the next step.

The class of an error says what kind of trouble it is and thereby the exit code of a program; its code says which.
Facts that fill the texts are codes, numbers and field names, never a person's data (design §2.5).
"""

from __future__ import annotations

from typing import ClassVar

from models.error_texts import ERRORS

__all__ = ["Broken", "InvalidInput", "MotcuaError", "NotAllowed", "Refused", "Unavailable"]


class _Facts(dict[str, str | int]):
    """Facts for a template; one that was not given shows as itself, so that a message never fails."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class MotcuaError(Exception):
    """The root. `code` is stable and public; `facts` fill the texts."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **facts: str | int) -> None:
        self.code = code
        self.facts = facts
        self.text = ERRORS[code]
        super().__init__(code, facts)

    @property
    def vi(self) -> str:
        """The message in Vietnamese, filled with the facts."""
        return self.text.vi.format_map(_Facts(self.facts))

    @property
    def en(self) -> str:
        """The message in English, filled with the facts."""
        return self.text.en.format_map(_Facts(self.facts))

    @property
    def next_vi(self) -> str:
        """What to do next, in Vietnamese."""
        return self.text.next_vi.format_map(_Facts(self.facts))

    @property
    def next_en(self) -> str:
        """What to do next, in English."""
        return self.text.next_en.format_map(_Facts(self.facts))

    def __str__(self) -> str:
        return f"{self.code}: {self.en} → {self.next_en}"


class InvalidInput(MotcuaError):
    """What was given is wrong in itself; corrected, it may be given again. Exit 1."""


class Refused(MotcuaError):
    """What was asked does not fit the state of things (a dossier, a code, a version). Exit 1."""


class NotAllowed(MotcuaError):
    """Whoever asked may not: no proof, a bad proof, or no authority. Exit 4."""

    exit_code = 4


class Unavailable(MotcuaError):
    """A service that is needed cannot be reached or is not set up; later it may work. Exit 3."""

    exit_code = 3


class Broken(MotcuaError):
    """What was recorded contradicts itself: a forked chain, a paper with other bytes. Never retried. Exit 5."""

    exit_code = 5
