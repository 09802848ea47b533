"""The base of what is particular to an act: its content, a frozen model of its own (design §3)."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from pydantic import ValidationError

from models.acts import Act, Envelope
from models.errors import InvalidInput
from models.value import Value

__all__ = ["Content", "Nothing", "read_as"]


class Content(Value):
    """The base of what is particular to an act."""

    FILLED: ClassVar[frozenset[str]] = frozenset()
    """Fields that whoever issues the proof fills in, whatever a client says."""

    @classmethod
    def stated(cls) -> tuple[str, ...]:
        """The names of the fields that are for whoever acts to state."""
        return tuple(name for name in cls.model_fields if name not in cls.FILLED)


class Nothing(Content):
    """An act that needs no more than its name."""


Said = TypeVar("Said", bound=Content)


def read_as(model: type[Said], act: Act, envelope: Envelope) -> Said:
    """Read an envelope's content by the act's model. Raises InvalidInput (`ACT_CONTENT_MALFORMED`)."""
    try:
        return model.model_validate(envelope.content or {})
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"]) or "content"
        raise InvalidInput("ACT_CONTENT_MALFORMED", act=act.value, field=field) from None
