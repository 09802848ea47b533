"""Payments: a reference pays one dossier, and what is to be paid back is listed for whoever keeps the money."""

from __future__ import annotations

from models.contents.asking import PaidThrough, Pay
from models.identifiers import AgencyCode, DossierCode, OfficerId
from models.procedure import Role
from motcua.register import PostgresRegister
from motcua.register.payments import RefundDue
from motcua.security import Standing
from motcua.service.authority import Authority

__all__ = ["Paying"]

_MAY_SEE = (Role.RECEPTION, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR)


class Paying:
    """Holds payments against those of other dossiers."""

    def __init__(self, register: PostgresRegister, authority: Authority) -> None:
        self._register = register
        self._authority = authority

    def may(self, standing: Standing) -> bool:
        """Whether this officer's word of a payment can count at all: else nothing is held for it."""
        return bool({Role.RECEPTION, Role.PORTAL} & set(standing.roles))

    def claim(self, code: DossierCode, content: Pay) -> bool:
        """Take the payment's reference for a dossier; True if it was free.

        Raises Refused `NOT_RESERVED`, `PAYMENT_USED` (it pays another dossier).
        """
        now, valid_for = self._authority.now(), self._authority.valid_for
        return self._register.payments.claim(content.reference, self._desk(code, content), code, now, valid_for)

    def release(self, code: DossierCode, content: Pay) -> None:
        """Let go of what was just taken, for the act was refused."""
        self._register.payments.release(content.reference, self._desk(code, content), code)

    def _desk(self, code: DossierCode, content: Pay) -> str:
        """A counter numbers its own receipts; a bank's reference is one everywhere."""
        receiving = self._register.codes.opening(code).body.receiving
        return "" if content.through is PaidThrough.ONLINE else receiving

    def refunds(self, officer: OfficerId) -> list[RefundDue]:
        """Return what is to be paid back of the dossiers of an officer's agency, or beneath it, the oldest first.

        Raises NotAllowed `OFFICER_MAY_NOT`.
        """
        standing = self._authority.require(officer, *_MAY_SEE)
        return self._register.payments.refunds(self._beneath(standing.agency))

    def _beneath(self, agency: AgencyCode) -> list[AgencyCode]:
        """An agency with all that belong to it, also those that ended: what they ordered is still to be paid."""
        agencies, found = self._register.catalogue.kept().organisation.agencies, [agency]
        for above in found:
            found += [one.code for one in agencies if above in (one.parent, one.successor) and one.code not in found]
        return list(dict.fromkeys(found))
