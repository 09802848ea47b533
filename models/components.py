"""A dossier's components: what is handed in, what the stores have already, and how that is told and counted.

What a store holds need not be brought: it may be taken from there, and counts as reused (from the applicant's own
store, which the province keeps) or shared (from a national or sector store) (rulebook §1 "Forbidden", §4 4.2 to 4.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from models.errors import InvalidInput
from models.identifiers import StepKey
from models.procedure import Component, Procedure
from models.stores import DocumentKind, StoreKind
from models.submission import GivenComponent

__all__ = ["Counted", "as_told", "check_given", "count", "documents_of", "held_by", "store_of"]

Held = Mapping[StepKey, StoreKind]
"""Which components a store has for the applicant."""


def documents_of(procedure: Procedure) -> tuple[DocumentKind, ...]:
    """Return what the stores are to be asked for."""
    return tuple(sorted({component.document for component in procedure.components if component.document is not None}))


def held_by(procedure: Procedure, found: Mapping[DocumentKind, StoreKind]) -> dict[StepKey, StoreKind]:
    """Return which components the stores have, of the documents that they were `found` to have."""
    return {one.key: found[one.document] for one in procedure.components if one.document and one.document in found}


def store_of(component: Component, held: Held) -> StoreKind | None:
    """Return whence a component is taken: the store that has it, or the one that the procedure names; None: nowhere."""
    return held.get(component.key, component.source.store)


def check_given(given: Iterable[GivenComponent], procedure: Procedure, held: Held) -> None:
    """Only listed components, and all that are required and no store has (rulebook §1, "Reception").

    Raises InvalidInput `COMPONENT_UNKNOWN`, `COMPONENT_MISSING`, `COMPONENT_NOT_HELD` (no store has what is to be taken
    from one).
    """
    handed_in = {component.key: component for component in given}
    stores = {component.key: store_of(component, held) for component in procedure.components}
    required = {component.key for component in procedure.components if component.required}
    for key in sorted(handed_in.keys() - stores.keys()):
        raise InvalidInput("COMPONENT_UNKNOWN", component=key, procedure=procedure.code)
    for key in sorted(required - handed_in.keys()):
        if stores[key] is None:
            raise InvalidInput("COMPONENT_MISSING", component=key, procedure=procedure.code)
    for key in sorted(key for key, component in handed_in.items() if component.from_store):
        if stores[key] is None:
            raise InvalidInput("COMPONENT_NOT_HELD", component=key, procedure=procedure.code)


def as_told(given: Iterable[GivenComponent], procedure: Procedure, held: Held) -> tuple[str, ...]:
    """Write what was handed in as `key:original|copy:count`, or `key:store:count` for what a store has."""
    stores = {component.key: store_of(component, held) for component in procedure.components}
    return tuple(f"{one.key}:{stores[one.key] if one.from_store else one.form}:{one.count}" for one in given)


class Counted(NamedTuple):
    """How many of a dossier's components came how."""

    handed_in: int
    """All of them, whoever brought them."""
    digitised: int
    """By an officer here."""
    reused: int
    """Taken from the applicant's own store."""
    shared: int
    """Taken from a national or sector store."""


def count(told: Iterable[str], digitised: Iterable[StepKey]) -> Counted:
    """Count components as `as_told` wrote them, and those that were digitised since."""
    forms = dict(text.split(":")[:2] for text in told)
    made = set(digitised)
    return Counted(
        handed_in=len(forms.keys() | made),
        digitised=len(made),
        reused=sum(form == StoreKind.PROVINCE for form in forms.values()),
        shared=sum(form in (StoreKind.NATIONAL, StoreKind.SECTOR) for form in forms.values()),
    )
