"""Search attributes: what operators search open dossiers by in Temporal (design §2.14). One registry for all."""

from __future__ import annotations

from typing import Final

from temporalio.common import SearchAttributeKey

__all__ = [
    "ALL", "CHANNEL", "DOSSIER_STATUS", "DUE_AT", "HOLDING_AGENCY", "OVERDUE", "PROCEDURE_CODE", "RECEIVING_AGENCY",
    "STEP",
]  # fmt: skip

PROCEDURE_CODE: Final = SearchAttributeKey.for_keyword("ProcedureCode")
RECEIVING_AGENCY: Final = SearchAttributeKey.for_keyword("ReceivingAgency")
HOLDING_AGENCY: Final = SearchAttributeKey.for_keyword("HoldingAgency")
DOSSIER_STATUS: Final = SearchAttributeKey.for_keyword("DossierStatus")
STEP: Final = SearchAttributeKey.for_keyword("Step")
"""As of the last change of status, holding agency or lateness; the register knows each step at once."""
CHANNEL: Final = SearchAttributeKey.for_keyword("Channel")
DUE_AT: Final = SearchAttributeKey.for_datetime("DueAt")
OVERDUE: Final = SearchAttributeKey.for_bool("Overdue")
"""Open and past due; false again at closing."""

ALL: Final = (
    PROCEDURE_CODE, RECEIVING_AGENCY, HOLDING_AGENCY, DOSSIER_STATUS, STEP, CHANNEL, DUE_AT, OVERDUE,
)  # fmt: skip
"""The registry; the namespace is given exactly these. SQL visibility allows 10 Keyword and 3 Bool and Datetime each."""
