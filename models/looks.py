"""Who may look at what is a person's, and who may destroy it: the reading half of the one policy, pure (rulebook §6).

Looking is no act: it changes no dossier and needs no proof in a history. It is judged where it is asked for, always
with a reason, and stands in the access log before anything is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final, NamedTuple

from models.errors import InvalidInput, NotAllowed
from models.identifiers import AgencyCode
from models.procedure import Role

__all__ = ["LOOKS", "Look", "LookRule", "Looker", "check_look"]


class Look(StrEnum):
    """What is looked at or done, as the access log names it."""

    PERSON_MASKED = "person:masked"
    """Applicant and submitter, masked."""
    PERSON = "person"
    """Applicant, submitter and request in the clear."""
    NOTES = "notes"
    """Officers' free texts about a dossier."""
    PAPER = "paper"
    """A signed paper, written out."""
    FIND = "find"
    """The dossiers of an identity number."""
    ACCESS_LOG = "access-log"
    """Who looked at what."""
    ASK_ERASURE = "erasure:ask"
    """The first of the two persons whom an erasure needs."""
    CONFIRM_ERASURE = "erasure:confirm"
    """The second one."""
    ROTATE_MASTER = "keys:rotate-master"
    """A new master key in place of the old."""
    SEARCH = "search"
    """All dossiers in which a named officer acted: a look at the officer."""
    FEEDBACK = "feedback"
    """What somebody said in a feedback, who they are, and what was answered."""
    EXPORT = "export"
    """A dossier's evidence, taken out as files."""


class LookRule(NamedTuple):
    """Whom a look is for."""

    concerned: tuple[Role, ...] = ()
    """Roles that may within their own agency: at dossiers that it receives, answers for or works on."""
    anywhere: tuple[Role, ...] = ()
    """Roles that may whatever the agency."""


_OFFICERS: Final = (Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.SUPERVISOR)

LOOKS: Final[dict[Look, LookRule]] = {
    Look.PERSON_MASKED: LookRule(_OFFICERS, (Role.AUDITOR, Role.OPERATOR)),
    Look.PERSON: LookRule(_OFFICERS, (Role.AUDITOR,)),
    Look.NOTES: LookRule(_OFFICERS, (Role.AUDITOR,)),
    Look.PAPER: LookRule(_OFFICERS, (Role.AUDITOR,)),
    Look.FIND: LookRule((Role.RECEPTION, Role.HEAD, Role.SUPERVISOR), (Role.AUDITOR,)),
    Look.ACCESS_LOG: LookRule((), (Role.AUDITOR,)),
    Look.ASK_ERASURE: LookRule((Role.HEAD, Role.SUPERVISOR)),
    Look.CONFIRM_ERASURE: LookRule((), (Role.OPERATOR,)),
    Look.ROTATE_MASTER: LookRule((), (Role.OPERATOR,)),
    Look.SEARCH: LookRule((), (Role.AUDITOR,)),
    Look.FEEDBACK: LookRule(_OFFICERS, (Role.AUDITOR,)),
    Look.EXPORT: LookRule((), (Role.AUDITOR,)),
}
"""Every look, and whom it is for."""


class Looker(NamedTuple):
    """What an officer is today, as far as looking asks."""

    agency: AgencyCode
    roles: tuple[Role, ...]

    def may_anywhere(self, look: Look) -> bool:
        """Whether this officer may, whatever the agency."""
        return not set(self.roles).isdisjoint(LOOKS[look].anywhere)


def check_look(look: Look, looker: Looker, concerned: Collection[AgencyCode] | None, reason: str) -> None:
    """Return silently if the officer may look; `concerned` are the dossier's agencies, None for no one dossier.

    Raises InvalidInput `REASON_REQUIRED`; NotAllowed `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`.
    """
    if not reason.strip():
        raise InvalidInput("REASON_REQUIRED", act=look.value)
    if looker.may_anywhere(look):
        return
    if set(looker.roles).isdisjoint(LOOKS[look].concerned):
        raise NotAllowed("OFFICER_MAY_NOT", act=look.value)
    if concerned is not None and looker.agency not in concerned:
        raise NotAllowed("AGENCY_MAY_NOT", act=look.value, agency=looker.agency)
