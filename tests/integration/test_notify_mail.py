"""Letters go out by mail through a real SMTP server, whose acceptance is the evidence."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.errors import InvalidInput, Refused, Unavailable
from motcua.notify import RoutingNotifier, SmtpNotifier, SpoolNotifier
from tests.integration.test_notify_spool import ESCALATION, LETTER, PERSON

SENDER = "motcua@phuong.example.vn"
PAPER = b"%PDF-1.7 \x00\xff giay"


class Mailbox:
    """A mail server's other side: keeps what it accepts, or answers as it is told."""

    def __init__(self, answer: str = "250 OK", *, to: str = "RCPT") -> None:
        self.answers = {to: answer}
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - the server library asks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.answers and not self.answers["RCPT"].startswith("250"):
            return f"{self.answers['RCPT']} {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS with a certificate of this machine, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())
    return server, client


def test_a_letter_arrives_in_vietnamese_with_its_paper_and_acceptance_is_evidence() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        sent = SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER, PERSON, PAPER)
    assert (sent.channel, sent.evidence) == ("smtp", "mail_accepted")
    (message,) = mailbox.messages
    assert message["To"] == PERSON.email
    assert message["From"] == SENDER
    assert message["Message-ID"] == sent.reference
    assert message["Subject"] == f"Xin lỗi về việc chậm trả kết quả hồ sơ {LETTER.code}"
    body = message.get_body()
    assert body is not None
    assert "Kính gửi Nguyễn Thị Hường," in body.get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == f"{LETTER.code}-apology.pdf"
    assert attachment.get_content() == PAPER


def test_a_letter_sent_again_has_the_same_message_id_and_another_letter_another() -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        notifier = SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER)
        sent = [notifier.send(letter, PERSON, None) for letter in (LETTER, LETTER, ESCALATION)]
    assert sent[0] == sent[1]
    assert sent[0].reference != sent[2].reference
    assert [message["Message-ID"] for message in mailbox.messages] == [one.reference for one in sent]


@pytest.mark.parametrize("to", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ("550 5.1.1 no such mailbox", Refused, "MAIL_REJECTED"),
        ("554 5.7.1 not wanted", Refused, "MAIL_REJECTED"),
        ("451 4.3.0 try later", Unavailable, "MAIL_UNREACHABLE"),
        ("452 4.2.2 mailbox full", Unavailable, "MAIL_UNREACHABLE"),
    ],
)
def test_what_may_pass_is_tried_again_and_what_will_not_is_final(to: str, answer: str, error: Any, code: str) -> None:
    """Replies 4xx and 5xx (RFC 5321); the error carries the number and nobody's address."""
    with serving(Mailbox(answer, to=to)) as port, pytest.raises(error) as trouble:
        SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER, PERSON, PAPER)
    assert trouble.value.code == code
    assert trouble.value.facts == {"letter": LETTER.letter_id, "reply": int(answer[:3])}
    assert trouble.value.__cause__ is None
    assert trouble.value.__suppress_context__
    assert "@" not in f"{trouble.value} {trouble.value.vi}"


def test_a_server_that_does_not_answer_is_tried_again() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unavailable) as trouble:
        SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER, PERSON, PAPER)
    assert trouble.value.code == "MAIL_UNREACHABLE"


