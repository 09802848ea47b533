"""Task queues by name.

Letters have one of their own, so that a thousand of them never stand before a person; so may an agency.
"""

from __future__ import annotations

from typing import Final

__all__ = ["agency_queue", "letters_of", "of_letters", "shared_of"]

_LETTERS: Final = "-letters"


def letters_of(queue: str) -> str:
    """Return the queue on which the letters of a queue's dossiers are written and sent."""
    return queue + _LETTERS


def of_letters(queue: str) -> bool:
    """Whether a queue is one of letters."""
    return queue.endswith(_LETTERS)


def shared_of(queue: str) -> str:
    """Return the queue whose letters a queue has; any other is its own."""
    return queue.removesuffix(_LETTERS)


def agency_queue(queue: str, agency: str) -> str:
    """Return the queue of an agency's own worker, beside the shared one."""
    return f"{queue}.{agency}"
