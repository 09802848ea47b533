"""Look-ups over dated agencies and officers, pure: what a day's tree looked like and who could act (rulebook §0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from models.acts import Act
from models.agency import Agency, Dated, Officer
from models.delegation import Delegation
from models.errors import NotAllowed, Refused
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role

__all__ = ["Organisation", "current"]

D = TypeVar("D", bound=Dated)


def current(versions: Iterable[D], day: date) -> D | None:
    """Return the version in force on `day`: the highest one that had begun, if it had not ended."""
    begun = [version for version in versions if version.valid_from <= day]
    latest = max(begun, key=lambda version: version.version, default=None)
    return latest if latest is not None and latest.in_force(day) else None


@dataclass(frozen=True)
class Organisation:
    """All known versions of agencies, officers and delegations."""

    agencies: tuple[Agency, ...]
    officers: tuple[Officer, ...]
    delegations: tuple[Delegation, ...] = ()

    def agency(self, code: AgencyCode, day: date) -> Agency:
        """Return an agency as it was on `day`. Raises Refused: `AGENCY_UNKNOWN`, `AGENCY_NOT_IN_FORCE`."""
        versions = [agency for agency in self.agencies if agency.code == code]
        if not versions:
            raise Refused("AGENCY_UNKNOWN", agency=code)
        found = current(versions, day)
        if found is None:
            successor = max(versions, key=lambda agency: agency.version).successor or "–"
            raise Refused("AGENCY_NOT_IN_FORCE", agency=code, day=day.isoformat(), successor=successor)
        return found

    def acting(self, code: AgencyCode, day: date) -> Agency:
        """Return who has an agency's duties on `day`: itself, or its successor's successor, as far as it takes.

        Raises Refused (`AGENCY_UNKNOWN`, `AGENCY_NOT_IN_FORCE`) if nobody has them.
        """
        seen: list[AgencyCode] = []
        while code not in seen:
            seen.append(code)
            latest = max((one for one in self.agencies if one.code == code), key=lambda one: one.version, default=None)
            if latest is None or latest.successor is None or latest.in_force(day) or day < latest.valid_from:
                break
            code = latest.successor
        return self.agency(code, day)

    def acting_or_last(self, code: AgencyCode, day: date) -> Agency:
        """Return who has an agency's duties on `day`; where it left them to nobody, itself as it was last.

        Raises Refused (`AGENCY_UNKNOWN`).
        """
        try:
            return self.acting(code, day)
        except Refused:
            versions = [agency for agency in self.agencies if agency.code == code]
            if not versions:
                raise
            return max(versions, key=lambda agency: agency.version)

    def officer(self, officer: OfficerId, day: date) -> Officer:
        """Return an officer as they were on `day`. Raises Refused: `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`."""
        versions = [known for known in self.officers if known.id == officer]
        if not versions:
            raise Refused("OFFICER_UNKNOWN", officer=officer)
        found = current(versions, day)
        if found is None:
            raise Refused("OFFICER_NOT_IN_OFFICE", officer=officer, day=day.isoformat())
        return found

    def deputy(self, officer: OfficerId, delegator: OfficerId, act: Act | None, day: date) -> Officer:
        """Return an officer as they stand on `day` in another's name: at that agency, with the delegated roles alone.

        Both must be in office, and the delegator must hold what was delegated. `act` None asks for any act.
        Raises Refused: `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`; NotAllowed: `DELEGATION_ABSENT`.
        """
        person, principal = self.officer(officer, day), self.officer(delegator, day)
        roles = [role for held in self._delegated(officer, principal, act, day) for role in held.roles]
        effective = tuple(role for role in principal.roles if role in roles)
        if not effective:
            raise NotAllowed("DELEGATION_ABSENT", officer=officer, delegator=delegator, day=day.isoformat())
        return person.model_copy(update={"agency": principal.agency, "roles": effective})

    def _delegated(self, officer: OfficerId, principal: Officer, act: Act | None, day: date) -> Iterable[Delegation]:
        for code in dict.fromkeys(known.code for known in self.delegations):
            held = current((known for known in self.delegations if known.code == code), day)
            if (
                held is not None
                and (held.delegate, held.delegator, held.agency) == (officer, principal.id, principal.agency)
                and held.covers(act)
            ):
                yield held

    def officers_of(self, agency: AgencyCode, day: date, role: Role | None = None) -> tuple[Officer, ...]:
        """Return the officers of an agency on `day`, of one role if given, sorted by id."""
        ids = sorted({known.id for known in self.officers if known.agency == agency})
        of_day = (current((known for known in self.officers if known.id == one), day) for one in ids)
        return tuple(
            one for one in of_day
            if one is not None and one.agency == agency and (role is None or role in one.roles)
        )  # fmt: skip

    def head_of(self, agency: AgencyCode, day: date) -> Officer | None:
        """Return the head who may sign for an agency on `day`, None if there is none."""
        return next((one for one in self.officers_of(agency, day, Role.HEAD) if one.may_sign), None)

    def superior_of(self, agency: AgencyCode, day: date) -> Agency | None:
        """Return the agency to which lateness of `agency` is escalated on `day`; None at the top of the tree."""
        code = self.agency(agency, day).escalates_to
        return None if code is None else self.agency(code, day)