def test_starttls_and_tls_from_the_start_reach_the_server(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = tls
    mailbox = Mailbox()
    with serving(mailbox, tls_context=server, require_starttls=True) as port:
        SmtpNotifier(f"smtp+starttls://127.0.0.1:{port}", SENDER, client).send(LETTER, PERSON, PAPER)
    with serving(mailbox, ssl_context=server) as port:
        SmtpNotifier(f"smtps://127.0.0.1:{port}", SENDER, client).send(LETTER, PERSON, PAPER)
    assert len(mailbox.messages) == 2


def test_a_certificate_that_is_not_trusted_stops_the_letter(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    mailbox = Mailbox()
    with serving(mailbox, tls_context=tls[0]) as port, pytest.raises(Unavailable):
        SmtpNotifier(f"smtp+starttls://127.0.0.1:{port}", SENDER).send(LETTER, PERSON, PAPER)
    assert not mailbox.messages


def test_a_password_is_said_under_tls_alone(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    """The plain scheme with a user starts TLS first; a server without it never hears the password."""
    heard: list[object] = []

    def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        heard.append(data.password)
        return AuthResult(success=data.password == b"mat/khau@1", handled=False)

    options = {"authenticator": login, "auth_require_tls": False}
    mailbox = Mailbox()
    secret = "motcua:mat%2Fkhau%401"
    with serving(mailbox, **options) as port, pytest.raises(Unavailable):
        SmtpNotifier(f"smtp://{secret}@127.0.0.1:{port}", SENDER, tls[1]).send(LETTER, PERSON, PAPER)
    assert not heard
    with serving(mailbox, tls_context=tls[0], **options) as port:
        SmtpNotifier(f"smtp://{secret}@127.0.0.1:{port}", SENDER, tls[1]).send(LETTER, PERSON, PAPER)
        assert len(mailbox.messages) == 1
        with pytest.raises(Unavailable) as trouble:
            SmtpNotifier(f"smtp://motcua:wrong@127.0.0.1:{port}", SENDER, tls[1]).send(LETTER, PERSON, PAPER)
    assert trouble.value.facts["reply"] == 535


def test_the_mail_takes_letters_to_those_with_an_address_and_the_spool_the_rest(tmp_path: Path) -> None:
    mailbox = Mailbox()
    nameless = PERSON.model_copy(update={"email": None})
    with serving(mailbox) as port:
        notifier = RoutingNotifier(SpoolNotifier(tmp_path), SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER))
        channels = [
            notifier.send(letter, person, None).channel
            for letter, person in ((LETTER, PERSON), (LETTER, nameless), (LETTER, None), (ESCALATION, None))
        ]
    assert channels == ["smtp", "spool", "spool", "spool"]
    assert len(mailbox.messages) == 1
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.vn",
        "http://mail.example.vn",
        "smtp://",
        "smtp://host:port",
        "smtp://h/x",
        "smtp://u:m%E1%BA%ADt@h",
    ],
)
def test_a_malformed_address_of_the_server_is_told_at_the_start(url: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        SmtpNotifier(url, SENDER)
    assert fault.value.code == "MAIL_URL_MALFORMED"


@pytest.mark.parametrize("address", ["a,victim@example.vn", "a@b,c", "a;b@example.vn>", "<a@b>", "hường@example.vn"])
def test_what_is_not_exactly_one_address_is_refused(address: str) -> None:
    """Nobody becomes an addressee by a comma in somebody's address."""
    mailbox = Mailbox()
    person = PERSON.model_copy(update={"email": address})
    with serving(mailbox) as port, pytest.raises(Refused) as refusal:
        SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER, person, PAPER)
    assert refusal.value.code == "MAIL_REJECTED"
    assert not mailbox.messages


def test_a_notice_says_in_its_own_words_what_it_is_about() -> None:
    """A message without a form encloses nothing, and says nothing of an enclosure."""
    mailbox = Mailbox()
    reminder = LETTER.model_copy(
        update={"letter_id": "L-9", "kind": None, "paper": None, "subject_code": "COLLECT_REMINDER"}
    )
    with serving(mailbox) as port:
        SmtpNotifier(f"smtp://127.0.0.1:{port}", SENDER).send(reminder, PERSON, None)
    (message,) = mailbox.messages
    assert message["Subject"] == f"Nhắc nhận kết quả hồ sơ {LETTER.code}"
    body = message.get_body()
    assert body is not None
    assert "chưa được nhận" in body.get_content()
    assert "kèm" not in body.get_content()
    assert not list(message.iter_attachments())
