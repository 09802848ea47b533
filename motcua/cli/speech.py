"""How the program speaks of errors: on stderr, in Vietnamese or English, or as one JSON object."""

from __future__ import annotations

import json
from contextvars import ContextVar
from enum import StrEnum

import typer

from models.errors import MotcuaError

__all__ = ["LANGUAGE", "Language", "complain"]


class Language(StrEnum):
    """A language of messages."""

    VI = "vi"
    EN = "en"


LANGUAGE: ContextVar[Language] = ContextVar("motcua_cli_language", default=Language.VI)
"""The language of this call."""


def complain(error: MotcuaError, *, as_json: bool) -> None:
    """Tell an error with its code and next step, and everything that is wrong where an error knows of several."""
    problems = [str(problem) for problem in getattr(error, "problems", ())]
    if as_json:
        told = {
            "code": error.code, "vi": error.vi, "en": error.en, "next_vi": error.next_vi, "next_en": error.next_en,
            "facts": error.facts, "problems": problems,
        }  # fmt: skip
        typer.echo(json.dumps({"error": told}, ensure_ascii=False), err=True)
        return
    vietnamese = LANGUAGE.get() is Language.VI
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(f"{error.code}: {error.vi if vietnamese else error.en}", err=True)
    typer.echo(f"→ {error.next_vi if vietnamese else error.next_en}", err=True)
