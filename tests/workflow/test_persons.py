"""People are shown to who may see them, masked unless asked otherwise, and the log has it first."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest

from models.errors import InvalidInput, MotcuaError, NotAllowed, Refused
from models.identifiers import DossierCode, OfficerId
from models.submission import Person
from motcua.register.access import View, Wanted
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK, AUDITOR, OPERATOR = OfficerId("mc.h24-31-1"), OfficerId("tt.h24"), OfficerId("vh.h24")
STRANGER = OfficerId("mc.h24-40-1")
WHY = "Đối chiếu đơn của công dân"


def somebody(**other: Any) -> Person:
    number = f"0300{secrets.randbelow(10**8):08}"
    return Person(name="Nguyễn Thị Hường", identity_number=number, phone="0912345678", **other)


def views(dossier: Casefile) -> list[View]:
    return dossier.app.register.access.views(dossier.code)


async def test_a_person_is_masked_unless_asked_otherwise(office: Office) -> None:
    """Both views are in the log, told apart."""
    person = somebody(address="Thôn Vạn Tải, xã Nam Sách")
    dossier = await office.submit(applicant=person, request="Mở hàng nước")
    persons = dossier.app.persons
    hidden = await asyncio.to_thread(persons.show, dossier.code, DESK, WHY)
    assert hidden.masked
    assert (hidden.applicant.name, hidden.request) == ("Nguyễn T. H.", None)
    assert hidden.applicant.identity_number == f"0300******{str(person.identity_number)[-2:]}"
    whole = await asyncio.to_thread(lambda: persons.show(dossier.code, DESK, WHY, unmask=True))
    assert (whole.applicant.name, whole.request) == (person.name, "Mở hàng nước")
    assert [(view.what, view.officer, view.reason) for view in views(dossier)] == [
        ("person:masked", DESK, WHY),
        ("person", DESK, WHY),
    ]


@pytest.mark.parametrize(
    ("officer", "reason", "unmask", "error"),
    [
        (STRANGER, WHY, False, "AGENCY_MAY_NOT"),
        (OPERATOR, WHY, True, "OFFICER_MAY_NOT"),
        (DESK, "  ", False, "REASON_REQUIRED"),
        (OfficerId("nobody.h24"), WHY, False, "OFFICER_UNKNOWN"),
    ],
)
async def test_who_may_not_look_sees_nothing(
    office: Office, officer: OfficerId, reason: str, unmask: bool, error: str
) -> None:
    dossier = await office.submit()
    with pytest.raises(MotcuaError, match=error):
        dossier.app.persons.show(dossier.code, officer, reason, unmask=unmask)
    assert views(dossier) == []


async def test_a_look_that_cannot_be_logged_shows_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log comes first."""
    dossier = await office.submit()

    def full(*views: View) -> None:
        raise Refused("DISK_FULL", folder="postgresql")

    monkeypatch.setattr(dossier.app.register.access, "log", full)
    with pytest.raises(Refused, match="DISK_FULL"):
        dossier.app.persons.show(dossier.code, DESK, WHY)


async def test_notes_are_read_in_the_order_of_the_journal(office: Office) -> None:
    dossier = await office.submit()
    await dossier.walk("ky")
    await dossier.act("return_for_rework", "ld.h24-31", "SAI_THE_THUC", note="Thiếu chữ ký ở trang 2")
    await dossier.at_rest()
    (note,) = await asyncio.to_thread(dossier.app.persons.notes, dossier.code, AUDITOR, WHY)
    assert (note.officer, note.text) == ("ld.h24-31", "Thiếu chữ ký ở trang 2")
    assert [view.what for view in views(dossier)] == ["notes"]


async def test_a_person_is_found_by_number_at_the_own_agency_and_by_auditors_everywhere(office: Office) -> None:
    """Every dossier found is logged, and the search that found nothing."""
    person = somebody()
    number = str(person.identity_number)
    here = await office.submit(applicant=person)
    there = await office.submit(receiving="H24.40.1", applicant=person)
    persons = here.app.persons
    spaced = f" {number[:3]} {number[3:]}\n"
    assert persons.find(spaced, DESK, WHY) == [here.code]
    assert persons.find(number, STRANGER, WHY) == [there.code]
    assert set(persons.find(number, AUDITOR, WHY)) == {here.code, there.code}
    assert [(view.what, view.officer) for view in views(here)] == [("find", DESK), ("find", AUDITOR)]
    assert persons.find("999999999999", DESK, "không có ai") == []
    last = here.app.register.access.search(Wanted(officer=DESK, limit=1))
    assert [(view.what, view.code, view.reason) for view in last] == [("find", None, "không có ai")]


async def test_a_number_is_asked_for_by_who_may_and_in_its_form(office: Office) -> None:
    persons = office.app().persons
    with pytest.raises(NotAllowed, match="OFFICER_MAY_NOT"):
        persons.find("030012345612", OfficerId("cv.h24-31"), WHY)
    for malformed in ("", "Nguyễn Thị Hường", "0300'; --"):
        with pytest.raises(InvalidInput) as caught:
            persons.find(malformed, DESK, WHY)
        assert (caught.value.code, caught.value.facts) == ("IDENTITY_NUMBER_MALFORMED", {})


async def test_an_auditor_reads_who_looked_and_stands_in_the_log(office: Office) -> None:
    dossier = await office.submit()
    dossier.app.persons.show(dossier.code, DESK, "gọi lại cho dân")
    told = dossier.app.access.tell(Wanted(code=dossier.code), AUDITOR, "kiểm tra định kỳ")
    assert [(view.what, view.officer, view.reason) for view in told] == [
        ("person:masked", DESK, "gọi lại cho dân"),
        ("access-log", AUDITOR, "kiểm tra định kỳ"),
    ]
    since = told[-1].at
    assert told[-1] in dossier.app.access.tell(Wanted(officer=AUDITOR, since=since), AUDITOR, WHY)
    assert told[0] not in dossier.app.access.tell(Wanted(since=since), AUDITOR, WHY)


async def test_the_log_is_for_auditors_alone(office: Office) -> None:
    app = office.app()
    for officer in (DESK, OPERATOR, OfficerId("gs.h24")):
        with pytest.raises(NotAllowed, match="OFFICER_MAY_NOT"):
            app.access.tell(Wanted(), officer, WHY)
    with pytest.raises(Refused, match="DOSSIER_UNKNOWN"):
        app.access.tell(Wanted(code=DossierCode("H24.31-991231-0001")), AUDITOR, WHY)


async def test_why_a_date_unseals_nobody(office: Office) -> None:
    """The reading of a deadline needs no person, so it asks for no reason."""
    dossier = await office.submit()
    dossier.app.register.erasures.destroy(dossier.code, None, await dossier.legal_now())
    belief = await asyncio.to_thread(dossier.app.clocks.why, dossier.code)
    assert belief.deadline.due
