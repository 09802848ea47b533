"""Letters by mail. Acceptance by the server is evidence of delivery (rulebook §1, "Delivered means evidence").

`smtp://` speaks plainly, but never says a password before STARTTLS; `smtp+starttls://` insists on STARTTLS;
`smtps://` is TLS from the start. Certificates are always verified. No error carries an address or a server's words.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from activities.ports import Letter, Sent
from models.errors import InvalidInput, MotcuaError, Refused, Unavailable
from models.submission import Person
from motcua.notify.message import message_of

__all__ = ["SmtpNotifier"]

_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PATIENCE: Final = 20.0
"""Seconds that one exchange with the server may take."""
_ACCEPTED: Final = "mail_accepted"
_TROUBLE: Final = (smtplib.SMTPException, OSError)


class _Server(NamedTuple):
    scheme: str
    host: str
    port: int
    user: str | None
    password: str

    @property
    def wants_starttls(self) -> bool:
        return self.scheme == "smtp+starttls" or (self.scheme == "smtp" and self.user is not None)


class SmtpNotifier:
    """Sends letters through one mail server, from one sender."""

    def __init__(self, url: str, sender: str, trust: ssl.SSLContext | None = None) -> None:
        """Take the server's address; nothing is connected yet. Raises InvalidInput: `MAIL_URL_MALFORMED`."""
        self._server = _parse(url)
        self._sender = sender
        self._trust = trust or ssl.create_default_context()

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:
        """Hand the letter to the server; sent again it has the same Message-ID.

        Raises Unavailable: `MAIL_UNREACHABLE` (no connection, wrong credentials, a reply 4xx), to be tried again;
        Refused: `MAIL_REJECTED` (a reply 5xx, or nobody to send it to), for good.
        """
        if addressee is None:
            raise Refused("MAIL_REJECTED", letter=letter.letter_id, reply="NO_ADDRESSEE")
        message = message_of(letter, addressee, paper, self._sender)
        try:
            self._hand_over(message)
        except _TROUBLE as error:
            # The server's words repeat the address; they must not travel along as the cause.
            raise _told(error, letter.letter_id) from None
        return Sent("smtp", str(message["Message-ID"]), _ACCEPTED)

    def _hand_over(self, message: EmailMessage) -> None:
        server = self._connect()
        try:
            self._introduce(server)
            server.send_message(message)
        except BaseException:
            server.close()
            raise
        # It is accepted; a farewell that fails changes nothing.
        with contextlib.suppress(*_TROUBLE):
            server.quit()

    def _connect(self) -> smtplib.SMTP:
        to = self._server
        if to.scheme == "smtps":
            return smtplib.SMTP_SSL(to.host, to.port, timeout=_PATIENCE, context=self._trust)
        return smtplib.SMTP(to.host, to.port, timeout=_PATIENCE)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._server.wants_starttls:
            server.starttls(context=self._trust)
        if self._server.user is not None:
            server.login(self._server.user, self._server.password)


def _parse(url: str) -> _Server:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise InvalidInput("MAIL_URL_MALFORMED") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # The protocol's library says a password in ASCII alone.
    if not host or parts.path.strip("/") or parts.query or not (user + password).isascii():
        raise InvalidInput("MAIL_URL_MALFORMED")
    return _Server(parts.scheme, host, port, user or None, password)


def _told(error: Exception, letter: str) -> MotcuaError:
    """Return our error for the server's: what may pass by itself, and what will not."""
    reply = _reply(error)
    if reply is None:
        return Unavailable("MAIL_UNREACHABLE", letter=letter, reply=type(error).__name__)
    if 500 <= reply < 600 and not isinstance(error, smtplib.SMTPAuthenticationError):
        return Refused("MAIL_REJECTED", letter=letter, reply=reply)
    return Unavailable("MAIL_UNREACHABLE", letter=letter, reply=reply)


def _reply(error: Exception) -> int | None:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return max((reply[0] for reply in error.recipients.values()), default=None)
        case smtplib.SMTPResponseException():
            return error.smtp_code
        case _:
            return None
