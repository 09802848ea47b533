"""What a field of a submission should look like, in signs that need no language: from the contract's JSON Schema."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from models.submission import Submission

__all__ = ["expected_at"]

_INSTANTS: Final = {"date": "YYYY-MM-DD", "date-time": "YYYY-MM-DDThh:mm:ss+07:00"}


@cache
def _schema() -> dict[str, Any]:
    return Submission.model_json_schema()


def expected_at(path: tuple[int | str, ...]) -> str:
    """Return the form of the field at a path: its pattern, its choices, its bounds, or the form of an instant."""
    here = _schema()
    for part in path:
        here = _resolved(here)
        here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, {})
    return _form(_resolved(here))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and an option that may be null."""
    if "anyOf" in schema:
        return _resolved(next(option for option in schema["anyOf"] if option.get("type") != "null"))
    if "$ref" in schema:
        return _resolved(_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    return schema


def _form(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "|".join(str(choice) for choice in schema["enum"])
    match schema.get("type"):
        case "string":
            return _INSTANTS.get(schema.get("format", "")) or _text_form(schema)
        case "integer":
            return f"{schema.get('minimum')}…{schema.get('maximum')}"
        case kind:
            return "[…]" if kind == "array" else "{…}"


def _text_form(schema: dict[str, Any]) -> str:
    bounds = f"{schema.get('minLength', 0)}…{schema['maxLength']}" if "maxLength" in schema else ""
    return " ".join(filter(None, (schema.get("pattern"), bounds)))
