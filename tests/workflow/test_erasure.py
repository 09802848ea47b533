"""A person is erased by two people, when nothing is owed any more; the story stays whole, and nobody reads the rest."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import psycopg
import pytest

from models.errors import InvalidInput, MotcuaError, NotAllowed, Refused
from models.identifiers import OfficerId
from models.journal import PaperKind
from models.submission import Person
from models.tags import Tag
from models.value import sha256_hex
from motcua.service.erasing import Erasure
from tests.fixtures.casefile import Casefile
from tests.fixtures.database import Server
from tests.fixtures.dossiers import A_MOMENT, Office, anybody, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

HEAD, OPERATOR, DESK, AUDITOR = (OfficerId(one) for one in ("ld.h24-31", "vh.h24", "mc.h24-31-1", "tt.h24"))
WHY = "hết thời hạn lưu giữ"
MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)


async def erase(dossier: Casefile, officer: OfficerId, reason: str = WHY, **said: Any) -> Erasure:
    return await asyncio.to_thread(lambda: dossier.app.erasing.erase(dossier.code, officer, reason, **said))


async def ended(office: Office, **said: Any) -> Casefile:
    dossier = await office.submit(**said)
    await dossier.walk()
    await dossier.told(Tag.CLOSED)
    return dossier


async def test_an_erased_dossier_tells_its_whole_story_and_nothing_of_its_person(office: Office) -> None:
    number = f"0300{secrets.randbelow(10**8):08}"
    person = Person(name="Nguyễn Thị Hường", identity_number=number)
    dossier = await ended(office, applicant=person, request="Mở hàng nước")
    register, code = dossier.app.register, dossier.code
    (paper,) = await dossier.papers(PaperKind.RESULT)
    waiting = await erase(dossier, HEAD)
    assert (waiting.confirmed_at, waiting.cleaned) == (None, None)
    assert register.applicant(code) == person, "asking destroys nothing"
    done = await erase(dossier, OPERATOR)
    assert (done.asked_by, done.confirmed_by, done.cleaned) == (HEAD, OPERATOR, True)

    attempts = (
        lambda: register.applicant(code),
        lambda: dossier.app.persons.show(code, DESK, WHY),
        lambda: dossier.app.looking.paper(code, PaperKind.RESULT, DESK, WHY),
    )
    for attempt in attempts:
        with pytest.raises(Refused, match="PERSON_ERASED"):
            attempt()
    assert dossier.app.persons.find(number, AUDITOR, WHY) == []
    assert (await dossier.app.timelines.tell(code)).whole
    assert await dossier.journal()
    sealed = dossier.app.documents.sealed(code, paper.sha256)
    assert sha256_hex(sealed) == paper.sealed_sha256
    assert [view.what for view in register.access.views(code)][:2] == ["erasure:ask", "erasure:confirm"]


async def test_said_again_an_erasure_changes_nothing(office: Office) -> None:
    dossier = await ended(office)
    for _ in range(2):
        await erase(dossier, HEAD)
    first = await erase(dossier, OPERATOR)
    for officer in (OPERATOR, HEAD):
        assert await erase(dossier, officer) == first


async def test_an_open_dossier_is_not_erased(office: Office) -> None:
    """Its result could not be signed, nor its applicant apologised to."""
    dossier = await office.submit()
    with pytest.raises(Refused, match="ERASURE_WHILE_OPEN"):
        await erase(dossier, HEAD)
    with pytest.raises(Refused, match="ERASURE_NOT_ASKED"):
        await erase(dossier, OPERATOR)
    assert dossier.app.register.applicant(dossier.code)


async def test_while_an_apology_is_owed_nobody_is_erased(office: Office) -> None:
    """The result is there and the letter is not delivered yet."""
    dossier = await office.submit(at=MONDAY)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.walk("tra")
    with pytest.raises(Refused, match="ERASURE_WHILE_OPEN"):
        await erase(dossier, HEAD)
    await dossier.act("confirm_delivery", DESK, content={"evidence": "post_tracking"})
    await dossier.at_rest()
    assert (await erase(dossier, HEAD)).confirmed_at is None, "the promise is over, though nobody collected the result"


@pytest.mark.parametrize(
    ("officer", "error"),
    [
        (DESK, "OFFICER_MAY_NOT"),
        (AUDITOR, "OFFICER_MAY_NOT"),
        (OfficerId("ld.h24-40"), "AGENCY_MAY_NOT"),
        (OPERATOR, "ERASURE_NOT_ASKED"),
    ],
)
async def test_who_may_not_erase_is_told_so(office: Office, officer: OfficerId, error: str) -> None:
    dossier = await ended(office)
    with pytest.raises(MotcuaError, match=error):
        await erase(dossier, officer)
    with pytest.raises(InvalidInput, match="REASON_REQUIRED"):
        await erase(dossier, HEAD, " ")
    assert dossier.app.register.erasures.of(dossier.code) is None


async def test_nobody_confirms_what_they_asked_for(office: Office) -> None:
    """A head who is also the operator is one person."""
    dossier = await ended(office)
    dossier.app.register.erasures.ask(dossier.code, OPERATOR, await dossier.legal_now(), ordered=False)
    with pytest.raises(NotAllowed, match="SEPARATION_OF_DUTIES"):
        await erase(dossier, OPERATOR)


async def test_ordered_while_open_both_must_say_so_and_the_debt_can_be_settled(office: Office) -> None:
    """Nobody is left to be apologised to; an officer says so, and the dossier goes its way to the end."""
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("tra")
    await dossier.at_rest()
    assert (await dossier.row()).finished_at
    late = await office.submit(at=MONDAY)
    await late.walk("ky")
    await erase(late, HEAD, ordered=True)
    with pytest.raises(Refused, match="ERASURE_WHILE_OPEN"):
        await erase(late, OPERATOR)
    assert (await erase(late, OPERATOR, ordered=True)).confirmed_at
    await late.forward(to=DUE + A_MOMENT)
    failed = await late.told(Tag.APOLOGY_FAILED)
    assert failed.detail["error"] == "PERSON_ERASED"
    await late.at_rest()
    assert (await late.row()).apology_owed
    await late.act("confirm_delivery", DESK, content={"evidence": "person_erased"})
    await late.at_rest()
    row = await late.row()
    assert (row.apology_owed, row.blocked) == (False, ())


async def test_a_letter_that_was_never_issued_is_confirmed_by_nobody_else(office: Office) -> None:
    """Only where the person is gone; any other trouble of the letter is tried again."""
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("ky")
    with pytest.raises(Refused, match="STATE_FORBIDS_ACT"):
        await dossier.act("confirm_delivery", DESK, content={"evidence": "person_erased"})


async def test_the_databases_files_do_not_hold_a_destroyed_key(office: Office, database_server: Server) -> None:
    """Nor does a dead row, whose bytes an ordinary vacuum may leave in its page; the write-ahead log is not meant."""
    dossier = await ended(office, applicant=anybody())
    with psycopg.connect(database_server.url(database_of(office)), autocommit=True) as connection:
        row = connection.execute("SELECT wrapped FROM dossier_key WHERE code = %s", [dossier.code]).fetchone()
        assert row is not None
        connection.execute("CHECKPOINT")
        tables = database_server.folder / "data" / "base"
        assert files_with(tables, row[0]), "what is looked for would be found"
        await erase(dossier, HEAD)
        assert (await erase(dossier, OPERATOR)).cleaned
        connection.execute("CHECKPOINT")
        assert not files_with(tables, row[0])


def database_of(office: Office) -> str:
    with office.register._database._engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT current_database()").scalar())


def files_with(folder: Any, content: bytes) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file() and content in path.read_bytes()]
