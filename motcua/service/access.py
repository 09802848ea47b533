"""The access log told to auditors; whoever reads it stands in it."""

from __future__ import annotations

from models.errors import Refused
from models.identifiers import OfficerId
from models.looks import Look
from motcua.register import PostgresRegister
from motcua.register.access import View, Wanted
from motcua.service.gate import Gate

__all__ = ["AccessReading"]


class AccessReading:
    """Tells who looked at what."""

    def __init__(self, register: PostgresRegister, gate: Gate) -> None:
        self._register = register
        self._gate = gate

    def tell(self, wanted: Wanted, officer: OfficerId, reason: str) -> list[View]:
        """Return the looks that are wanted, with their reasons; this one is the last of them if it is among them.

        Raises InvalidInput `REASON_REQUIRED`; Refused `DOSSIER_UNKNOWN`; NotAllowed `OFFICER_MAY_NOT`.
        """
        self._gate.judge(Look.ACCESS_LOG, officer, reason)
        if wanted.code is not None and self._register.queries.dossier(wanted.code) is None:
            raise Refused("DOSSIER_UNKNOWN", code=wanted.code)
        self._gate.note(Look.ACCESS_LOG.value, officer, reason, [wanted.code])
        return self._register.access.search(wanted)
