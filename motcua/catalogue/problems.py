"""What is wrong with catalogue files, each with the file, the place in it and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.errors import InvalidInput, MotcuaError
from motcua.catalogue.document import Place, Read, place_text

__all__ = ["CatalogueInvalid", "Origin", "Problem", "schema_problems"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    file: Path
    line: int
    place: str
    error: MotcuaError

    def __str__(self) -> str:
        return self.told(vietnamese=False)

    def told(self, *, vietnamese: bool) -> str:
        """Return the problem on one line, as an editor can open its place."""
        error = self.error
        said = f"{error.vi} → {error.next_vi}" if vietnamese else f"{error.en} → {error.next_en}"
        return f"{self.file}:{self.line}: {self.place}: {error.code}: {said}"


@dataclass(frozen=True)
class Origin:
    """Where a value was read."""

    file: Path
    read: Read
    place: Place

    def problem(self, error: MotcuaError, *inside: str | int) -> Problem:
        """Return the problem `error` of this value, at a place inside it."""
        place = (*self.place, *inside)
        return Problem(self.file, self.read.line(place), place_text(place), error)


class CatalogueInvalid(InvalidInput):
    """A catalogue that may not be used, with everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("CATALOGUE_INVALID", count=len(problems))
        self.problems = problems


def schema_problems(origin: Origin, error: ValidationError) -> list[Problem]:
    """Return what the schema says against one value."""
    return [
        origin.problem(_field_error(details), *details["loc"])
        for details in error.errors(include_url=False, include_input=False)
    ]


def _field_error(details: ErrorDetails) -> InvalidInput:
    name = place_text(details["loc"])
    match details["type"]:
        case "missing":
            return InvalidInput("CATALOGUE_FIELD_MISSING", field=name)
        case "extra_forbidden":
            return InvalidInput("CATALOGUE_FIELD_UNKNOWN", field=name)
        case "value_error":
            return InvalidInput("CATALOGUE_FIELD_WRONG", field=name, why=str(details["ctx"]["error"]))
        case _:
            return InvalidInput("CATALOGUE_FIELD_WRONG", field=name, why=details["msg"])
