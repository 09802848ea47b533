"""A letter for the spool is one ticket for an officer, without personal data."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from activities.ports import Letter
from models.errors import Unavailable
from models.journal import PaperKind
from motcua.notify import RoutingNotifier, SpoolNotifier
from tests.fixtures.papers import AGENCY, AT, CODE, apology

PERSON = apology().addressee
LETTER = Letter(
    letter_id=f"{CODE}_0-12",
    code=CODE,
    kind=PaperKind.APOLOGY,
    paper="ab" * 32,
    to_agency=None,
    subject_code="APOLOGY",
    at=AT,
)
ESCALATION = LETTER.model_copy(
    update={"letter_id": f"{CODE}_0-20", "kind": None, "paper": None, "to_agency": AGENCY, "subject_code": "ESCALATION"}
)


def test_a_ticket_tells_the_officer_what_to_do_and_proves_nothing(tmp_path: Path) -> None:
    sent = SpoolNotifier(tmp_path / "spool").send(LETTER, PERSON, b"%PDF")
    assert (sent.channel, sent.evidence) == ("spool", None)
    path = tmp_path / "spool" / sent.reference
    ticket = json.loads(path.read_text(encoding="utf-8"))
    assert ticket["letter_id"] == LETTER.letter_id
    assert (ticket["code"], ticket["kind"], ticket["paper"]) == (CODE, "apology", "ab" * 32)
    assert ticket["at"] == "2026-09-03T10:00:02.000000Z"
    assert f"motcua dossier confirm_delivery {CODE}" in ticket["todo"]
    assert f"motcua dossier paper {CODE} apology" in ticket["todo"]
    assert "trao tận tay" in ticket["todo"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_ticket_holds_no_personal_data(tmp_path: Path) -> None:
    sent = SpoolNotifier(tmp_path).send(LETTER, PERSON, b"%PDF")
    text = (tmp_path / sent.reference).read_text(encoding="utf-8")
    for secret in (PERSON.name, PERSON.email, PERSON.identity_number, PERSON.address):
        assert secret is not None
        assert secret not in text


def test_a_letter_sent_again_reaches_the_spool_once(tmp_path: Path) -> None:
    spool = SpoolNotifier(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        references = {sent.reference for sent in pool.map(lambda _: spool.send(LETTER, PERSON, None), range(16))}
    assert [path.name for path in tmp_path.iterdir()] == list(references)


def test_a_ticket_for_a_superior_agency_names_it(tmp_path: Path) -> None:
    """Even when the mail is set up: agencies have no address here."""
    sent = RoutingNotifier(SpoolNotifier(tmp_path)).send(ESCALATION, None, None)
    ticket = json.loads((tmp_path / sent.reference).read_text(encoding="utf-8"))
    assert ticket["to_agency"] == AGENCY
    assert AGENCY in ticket["todo"]
    assert "confirm_delivery" not in ticket["todo"]


def test_no_letter_id_leads_out_of_the_spool(tmp_path: Path) -> None:
    odd = LETTER.model_copy(update={"letter_id": "../../etc/x"})
    SpoolNotifier(tmp_path / "spool").send(odd, None, None)
    assert len(list((tmp_path / "spool").iterdir())) == 1


def test_a_spool_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Unavailable) as trouble:
        SpoolNotifier(tmp_path / "spool").send(LETTER, None, None)
    assert trouble.value.code == "FOLDER_UNWRITABLE"
