"""The flat columns of a CSV file, made from the model of a submission: `applicant_name` is `applicant.name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import GenericAlias, UnionType
from typing import Any, Final, get_args

from pydantic import BaseModel

from models.errors import InvalidInput
from models.submission import Submission

__all__ = ["COLUMNS", "COMPONENTS", "COMPONENTS_FORM", "Path", "column_of", "nested"]

Path = tuple[str, ...]
COMPONENTS: Final = "components"
COMPONENTS_FORM: Final = "key:original|copy|store:count;…"
"""How the papers of one dossier stand in one cell; without a count it is one. `store`: taken from a store."""


_NOT_FLAT: Final = frozenset({"linked"})
"""What no row of cells can hold: it is submitted as JSON."""


def _columns(model: type[BaseModel], above: Path = ()) -> Iterator[Path]:
    for name, field in model.model_fields.items():
        if name in _NOT_FLAT:
            continue
        inner = next((kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)), None)
        if inner is None:
            yield (*above, name)
        else:
            yield from _columns(inner, (*above, name))


def _kinds(annotation: Any) -> list[type]:
    """The classes that a field may hold: itself, or the options of a union; what a tuple holds stands in one cell."""
    options = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return [kind for kind in options if isinstance(kind, type) and not isinstance(kind, GenericAlias)]


COLUMNS: Final[dict[str, Path]] = {"_".join(path): path for path in _columns(Submission)}
"""Every column and where its cell belongs."""

_INTEGERS: Final = frozenset({"sets"})


def column_of(path: tuple[int | str, ...]) -> str:
    """Return the column in which a place of the model stands."""
    names = [part for part in path if isinstance(part, str)]
    return COMPONENTS if names and names[0] == COMPONENTS else "_".join(names)


def nested(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return a row as the object that JSON would hold; an empty cell is an absent field.

    Raises InvalidInput `SUBMISSION_FIELD_WRONG` for a cell of components in another form.
    """
    made: dict[str, Any] = {}
    for column, cell in cells.items():
        text = cell.strip()
        if not text:
            continue
        *groups, name = COLUMNS[column]
        inner = made
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = _value(column, text)
    return made


def _value(column: str, text: str) -> Any:
    if column == COMPONENTS:
        return [_component(part.strip()) for part in text.split(";") if part.strip()]
    return int(text) if column in _INTEGERS and text.isascii() and text.isdigit() and len(text) < 10 else text


def _component(text: str) -> dict[str, Any]:
    key, form, count, *more = [*(part.strip() for part in text.split(":")), "1", "1"][: max(3, text.count(":") + 1)]
    if more or ":" not in text or not (count.isascii() and count.isdigit() and len(count) < 3):
        raise InvalidInput("SUBMISSION_FIELD_WRONG", field=COMPONENTS, expected=COMPONENTS_FORM)
    if form == "store":
        return {"key": key, "form": "copy", "count": int(count), "from_store": True}
    return {"key": key, "form": form, "count": int(count)}
