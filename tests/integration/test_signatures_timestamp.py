"""Where a timestamp service is configured its token stands beside the legal time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from models.errors import Unavailable
from motcua.papers.renderer import TypstRenderer
from motcua.signatures import LocalSigner, SigningKeys, verify_paper
from tests.fixtures.papers import AGENCY, AT, apology

STAMPED = datetime(2026, 9, 3, 10, 0, 9, tzinfo=UTC)


def _authority() -> DummyTimeStamper:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        tsa_cert=asn1.Certificate.load(certificate.public_bytes(der)),
        tsa_key=asn1_keys.PrivateKeyInfo.load(private),
        fixed_dt=STAMPED,
    )


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A timestamp service (RFC 3161 over HTTP) on this machine."""
    authority = _authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = authority.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_timestamp_token_is_kept_beside_the_legal_time(service: str, tmp_path: Path) -> None:
    keys = SigningKeys(tmp_path / "signing")
    page = TypstRenderer().render(apology())
    pdf = LocalSigner(keys, timestamp_url=service).seal_letter(page, number="1", agency=AGENCY, at=AT).pdf
    report = verify_paper(pdf, keys.root)
    assert report.holds, report
    assert [(one.signed_at, one.stamped_at) for one in report.signatures] == [(AT, STAMPED)]


def test_a_service_that_cannot_be_reached_is_tried_again_later(service: str, tmp_path: Path) -> None:
    """No paper goes out without the token that was asked for."""
    page = TypstRenderer().render(apology())
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        nowhere = f"http://127.0.0.1:{closed.server_port}/"
    with pytest.raises(Unavailable) as trouble:
        LocalSigner(SigningKeys(tmp_path / "signing"), timestamp_url=nowhere).seal_letter(
            page, number="1", agency=AGENCY, at=AT
        )
    assert trouble.value.code == "SIGNER_UNREACHABLE"
