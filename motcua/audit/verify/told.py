"""An event as it was told, by the register or by a history: as it stands, unchecked, so that what is wrong shows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import rfc8785

from models.value import stamp

__all__ = ["Row", "Told", "digest", "json_of"]

Row = Mapping[str, Any]
"""A row of the register, by column."""

_HASHED: Final = ("code", "branch", "seq", "at", "tag", "actor", "agency", "step", "detail", "prev")
"""The fields that an event's hash covers."""
_PLACE: Final = ("branch", "seq", "prev")
"""What says where an event stands, not what happened."""


def json_of(value: Any) -> Any:
    """Return a row's value as journals write it: instants in the one form of time."""
    match value:
        case datetime():
            return stamp(value)
        case Mapping():
            return {str(key): json_of(item) for key, item in value.items()}
        case list() | tuple():
            return [json_of(item) for item in value]
        case _:
            return value


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON (RFC 8785), in hexadecimal: computed here, by no code of the engine.

    What has no canonical form has a digest that no event can have.
    """
    try:
        return hashlib.sha256(rfc8785.dumps(value)).hexdigest()
    except (ValueError, TypeError, RecursionError):
        return "-"


class Told(NamedTuple):
    """One event, as one source tells it."""

    branch: int
    seq: int
    fields: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> Told:
        """Take an event from a row of the register or from a history's JSON."""
        fields = {name: json_of(row.get(name)) for name in (*_HASHED, "hash")}
        return cls(fields["branch"], fields["seq"], fields)

    @property
    def where(self) -> str:
        """Its place, as findings name it."""
        return f"{self.branch}/{self.seq}"

    @property
    def tag(self) -> str:
        """What it tells."""
        return str(self.fields["tag"])

    @property
    def at(self) -> str:
        """When it happened, as `stamp` writes it; such texts sort by time."""
        return str(self.fields["at"])

    @property
    def detail(self) -> dict[str, Any]:
        """What it tells in particular."""
        return self.fields["detail"] if isinstance(self.fields["detail"], dict) else {}

    @property
    def prev(self) -> str:
        """The hash of the event that it says it follows."""
        return str(self.fields["prev"])

    @property
    def hash(self) -> str:
        """The hash that it bears."""
        return str(self.fields["hash"])

    @property
    def computed(self) -> str:
        """The hash that its other fields call for."""
        return digest({name: self.fields[name] for name in _HASHED})

    @property
    def content(self) -> str:
        """A digest of what happened, wherever it stands in the chain."""
        return digest({name: self.fields[name] for name in _HASHED if name not in _PLACE})
