"""Whether every step of a procedure has somebody to do it, on every day of its validity and at every counter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from models.agency import Officer
from models.errors import InvalidInput, Refused
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Procedure, Role, Step, StepKind
from models.resolution import pin
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.spans import days_of_change, days_within

__all__ = ["Staffing"]


class Staffing:
    """The officers of a bundle, day by day."""

    def __init__(self, whole: CatalogueBundle) -> None:
        self._whole = whole
        self._changes = days_of_change((*whole.agencies, *whole.officers, *whole.regimes))
        self._officers = cache(whole.organisation.officers_of)

    def problems(self, procedure: Procedure, origin: Origin) -> Iterator[Problem]:
        """Yield what a procedure lacks: its regime, its agencies, its people; each once, with the first day."""
        told: set[tuple[object, ...]] = set()
        for day in days_within(procedure, self._changes):
            for inside, error in self._of_day(procedure, day):
                mark = (inside, error.code, *(value for fact, value in error.facts.items() if fact != "day"))
                if mark not in told:
                    told.add(mark)
                    yield origin.problem(error, *inside)

    def _of_day(self, procedure: Procedure, day: date) -> Iterator[tuple[tuple[str | int, ...], InvalidInput]]:
        regimes = [regime for regime in self._whole.regimes if regime.code == procedure.regime]
        if not any(regime.in_force(day) for regime in regimes):
            absent = InvalidInput("CATALOGUE_REGIME_ABSENT", regime=procedure.regime, day=day.isoformat())
            yield ("regime",), absent
        for index, counter in enumerate(procedure.received_by):
            try:
                pinned = pin(procedure, counter, self._whole.organisation, day)
            except Refused as error:
                agency = str(error.facts["agency"])
                here = _place_of(procedure, agency, index)
                lack = InvalidInput("CATALOGUE_AGENCY_ABSENT", field=str(here[0]), agency=agency, day=day.isoformat())
                yield here, lack
            else:
                yield from self._of_counter(pinned, day)

    def _of_counter(self, pinned: Procedure, day: date) -> Iterator[tuple[tuple[str | int, ...], InvalidInput]]:
        for index, step in enumerate(pinned.steps):
            facts = {"step": str(step.key), "agency": str(step.agency), "day": day.isoformat()}
            people = self._people(step, step.role, day)
            if not people:
                yield ("steps", index), InvalidInput("CATALOGUE_STEP_UNSTAFFED", role=step.role.value, **facts)
            elif step.kind is StepKind.SIGN:
                signers = {officer.id for officer in people if officer.may_sign}
                if not signers:
                    yield ("steps", index), InvalidInput("CATALOGUE_SIGNER_ABSENT", **facts)
                elif len(signers) == 1:
                    yield from self._separation(pinned, signers, day)

    def _separation(
        self, pinned: Procedure, signers: set[OfficerId], day: date
    ) -> Iterator[tuple[tuple[str | int, ...], InvalidInput]]:
        for index, step in enumerate(pinned.steps):
            if step.kind in (StepKind.HANDLE, StepKind.CONSULT):
                people = {officer.id for officer in self._people(step, step.role, day)}
                if people and people <= signers:
                    mixed = InvalidInput(
                        "CATALOGUE_DUTIES_MIXED", step=str(step.key), agency=str(step.agency), officer=min(people)
                    )
                    yield ("steps", index), mixed

    def _people(self, step: Step, role: Role, day: date) -> tuple[Officer, ...]:
        return self._officers(AgencyCode(step.agency), day, role)


def _place_of(procedure: Procedure, agency: str, counter: int) -> tuple[str | int, ...]:
    for index, step in enumerate(procedure.steps):
        if step.agency == agency:
            return ("steps", index, "agency")
    return ("competent",) if procedure.competent == agency else ("received_by", counter)
