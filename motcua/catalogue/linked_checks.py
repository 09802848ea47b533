"""Whether linked procedures fit the procedures that they name, on every day on which those change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.errors import InvalidInput, Refused
from models.linked import LinkedPart, LinkedProcedures, OnEnd
from models.procedure import Procedure
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.spans import days_of_change, days_within

__all__ = ["check_linked"]


def check_linked(linked: LinkedProcedures, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield which parts name no procedure in force, or need what it does not list; each once, with the first day.

    A component that the procedure requires may not be one that a part is started without.
    """
    named = {part.procedure for part in linked.parts}
    changes = days_of_change(one for one in whole.procedures if one.code in named)
    told: set[tuple[object, ...]] = set()
    for day in days_within(linked, changes):
        for index, part in enumerate(linked.parts):
            for error in _of_part(part, day, whole):
                mark = (index, error.code, error.facts.get("component"))
                if mark not in told:
                    told.add(mark)
                    yield origin.problem(error, "parts", index)


def _of_part(part: LinkedPart, day: date, whole: CatalogueBundle) -> Iterator[InvalidInput]:
    try:
        procedure: Procedure = whole.procedure(part.procedure, day)
    except Refused:
        yield InvalidInput("CATALOGUE_PART_ABSENT", part=part.key, procedure=part.procedure, day=day.isoformat())
        return
    listed = {component.key: component for component in procedure.components}
    for need in part.needs:
        facts = {"part": str(part.key), "component": str(need.component), "day": day.isoformat()}
        if need.component not in listed:
            yield InvalidInput("CATALOGUE_NEED_UNLISTED", **facts)
        elif need.on_end is OnEnd.CONTINUE and listed[need.component].required:
            yield InvalidInput("CATALOGUE_NEED_REQUIRED", **facts)
