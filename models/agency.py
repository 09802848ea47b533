"""Agencies and officers as dated versions: who existed, belonged where and might do what on a day (rulebook §0)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.value import Nfc, Value

__all__ = ["Agency", "AgencyLevel", "Dated", "Officer"]


class Dated(Value):
    """A version of something that is valid over a span of days, both ends included."""

    version: Annotated[int, Field(ge=1)] = 1
    valid_from: date
    valid_to: date | None = None
    decision: Nfc | None = None
    """The decision or resolution by which this version came, where it is known."""

    @model_validator(mode="after")
    def _span_is_forward(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            msg = "valid_to trước valid_from (before it)"
            raise ValueError(msg)
        return self

    def in_force(self, day: date) -> bool:
        """Whether this version holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AgencyLevel(StrEnum):
    """What an agency is in its tree."""

    PROVINCE = "province"
    """Ủy ban nhân dân tỉnh, thành phố."""
    DISTRICT = "district"
    """Ủy ban nhân dân huyện, until 2025-06-30."""
    COMMUNE = "commune"
    """Ủy ban nhân dân xã, phường, đặc khu."""
    DEPARTMENT = "department"
    """Sở, phòng, công an: a specialised agency of a province, district or commune."""
    CENTRE = "centre"
    """Trung tâm Phục vụ hành chính công, or a one-stop section with a code of its own."""


class Agency(Dated):
    """One version of an agency."""

    code: AgencyCode
    name: Nfc
    level: AgencyLevel
    parent: AgencyCode | None = None
    """The agency of which it is part, or under which it stands; None for a province."""
    superior: AgencyCode | None = None
    """To whom lateness is escalated, if not to the parent."""
    successor: AgencyCode | None = None
    """Who took over its duties after `valid_to`."""
    counter: Annotated[Nfc, Field(max_length=300)] | None = None
    """Where its counter stands, as printed on a receipt; None: it has none."""
    own_queue: bool = False
    """True: it has a worker of its own, which brings what is handed over into its own system."""
    sample: bool = False
    """True: made up for demonstration, not the agency's real code or data."""

    @property
    def escalates_to(self) -> AgencyCode | None:
        """The superior agency, None at the top of the tree."""
        return self.superior or self.parent


class Officer(Dated):
    """One version of an officer or of a service's account."""

    id: OfficerId
    name: Annotated[Nfc, Field(min_length=1, max_length=100)]
    agency: AgencyCode
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    title: Annotated[Nfc, Field(min_length=1, max_length=100)]
    may_sign: bool = False
    """True: competent to sign results for the agency with a personal key."""
    service: bool = False
    """True: a program's account, no person."""
    sample: bool = False
    """True: a made-up name."""

    @model_validator(mode="after")
    def _authority_fits(self) -> Self:
        if self.may_sign and (self.service or Role.HEAD not in self.roles):
            msg = "may_sign chỉ dành cho người có vai trò head (for a person with the role head)"
            raise ValueError(msg)
        return self
