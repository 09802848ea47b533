"""What is printed of agencies and officers, and what an officer is today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from activities.ports import Names
from models.acts import Act
from models.agency import Dated
from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import AgencyCode, OfficerId
from models.organisation import Organisation, current
from motcua.security import Standing

__all__ = ["deputy_standing", "names_of", "standing_of"]

D = TypeVar("D", bound=Dated)


def names_of(
    organisation: Organisation, day: date, agencies: tuple[AgencyCode, ...], officers: tuple[OfficerId, ...]
) -> Names:
    """See activities.ports.Register. Who is no longer there that day is printed as last known.

    Raises Refused: `AGENCY_UNKNOWN`, `OFFICER_UNKNOWN`.
    """
    printed, counters = {}, {}
    for code in agencies:
        agency = _as_of((known for known in organisation.agencies if known.code == code), day)
        if agency is None:
            raise Refused("AGENCY_UNKNOWN", agency=code)
        printed[code] = agency.name
        if agency.counter is not None:
            counters[code] = agency.counter
    people = {}
    for one in officers:
        officer = _as_of((known for known in organisation.officers if known.id == one), day)
        if officer is None:
            raise Refused("OFFICER_UNKNOWN", officer=one)
        people[one] = (officer.name, officer.title)
    heads = {code: organisation.head_of(code, day) for code in agencies}
    known_heads = {code: (head.id, head.name, head.title) for code, head in heads.items() if head}
    return Names(agencies=printed, officers=people, heads=known_heads, counters=counters)


def standing_of(organisation: Organisation, officer: OfficerId, at: datetime) -> Standing:
    """Return what an officer is at an instant. Raises Refused: `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`."""
    found = organisation.officer(officer, legal_day(at))
    return Standing(officer=found.id, agency=found.agency, roles=found.roles)


def deputy_standing(
    organisation: Organisation, officer: OfficerId, delegator: OfficerId, act: Act | None, at: datetime
) -> Standing:
    """Return what an officer is in another's name. Raises as `Organisation.deputy`."""
    found = organisation.deputy(officer, delegator, act, legal_day(at))
    return Standing(officer=found.id, agency=found.agency, roles=found.roles, on_behalf_of=delegator)


def _as_of(versions: Iterable[D], day: date) -> D | None:
    """The version in force on `day`, else the last that had begun, else the first."""
    known = sorted(versions, key=lambda version: version.version)
    begun = [version for version in known if version.valid_from <= day]
    return current(known, day) or next(reversed(begun), None) or next(iter(known), None)
