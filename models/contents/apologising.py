"""The head's own letter of apology, and who answers for a delay."""

from __future__ import annotations

from models.contents.base import Content
from models.identifiers import AgencyCode
from models.value import UtcTime

__all__ = ["ContestAttribution", "SendApology", "SettleAttribution"]


class SendApology(Content):
    """The one new date that the head promises: the end of a session of a working day."""

    new_due: UtcTime


class ContestAttribution(Content):
    """Which agency of the dossier caused the delay instead; None: only not this one."""

    to_agency: AgencyCode | None = None


class SettleAttribution(Content):
    """Which agency of the dossier answers for the delay."""

    accountable_agency: AgencyCode
