"""docs/settings.md: every setting, from the one class that reads them."""

from __future__ import annotations

import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from motcua.reference import commands
from motcua.reference.markdown import table
from motcua.settings import PREFIX, Settings

__all__ = ["page", "variable"]

INTRODUCTION = """\
# Settings

Settings are read from the environment, once, when a program starts. Nothing has to be set: without any, everything runs
embedded under one data folder. A variable that is set but empty counts as not set. A secret is never shown or logged.

"""

PROGRAM = """
## Options of the command line

What an option says wins over its variable.

"""

OTHERS = """
## Temporal

A Temporal server of your own is chosen by Temporal's standard variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`,
`TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE`). The stock `temporal` program reads
them too. Without a namespace named, it is `motcua`.

## For tests only

| Variable | Meaning |
| --- | --- |
| `MOTCUA_SOAK_SECONDS` | bounds each of the deep tests of `make soak` |
| `REQUIRE_DEBIAN` | set: a test that needs a program of Debian's packages fails without it, and is not skipped |
"""


def page() -> str:
    """Make the page."""
    rows = (
        (f"`{variable(name)}`", _type(field.annotation), _default(field), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    known = {variable(name) for name in Settings.model_fields}
    options = ((f"`{name}`", meaning) for name, meaning in sorted(commands.variables().items()) if name not in known)
    return (
        INTRODUCTION
        + table(("Variable", "Value", "Default", "Meaning"), rows)
        + PROGRAM
        + table(("Variable", "Meaning"), options)
        + OTHERS
    )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _type(annotation: Any) -> str:
    words = {bool: "true or false", int: "integer", str: "text", Path: "folder", SecretStr: "secret text"}
    if get_origin(annotation) is Literal:
        return _either(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) in {Union, types.UnionType}:
        return _either(_type(part) for part in get_args(annotation) if part is not type(None))
    return words.get(annotation, str(annotation))


def _either(choices: Iterable[str]) -> str:
    return " or ".join(choices)


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    if value is None:
        return "not set"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
