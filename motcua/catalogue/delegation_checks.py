"""Whether a delegation could be given: both officers in office, the roles the delegator's own, on each of its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.agency import Officer
from models.delegation import DELEGABLE, Delegation
from models.errors import InvalidInput, MotcuaError, Refused
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.problems import Origin, Problem
from motcua.catalogue.spans import days_of_change, days_within

__all__ = ["check_delegation"]


def check_delegation(delegation: Delegation, origin: Origin, whole: CatalogueBundle) -> Iterator[Problem]:
    """Yield what hinders a delegation, each once, on its first day.

    The delegate belongs to the delegator's agency or to one beneath it, and signs what the head signs only with a key
    of their own (Decree 30/2020/NĐ-CP, Art. 13).
    """
    told: set[tuple[str, str]] = set()
    for day in days_within(delegation, days_of_change((*whole.officers, *whole.agencies))):
        for field, error in _of_day(delegation, whole, day):
            if (field, error.code) not in told:
                told.add((field, error.code))
                yield origin.problem(error, field)


def _of_day(delegation: Delegation, whole: CatalogueBundle, day: date) -> Iterator[tuple[str, MotcuaError]]:
    delegator, delegate = (_officer(whole, one, day) for one in (delegation.delegator, delegation.delegate))
    for field, officer in (("delegator", delegator), ("delegate", delegate)):
        if officer is None:
            yield field, InvalidInput("CATALOGUE_OFFICER_ABSENT", field=field, day=day.isoformat())
    if delegator is not None:
        if delegator.agency != delegation.agency:
            yield _wrong("agency", "không phải cơ quan của người ủy quyền (not the delegator's)")
        if not set(delegation.roles) <= set(delegator.roles):
            yield _wrong("roles", "người ủy quyền không có vai trò này (not the delegator's own)")
    if delegate is None:
        return
    if delegate.service or not DELEGABLE.issuperset(delegate.roles):
        yield _wrong("delegate", "không thao tác trên hồ sơ (does not act on dossiers)")
    if delegation.agency not in _upwards(whole, delegate.agency, day):
        yield _wrong("delegate", "không thuộc cơ quan ủy quyền (of no agency beneath)")
    if Role.HEAD in delegation.roles and not delegate.may_sign:
        yield _wrong("delegate", "chưa có may_sign để ký thay thủ trưởng (must be able to sign)")


def _wrong(field: str, why: str) -> tuple[str, InvalidInput]:
    return field, InvalidInput("CATALOGUE_FIELD_WRONG", field=field, why=why)


def _officer(whole: CatalogueBundle, officer: OfficerId, day: date) -> Officer | None:
    try:
        return whole.organisation.officer(officer, day)
    except Refused:
        return None


def _upwards(whole: CatalogueBundle, agency: AgencyCode, day: date) -> set[AgencyCode]:
    """An agency and those of which it is part, up to the top."""
    found: set[AgencyCode] = set()
    code: AgencyCode | None = agency
    while code is not None and code not in found:
        found.add(code)
        try:
            code = whole.organisation.agency(code, day).parent
        except Refused:
            break
    return found
