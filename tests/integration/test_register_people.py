"""What is known of people lies sealed; with the key it opens, without it nobody ever reads it again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from models.errors import Broken, Refused
from models.events import verify_chain
from models.identifiers import DossierCode, NoteId, OfficerId
from models.proof import Authentication
from motcua.register import PostgresRegister
from motcua.register.access import View
from tests.integration.register_data import IDENTITY, NAME, NOW, PHONE, REQUEST, events, reserve, submission, write

pytest_plugins = ("tests.fixtures.register",)

NOTE = "Chị Hằng đề nghị gọi lại sau 17 giờ"
REASON = "Đối chiếu đơn của bà Hằng"
SECRETS = [NAME, IDENTITY, PHONE, REQUEST, NOTE, REASON]


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url) as opened:
        yield opened


def _everything(connection: psycopg.Connection) -> str:
    """Every row of every table as text, bytes as hexadecimal and as what they would read."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    rows = [row for (table,) in tables for row in connection.execute(f"SELECT * FROM {table}".encode()).fetchall()]
    values = [value for row in rows for value in row]
    read = [value.decode(errors="ignore") if isinstance(value, bytes) else str(value) for value in values]
    return unicodedata.normalize("NFC", "\n".join(read))


def test_applicant_request_and_notes_come_back(register: PostgresRegister) -> None:
    code = reserve(register, 1)
    assert register.applicant(code) == submission(1).applicant
    assert register.request_of(code) == REQUEST
    note_id = register.people.put_note(code, unicodedata.normalize("NFD", NOTE))
    assert register.people.put_note(code, NOTE) == note_id
    assert register.people.get_note(code, note_id) == NOTE


def test_no_column_shows_a_person(register: PostgresRegister, connection: psycopg.Connection) -> None:
    """Whatever stands in the database, in any table, in any form of text."""
    code = reserve(register, 2)
    register.people.put_note(code, NOTE)
    register.record(write(events(code, 3)))
    register.access.log(View(NOW, OfficerId("kt.h24"), Authentication.KEY, "applicant", code, REASON))
    everything = _everything(connection)
    assert "nop-00002" in everything, "the search looks where things are"
    for secret in SECRETS:
        assert secret.replace(" ", "") not in everything
        for word in secret.split():
            alone = rf"(?<![0-9a-f]){re.escape(word)}(?![0-9a-f])"  # a few digits stand within some hash by chance
            found = re.search(alone, everything) if word.isdecimal() and len(word) < 8 else word in everything
            assert len(word) < 4 or not found, f"{word} stands in plain"


def test_papers_are_sealed_for_their_dossier_and_purpose(register: PostgresRegister) -> None:
    """The register is the Sealer of the store of papers."""
    code, other = reserve(register, 3), reserve(register, 4)
    sealed = register.seal(code, b"%PDF-1.7", "paper")
    assert register.unseal(code, sealed, "paper") == b"%PDF-1.7"
    for wrong_code, purpose in ((other, "paper"), (code, "note")):
        with pytest.raises(Broken, match="SEAL_BROKEN"):
            register.unseal(wrong_code, sealed, purpose)


def test_a_person_is_found_by_identity_number_through_a_keyed_hash(register: PostgresRegister) -> None:
    code = reserve(register, 5)
    assert code in register.people.codes_of(IDENTITY)
    assert register.people.codes_of("000000000000") == []


def test_after_erasure_nothing_opens_and_the_journal_stays_whole(
    register: PostgresRegister, connection: psycopg.Connection
) -> None:
    """The key is gone, the chain verifies, the dossier goes on."""
    code = reserve(register, 6)
    note_id = register.people.put_note(code, NOTE)
    sealed = register.seal(code, b"%PDF-1.7", "paper")
    told = events(code, 3)
    register.record(write(told))
    for later in (0, 1):
        register.erasures.destroy(code, None, NOW + timedelta(days=later))
    for attempt in (
        lambda: register.applicant(code),
        lambda: register.request_of(code),
        lambda: register.people.get_note(code, note_id),
        lambda: register.people.put_note(code, NOTE),
        lambda: register.unseal(code, sealed, "paper"),
    ):
        with pytest.raises(Refused, match="PERSON_ERASED"):
            attempt()
    assert code not in register.people.codes_of(IDENTITY)
    register.record(write(events(code, 2, after=told[-1])))
    assert verify_chain(register.queries.events(code))
    erased = connection.execute("SELECT erased_at FROM reservation WHERE code = %s", [code]).fetchone()
    assert erased == (NOW,), "the first erasure's instant stays"


def test_the_key_row_alone_is_what_opens(register: PostgresRegister, connection: psycopg.Connection) -> None:
    """Deleting that one row is an erasure."""
    code = reserve(register, 7)
    connection.execute("DELETE FROM dossier_key WHERE code = %s", [code])
    connection.commit()
    with pytest.raises(Refused, match="PERSON_ERASED"):
        register.applicant(code)


def test_what_was_never_there_is_told_from_what_was_erased(register: PostgresRegister) -> None:
    unknown = DossierCode("H24.31-991231-0001")
    with pytest.raises(Refused, match="NOT_RESERVED"):
        register.applicant(unknown)
    with pytest.raises(Refused, match="NOTE_UNKNOWN"):
        register.people.get_note(reserve(register, 8), NoteId("0" * 64))


def test_a_dossiers_key_moved_to_another_dossier_does_not_open(
    register: PostgresRegister, connection: psycopg.Connection
) -> None:
    """Who writes in the database cannot swap keys."""
    code, other = reserve(register, 9), reserve(register, 10)
    swap = "UPDATE dossier_key SET wrapped = (SELECT wrapped FROM dossier_key WHERE code = %s) WHERE code = %s"
    connection.execute(swap, [other, code])
    connection.commit()
    with pytest.raises(Broken, match="SEAL_BROKEN"):
        register.applicant(code)


def test_every_look_is_kept_with_its_reason(register: PostgresRegister) -> None:
    code = reserve(register, 11)
    looks = [
        View(NOW + timedelta(minutes=n), OfficerId("kt.h24"), Authentication.ASSERTED, what, code, f"{REASON} {n}")
        for n, what in enumerate(("applicant", "paper:result"))
    ]
    for look in looks:
        register.access.log(look)
    assert register.access.views(code) == looks
