"""What a set of catalogue files says, as values: the validated content without its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self, TypeVar

from models.agency import Agency, Officer
from models.delegation import Delegation
from models.identifiers import ProcedureCode
from models.linked import LinkedProcedures
from models.organisation import Organisation
from models.procedure import Abolition, Procedure
from models.regime import Regime
from models.resolution import procedure_in_force, regime_in_force
from motcua.catalogue.calendar_file import CalendarFile

__all__ = ["CatalogueBundle", "Item"]

Item = Regime | Agency | Officer | Delegation | Procedure | Abolition | LinkedProcedures | CalendarFile
"""One version that the catalogue states."""
V = TypeVar("V", bound=Item)


@dataclass(frozen=True)
class CatalogueBundle:
    """Every version of everything, in no particular order but that of the files."""

    regimes: tuple[Regime, ...] = ()
    agencies: tuple[Agency, ...] = ()
    officers: tuple[Officer, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    abolitions: tuple[Abolition, ...] = ()
    calendars: tuple[CalendarFile, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    linked: tuple[LinkedProcedures, ...] = ()

    @classmethod
    def of(cls, items: Iterable[Item]) -> Self:
        """Make a bundle of items in any order, each once."""
        once = tuple(dict.fromkeys(items))

        def pick(schema: type[V]) -> tuple[V, ...]:
            return tuple(item for item in once if isinstance(item, schema))

        return cls(
            pick(Regime), pick(Agency), pick(Officer), pick(Procedure), pick(Abolition), pick(CalendarFile),
            pick(Delegation), pick(LinkedProcedures),
        )  # fmt: skip

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything in it, in the order in which it may be imported: what is referred to comes first."""
        calendars = sorted(self.calendars, key=lambda calendar: (calendar.published_on, calendar.version))
        people: tuple[Item, ...] = (*self.agencies, *self.officers, *self.delegations)
        return (*self.regimes, *calendars, *people, *self.procedures, *self.abolitions, *self.linked)

    @cached_property
    def organisation(self) -> Organisation:
        """Agencies, officers and delegations, for look-ups by day."""
        return Organisation(self.agencies, self.officers, self.delegations)

    def procedure(self, code: ProcedureCode, day: date) -> Procedure:
        """Return the version in force on `day`. Raises Refused as `procedure_in_force` does."""
        return procedure_in_force((*self.procedures, *self.abolitions), code, day)

    def regime(self, day: date) -> Regime:
        """Return the regime in force on `day`. Raises Refused as `regime_in_force` does."""
        return regime_in_force(self.regimes, day)
