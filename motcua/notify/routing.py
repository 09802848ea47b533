"""Which way a letter goes: by mail where there is a server and an address, else to the spool."""

from __future__ import annotations

from activities.ports import Letter, Sent
from models.submission import Person
from motcua.notify.smtp import SmtpNotifier
from motcua.notify.spool import SpoolNotifier

__all__ = ["RoutingNotifier"]


class RoutingNotifier:
    """The Notifier of activities.ports for an installation."""

    def __init__(self, spool: SpoolNotifier, smtp: SmtpNotifier | None = None) -> None:
        self._spool = spool
        self._smtp = smtp

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:
        """Send by mail to an applicant who stated an address, else write a ticket. Raises as the chosen one does."""
        if self._smtp is not None and addressee is not None and addressee.email and letter.to_agency is None:
            return self._smtp.send(letter, addressee, paper)
        return self._spool.send(letter, addressee, paper)
