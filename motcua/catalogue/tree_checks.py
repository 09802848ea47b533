"""Whether agencies, officers, calendars and replaced procedures hang together over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from models.agency import Agency, AgencyLevel, Officer
from models.errors import InvalidInput, Refused
from models.identifiers import AgencyCode
from models.procedure import Procedure, Role
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.calendar_file import CalendarFile, Layer
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.spans import Span, days_of_change, days_within

__all__ = ["check_agency", "check_calendar", "check_officer", "check_replaced"]

_OF_SERVICES: Final = frozenset({Role.PORTAL, Role.MIGRATOR})


def check_agency(agency: Agency, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield what is wrong with an agency's place in the tree: parent and superior exist as long as it does."""
    for field, code in (("parent", agency.parent), ("superior", agency.superior)):
        if code is not None:
            yield from _exists(field, code, agency, origin, whole)
    if agency.successor is not None and not any(known.code == agency.successor for known in whole.agencies):
        lack = _absent("successor", agency.successor, agency)
        yield origin.problem(lack, "successor")
    if _in_circle(agency, whole):
        yield origin.problem(InvalidInput("CATALOGUE_AGENCY_CYCLE", agency=str(agency.code)), "parent")


def check_officer(officer: Officer, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield what is wrong with an office: its agency does not exist throughout, or its roles do not go together."""
    yield from _exists("agency", officer.agency, officer, origin, whole)
    for alone in (Role.AUDITOR, Role.OPERATOR):
        if alone in officer.roles and len(officer.roles) > 1:
            why = f"vai trò {alone.value} phải đứng một mình (it stands alone)"
            yield origin.problem(InvalidInput("CATALOGUE_FIELD_WRONG", field="roles", why=why), "roles")
    if officer.service and not _OF_SERVICES.issuperset(officer.roles):
        why = "tài khoản dịch vụ chỉ có portal, migrator (a service's account has only these)"
        yield origin.problem(InvalidInput("CATALOGUE_FIELD_WRONG", field="roles", why=why), "roles")


def check_replaced(procedure: Procedure, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield a problem for each procedure that this one replaces and that is still in force, or unknown."""
    for index, code in enumerate(procedure.replaces):
        try:
            whole.procedure(code, procedure.valid_from)
        except Refused as error:
            if error.code == "PROCEDURE_NOT_IN_FORCE":
                continue
            yield origin.problem(InvalidInput("PROCEDURE_UNKNOWN", procedure=str(code)), "replaces", index)
        else:
            still = InvalidInput(
                "CATALOGUE_REPLACED_IN_FORCE", procedure=str(code), day=procedure.valid_from.isoformat()
            )
            yield origin.problem(still, "replaces", index)


def check_calendar(calendar: CalendarFile, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield a problem if a calendar extends one that is not known or not earlier, or is a first one and not whole."""
    if calendar.agency is not None:
        yield from _of_a_place(calendar, origin, whole)
    elif calendar.extends is None:
        for field, given in (("published_from", calendar.published_from), ("sessions", calendar.sessions)):
            if not given:
                yield origin.problem(InvalidInput("CATALOGUE_FIELD_MISSING", field=field), field)
    if calendar.extends is None:
        return
    here = (calendar.published_on, calendar.version)
    earlier = [
        known.version for known in whole.calendars
        if known.agency == calendar.agency and (known.published_on, known.version) < here
    ]  # fmt: skip
    if calendar.extends not in earlier:
        unknown = InvalidInput("CALENDAR_VERSION_UNKNOWN", version=calendar.extends, known=", ".join(sorted(earlier)))
        yield origin.problem(unknown, "extends")


def _of_a_place(calendar: CalendarFile, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """The place exists on the day of publication, and is a province where it says so."""
    assert calendar.agency is not None
    try:
        agency = whole.organisation.agency(calendar.agency, calendar.published_on)
    except Refused:
        day = calendar.published_on.isoformat()
        lack = InvalidInput("CATALOGUE_AGENCY_ABSENT", field="agency", agency=str(calendar.agency), day=day)
        yield origin.problem(lack, "agency")
        return
    if (calendar.layer is Layer.PROVINCE) is not (agency.level is AgencyLevel.PROVINCE):
        why = "layer province là của tỉnh, agency là của cơ quan khác (the layer fits the agency's level)"
        yield origin.problem(InvalidInput("CATALOGUE_FIELD_WRONG", field="layer", why=why), "layer")


def _exists(field: str, code: AgencyCode, of: Span, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    for day in days_within(of, days_of_change(known for known in whole.agencies if known.code == code)):
        try:
            whole.organisation.agency(code, day)
        except Refused:
            lack = InvalidInput("CATALOGUE_AGENCY_ABSENT", field=field, agency=str(code), day=day.isoformat())
            yield origin.problem(lack, field)
            return


def _absent(field: str, code: AgencyCode, of: Span) -> InvalidInput:
    return InvalidInput("CATALOGUE_AGENCY_ABSENT", field=field, agency=str(code), day=of.valid_from.isoformat())


def _in_circle(agency: Agency, whole: CatalogueBundle) -> bool:
    """Whether going up from an agency comes back to it, by parents or by superiors."""
    for up in ("parent", "escalates_to"):
        seen: list[str] = []
        code: AgencyCode | None = agency.code
        while code is not None and code not in seen:
            seen.append(code)
            known = max((one for one in whole.agencies if one.code == code), key=lambda one: one.version, default=None)
            code = None if known is None else getattr(known, up)
        if code == agency.code:
            return True
    return False
