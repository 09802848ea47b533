"""A model's fields as a table: name, type as JSON, and the meaning that stands under the field in the code."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any

from pydantic import BaseModel

from motcua.reference.markdown import table

__all__ = ["described", "fields_of", "type_text"]

MOST_CHOICES = 10
OURS = {"models", "motcua"}


def fields_of(model: type[BaseModel]) -> str:
    """Write the table of a model's fields."""
    schema = model.model_json_schema(mode="validation")
    meanings = described(model)
    required = set(schema.get("required", []))
    rows = (
        (
            f"`{name}`",
            type_text(property_, schema.get("$defs", {})),
            "yes" if name in required else "no",
            meanings.get(name, property_.get("description", "")),
        )
        for name, property_ in schema["properties"].items()
    )
    return table(("Field", "Type", "Required", "Meaning"), rows)


def described(owner: type) -> dict[str, str]:
    """Read the docstrings that stand under the fields or members of a class, inherited ones included."""
    meanings: dict[str, str] = {}
    for definer in reversed(owner.__mro__):
        if definer.__module__.partition(".")[0] in OURS:
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(definer))).body
            meanings |= _under_fields(definition) if isinstance(definition, ast.ClassDef) else {}
    return meanings


def _under_fields(definition: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                found[name] = " ".join(text.split())
    return found


def type_text(property_: dict[str, Any], known: dict[str, Any]) -> str:
    """Say a property of a JSON Schema in few words; `known` are the schema's definitions."""
    if "$ref" in property_:
        name = str(property_["$ref"]).rsplit("/", 1)[-1]
        choices = known.get(name, {}).get("enum", [])
        return type_text(known[name], known) if 0 < len(choices) <= MOST_CHOICES else name
    if "anyOf" in property_:
        return " or ".join(type_text(option, known) for option in property_["anyOf"])
    if "enum" in property_:
        return " or ".join(f"`{value}`" for value in property_["enum"])
    if "const" in property_:
        return f"`{property_['const']}`"
    kind = str(property_.get("type", "any"))
    if kind == "array":
        return f"array of {type_text(property_.get('items', {}), known)}"
    return " ".join([_kind(kind, property_), *_bounds(property_)])


def _kind(kind: str, property_: dict[str, Any]) -> str:
    match property_.get("format"):
        case "date":
            return "date `YYYY-MM-DD`"
        case "date-time":
            return "instant with offset (ISO 8601)"
        case _:
            return kind


def _bounds(property_: dict[str, Any]) -> list[str]:
    words = {
        "minimum": "at least {}", "maximum": "at most {}", "minLength": "from {} characters",
        "maxLength": "up to {} characters", "pattern": "`{}`",
    }  # fmt: skip
    return [
        template.format(property_[key] if isinstance(property_[key], str) else json.dumps(property_[key]))
        for key, template in words.items()
        if key in property_
    ]
