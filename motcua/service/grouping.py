"""Linked procedures at their submission: every part is checked before anything is written (rulebook §1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.errors import InvalidInput, Refused
from models.identifiers import StepKey
from models.linked import GroupCode, LinkedPart, LinkedProcedures, Sibling
from models.resolution import procedure_in_force
from models.submission import GivenComponent, Linked, LinkedPartGiven, Submission
from motcua.register import PostgresRegister
from motcua.register.linked import NewGroup

__all__ = ["new_group"]

CheckPart = Callable[[Submission], object]
"""Judges a part as a submission of its own; raises what is wrong with it."""


def new_group(register: PostgresRegister, submission: Submission, day: date, check: CheckPart) -> NewGroup | None:
    """Return the group that a submission begins, every later part checked; None if it is of one procedure alone.

    Raises Refused `LINKED_UNKNOWN`, `LINKED_NOT_IN_FORCE`; InvalidInput `LINKED_NOT_FIRST`, `LINKED_PARTS_DIFFER`, and
    what `check` raises.
    """
    linked = submission.linked
    if linked is None:
        return None
    kept = register.catalogue.kept()
    definition = _in_force(kept.linked, linked.group, day)
    first = _first_of(definition, submission)
    given = _given(definition, linked, first)
    others = []
    for part in (part for part in definition.parts if part.key in given):
        one = given[part.key]
        check(_as_fed(submission, part, one))
        name = procedure_in_force(kept.procedures, part.procedure, day).name
        others.append(Sibling(part=part.key, procedure=part.procedure, name=name, receiving=one.receiving_agency))
    return NewGroup(definition, first, submission.receiving_agency, others)


def _in_force(known: tuple[LinkedProcedures, ...], code: GroupCode, day: date) -> LinkedProcedures:
    versions = [one for one in known if one.code == code]
    if not versions:
        raise Refused("LINKED_UNKNOWN", group=code)
    begun = [one for one in versions if one.valid_from <= day]
    latest = max(begun, key=lambda one: one.version, default=None)
    if latest is None or not latest.in_force(day):
        raise Refused("LINKED_NOT_IN_FORCE", group=code, day=day.isoformat())
    return latest


def _first_of(definition: LinkedProcedures, submission: Submission) -> StepKey:
    """The part that the submission itself is: one that needs nothing of another."""
    for part in definition.parts:
        if part.procedure == submission.procedure and not part.needs:
            return part.key
    raise InvalidInput("LINKED_NOT_FIRST", procedure=submission.procedure, group=definition.code)


def _given(definition: LinkedProcedures, linked: Linked, first: StepKey) -> dict[StepKey, LinkedPartGiven]:
    given = {one.key: one for one in linked.parts}
    wanted = {part.key for part in definition.parts} - {first}
    twice = [one.key for one in linked.parts if given[one.key] is not one]
    if different := sorted((given.keys() ^ wanted) | set(twice)):
        raise InvalidInput("LINKED_PARTS_DIFFER", group=definition.code, part=different[0])
    return given


def _as_fed(submission: Submission, part: LinkedPart, given: LinkedPartGiven) -> Submission:
    """The part as it will be submitted when it has all that it waits for."""
    brought = {need.component for need in part.needs}
    papers = [paper for paper in given.components if paper.key not in brought]
    papers += [GivenComponent(key=need.component, form="copy") for need in part.needs]
    return submission.model_copy(
        update={
            "procedure": part.procedure,
            "receiving_agency": given.receiving_agency,
            "competent_agency": given.competent_agency,
            "components": tuple(papers),
            "linked": None,
        }
    )
