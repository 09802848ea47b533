"""Following linked procedures: what the applicant's one receipt says of every part; codes only."""

from __future__ import annotations

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import DossierCode
from models.linked import TrackingKey
from models.resolution import procedure_in_force
from models.statuses import Status
from models.value import UtcTime, Value
from motcua.register import PostgresRegister
from motcua.register.linked import Group, GroupPart

__all__ = ["FollowedGroup", "FollowedPart", "Following"]


class FollowedPart(Value):
    """One part as people are told of it."""

    part: GroupPart
    procedure_name: str
    agency_name: str
    status: Status | None = None
    due: UtcTime | None = None
    """None: not known yet, or paused."""


class FollowedGroup(Value):
    """A group with every part."""

    group: Group
    parts: tuple[FollowedPart, ...]


class Following:
    """Tells how groups stand."""

    def __init__(self, register: PostgresRegister) -> None:
        self._register = register

    def group(self, key: TrackingKey) -> FollowedGroup:
        """Return a group with what is known of each part now. Raises Refused `GROUP_UNKNOWN`."""
        group = self._register.linked.group(key)
        return FollowedGroup(group=group, parts=tuple(self._part(group, part) for part in group.parts))

    def key_of(self, code: DossierCode) -> TrackingKey | None:
        """Return the tracking key of the group that a dossier is a part of, if it is of one."""
        group = self._register.linked.group_of(code)
        return group.key if group else None

    def _part(self, group: Group, part: GroupPart) -> FollowedPart:
        kept, day = self._register.catalogue.kept(), legal_day(group.reserved_at)
        snapshot = self._register.queries.dossier(part.code) if part.code else None
        try:
            name = procedure_in_force(kept.procedures, part.procedure, day).name
        except Refused:
            name = part.procedure  # it begins later than the group
        return FollowedPart(
            part=part,
            procedure_name=name,
            agency_name=kept.organisation.agency(part.receiving, day).name,
            status=Status(snapshot.dossier.status) if snapshot else None,
            due=snapshot.dossier.due if snapshot else None,
        )
