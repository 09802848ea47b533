"""The base of what is particular to an act: its content, a frozen model of its own (design §3)."""

from __future__ import annotations

from models.value import Value

__all__ = ["Content", "Nothing"]


class Content(Value):
    """The base of what is particular to an act."""


class Nothing(Content):
    """An act that needs no more than its name."""
