"""Searching for auditors; a search for what a named officer did is a look at that officer, and logged as one."""

from __future__ import annotations

from models.identifiers import OfficerId
from models.looks import Look
from motcua.register.searching import Found, Searching, Sought
from motcua.service.gate import Gate

__all__ = ["Searches"]


class Searches:
    """Searches all dossiers."""

    def __init__(self, searching: Searching, gate: Gate) -> None:
        self._searching = searching
        self._gate = gate

    def search(self, sought: Sought, auditor: OfficerId, reason: str) -> list[Found]:
        """Return one page of what is sought. Only a search by officer needs a reason and stands in the access log.

        Raises InvalidInput `REASON_REQUIRED`; NotAllowed `OFFICER_MAY_NOT`.
        """
        named = sought.officer is not None
        self._gate.judge(Look.SEARCH, auditor, reason if named else "-")
        if named:
            self._gate.note(f"{Look.SEARCH.value}:{sought.officer}", auditor, reason, [None])
        return self._searching.search(sought)
