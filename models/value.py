"""The base of every value: frozen, strict about unknown fields, silent about its input in errors."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import rfc8785
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

__all__ = [
    "Hash", "Json", "Mutable", "Nfc", "UtcTime", "Value", "canonical", "nfc", "sha256_hex", "stamp", "unstamp",
]  # fmt: skip

_BEFORE_ZONE: Final = len("YYYY-MM-DDTHH:MM:SS.ffffff")

type_of_json = None | bool | int | str | list[Any] | dict[str, Any]
Json = type_of_json
"""A JSON value without floating-point numbers: money and minutes are integers."""


class Value(BaseModel):
    """An immutable value. Unknown fields are refused; what was given never shows in an error message (design §2.5)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC, the only form that is hashed or compared (rulebook §3)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def stamp(moment: datetime) -> str:
    """Write an aware instant as ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, the one form of time in journals and proofs.

    Raises ValueError for an instant without a time zone.
    """
    if moment.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:_BEFORE_ZONE] + "Z"


def unstamp(text: str) -> datetime:
    """Read what `stamp` wrote. Raises ValueError for any other form."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or stamp(moment) != text:
        msg = "an instant is written YYYY-MM-DDTHH:MM:SS.ffffffZ"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def _to_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC)


UtcTime = Annotated[datetime, AfterValidator(_to_utc), PlainSerializer(stamp, return_type=str, when_used="json")]
"""An aware instant, kept in UTC, written to JSON by `stamp`."""

Nfc = Annotated[str, AfterValidator(nfc)]
"""Text normalised to NFC."""

Hash = str
"""64 lower-case hexadecimal digits: a SHA-256 or an HMAC-SHA256."""


def _plain(value: object) -> Json:
    """Reduce to what RFC 8785 can write, normalising text; a float has no place in a journal."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return nfc(str(value))
        case datetime():
            return stamp(value)
        case Mapping():
            return {nfc(str(key)): _plain(item) for key, item in value.items()}
        case Sequence():
            return [_plain(item) for item in value]
        case BaseModel():
            return _plain(value.model_dump(mode="json"))
        case _:
            msg = f"{type(value).__name__} cannot be written canonically"
            raise TypeError(msg)


_SAFE: Final = 2**53 - 1
"""The largest integer that RFC 8785 can write."""
_BEYOND: Final = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
"""Half characters, and those that UTF-16 sorts elsewhere than their code points do."""


class _NotJson(Exception):
    """The standard library would not write it, or not as RFC 8785 does."""


def canonical(value: object) -> bytes:
    """Write a value as canonical JSON (RFC 8785), strings in NFC, without floats.

    Raises TypeError for anything that is not JSON without floats, ValueError for what RFC 8785 cannot write.
    """
    try:
        text = _ENCODER.encode(_checked(value))
    except _NotJson:
        return rfc8785.dumps(_plain(value))
    # Every part of a text in NFC is in NFC. A text that is not, or has rarer characters, goes the long way.
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _BEYOND.search(text)):
        return text.encode()
    return rfc8785.dumps(_plain(value))


def _checked(value: object) -> object:
    """Return what the standard library writes as RFC 8785 does, keys and text aside. Raises _NotJson."""
    match value:
        case BaseModel():
            told: object = value.model_dump(mode="json")
        case datetime():
            told = stamp(value)
        case _:
            told = value
    if not _is_json(told):
        raise _NotJson
    return told


def _is_json(value: object) -> bool:
    if isinstance(value, str | bool | datetime | BaseModel) or value is None:
        return True
    if isinstance(value, int):
        return -_SAFE <= value <= _SAFE
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    return isinstance(value, list | tuple) and all(map(_is_json, value))


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_checked)


def sha256_hex(content: bytes) -> Hash:
    """Return the SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class Mutable(BaseModel):
    """The base of what a workflow knows: changed in place by the one workflow that owns it, unlike messages."""

    model_config = ConfigDict(extra="forbid", validate_assignment=False, hide_input_in_errors=True)
