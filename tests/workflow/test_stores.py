"""Digitised once, never asked for again: stores, reuse, and requests that are forbidden."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.contents.reception import PaperSource
from models.dossier import DossierState
from models.identifiers import AgencyCode, OfficerId, ReasonCode, StepKey
from models.statuses import Channel
from models.stores import StoreKind
from models.submission import GivenComponent, Person
from models.tags import Tag
from motcua.audit.verify import Kind
from motcua.intake.shared import read_shared
from motcua.service.digitising import Scan
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import CITY_DESK, Office, anybody, vn
from workflows.lawful import require_lawful_request

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY, AUTUMN = vn(2026, 3, 2, 9), vn(2026, 9, 7, 9)
SCAN = Scan(StepKey("ho_chieu"), PaperSource.ORIGINAL, "hộ chiếu đã quét".encode(), date(2026, 6, 30))
DESK, STRANGER = OfficerId("mc.h24-1"), OfficerId("mc.h24-31-1")


def extension(*taken: str, left_out: str = "") -> tuple[GivenComponent, ...]:
    """What is handed in to have a work permit extended, some of it taken from a store, some left out."""
    keys = [key for key in ("van_ban_de_nghi", "giay_kham_suc_khoe", "ho_chieu") if key != left_out]
    return tuple(GivenComponent(key=StepKey(key), form="original", from_store=key in taken) for key in keys)


async def whole(dossier: Casefile) -> DossierState:
    state: DossierState = await dossier.handle.query("whole", result_type=DossierState)
    return state


def may_ask(state: DossierState, *components: str) -> None:
    require_lawful_request(state, [StepKey(key) for key in components])


async def digitised(office: Office, owner: Person) -> Casefile:
    """A dossier in which an officer digitised the passport."""
    dossier = await office.submit("1.014199", at=MONDAY, receiving=CITY_DESK, applicant=owner)
    await dossier.app.digitising.digitise(dossier.code, DESK, SCAN)
    await dossier.told(Tag.DIGITISATION_DONE)
    return dossier


async def test_what_was_digitised_is_taken_from_the_store_next_time_and_may_not_be_asked_for(office: Office) -> None:
    owner = anybody(identity_number="030085000001")
    first = await digitised(office, owner)
    told = await first.told(Tag.DIGITISED)
    paper = await asyncio.to_thread(first.app.documents.get, first.code, told.detail["paper"])
    assert paper == SCAN.content
    assert (await first.told(Tag.DIGITISATION_DONE)).detail["store"] == StoreKind.PROVINCE
    assert ((row := await first.row()).handed_in, row.digitised, row.reused) == (5, 1, 0)
    assert (await first.app.verifying().some([first.code])).findings == ()

    second = await office.submit(
        "1.014201", at=MONDAY, receiving=CITY_DESK, applicant=owner, components=extension("ho_chieu")
    )
    assert (await second.told(Tag.RECEPTION_DONE)).detail["held"] == {"ho_chieu": "province"}
    assert ((row := await second.row()).handed_in, row.digitised, row.reused, row.shared) == (3, 0, 1, 0)
    for dossier in (first, second):
        shown = await asyncio.to_thread(dossier.app.scans.component, dossier.code, SCAN.component, DESK, "thẩm tra")
        assert shown == SCAN.content
    with refuses("COMPONENT_NOT_DIGITISED"):
        await asyncio.to_thread(second.app.scans.component, second.code, StepKey("anh"), DESK, "thẩm tra")
    with refuses("AGENCY_MAY_NOT"):
        await asyncio.to_thread(second.app.scans.component, second.code, SCAN.component, STRANGER, "thẩm tra")
    state = await whole(second)
    may_ask(state, "giay_kham_suc_khoe", "van_ban_de_nghi")
    for component, rule in (
        ("ho_chieu", "COMPONENT_HELD"), ("giay_phep_da_cap", "COMPONENT_HELD"), ("so_ho_khau", "COMPONENT_NOT_LISTED"),
    ):  # fmt: skip
        with refuses(rule):
            may_ask(state, "van_ban_de_nghi", component)
    counted = await asyncio.to_thread(office.register.digitisation.count, vn(2026, 3, 2), vn(2026, 3, 3), None)
    assert counted.some >= 2
    assert counted.reusing >= 1


async def test_a_store_holds_no_paper_of_another_person_none_past_its_validity_and_none_of_the_erased(
    office: Office,
) -> None:
    owner = anybody(identity_number="030085000002")
    first = await digitised(office, owner)
    extend: dict[str, Any] = {"receiving": CITY_DESK, "components": extension("ho_chieu")}
    with refuses("COMPONENT_NOT_HELD"):
        await office.submit("1.014201", at=MONDAY, applicant=anybody(identity_number="030085000003"), **extend)
    with refuses("COMPONENT_NOT_HELD"):
        await office.submit("1.014201", at=AUTUMN, applicant=owner, **extend)
    with refuses("COMPONENT_MISSING"):
        await office.submit(
            "1.014201", at=AUTUMN, receiving=CITY_DESK, applicant=owner, components=extension(left_out="ho_chieu")
        )
    stores, key = first.app.stores, office.register.people.owner(owner)
    assert key is not None
    day = MONDAY.date()
    assert await asyncio.to_thread(stores.holding, key, ["ho_chieu"], day) == {"ho_chieu": StoreKind.PROVINCE}
    (file,) = office.settings.home.glob(f"documents/{first.code}/*/*.sealed")
    whole_file = file.read_bytes()
    file.write_bytes(whole_file[:-1] + b"x")
    found = (await first.app.verifying().some([first.code])).findings
    assert [finding.kind for finding in found] == [Kind.PAPER_SWAPPED]
    file.write_bytes(whole_file)
    await asyncio.to_thread(office.register.erasures.destroy, first.code, None, MONDAY)
    assert await asyncio.to_thread(stores.holding, key, ["ho_chieu"], day) == {}


async def test_a_result_issued_here_before_counts_and_an_online_dossier_knows_it_before_acceptance(
    office: Office,
) -> None:
    """Neither the portal demands it nor may the counter ask for it; what is registered already knows the list."""
    owner = anybody(identity_number="030085000004")
    key = office.register.people.owner(owner)
    assert key is not None
    await asyncio.to_thread(office.app().stores.share, StoreKind.NATIONAL, key, "can_cuoc")
    birth = await office.submit("1.001193", at=MONDAY, applicant=owner)
    await birth.walk("tra")
    given = (
        GivenComponent(key=StepKey("to_khai"), form="original"),
        GivenComponent(key=StepKey("giay_to_tuy_than"), form="copy", from_store=True),
    )
    again = await office.submit(
        "1.004884", at=MONDAY, applicant=owner, components=given, channel=Channel.ONLINE, officer="dvc.h24"
    )
    registered = await whole(again)
    may_ask(registered, "to_khai")
    for component in ("giay_to_khai_sinh", "giay_to_tuy_than"):
        with refuses("COMPONENT_HELD"):
            may_ask(registered, component)
    await again.act("accept_dossier", "mc.h24-31-1")
    held = (await again.told(Tag.RECEPTION_DONE)).detail["held"]
    assert held == {"giay_to_khai_sinh": "province", "giay_to_tuy_than": "national"}
    assert ((row := await again.row()).handed_in, row.reused, row.shared) == (2, 0, 1)


async def test_only_an_officer_of_the_dossier_digitises_and_only_what_its_list_has(office: Office) -> None:
    dossier = await office.submit("1.014199", at=MONDAY, receiving=CITY_DESK)
    digitising = dossier.app.digitising
    with refuses("FILE_EMPTY"):
        await digitising.digitise(dossier.code, DESK, SCAN._replace(content=b""))
    with refuses("AGENCY_MAY_NOT"):
        await digitising.digitise(dossier.code, OfficerId("mc.h24-31-1"), SCAN)
    with refuses("COMPONENT_NOT_LISTED"):
        await digitising.digitise(dossier.code, DESK, SCAN._replace(component=StepKey("so_ho_khau")))
    await digitising.digitise(dossier.code, DESK, SCAN)
    assert "store" not in (await dossier.told(Tag.DIGITISATION_DONE)).detail, "nobody's without a number"
    assert (await dossier.row()).digitised == 1
    none = await asyncio.to_thread(
        office.register.digitisation.count, vn(2020, 1, 1), vn(2020, 1, 2), AgencyCode("H24")
    )
    assert set(none) == {0}


async def test_a_result_that_was_cancelled_is_held_no_more(office: Office) -> None:
    """What is no result any more may be asked for again; a refusal after appraisal never was one."""
    owner = anybody(identity_number="030085000005")
    birth = await office.submit("1.001193", at=MONDAY, applicant=owner)
    await birth.walk()
    await birth.result()
    key = office.register.people.owner(owner)
    assert key is not None
    stores, asked = birth.app.stores, (key, ["1.001193"], MONDAY.date())
    assert await asyncio.to_thread(stores.holding, *asked) == {"1.001193": StoreKind.PROVINCE}
    (shelved,) = await asyncio.to_thread(stores.shelved, key, "1.001193")
    assert await asyncio.to_thread(birth.app.documents.get, shelved.code, shelved.paper)
    await birth.act("cancel_result", "ld.h24-31", "CAP_SAI", note="Cấp không đúng thẩm quyền.")
    await birth.app.client.get_workflow_handle(birth.code.after).result()
    assert await asyncio.to_thread(stores.holding, *asked) == {}


async def test_a_store_is_fed_from_a_file_and_a_wrong_line_is_told_by_its_place(office: Office, tmp_path: Path) -> None:
    """Its keeper's list says who has a passport; none of it is repeated, and what it says is never asked for again."""
    number, app, reason = "030085000777", office.app(MONDAY), ReasonCode("KET_NOI")
    rows = tmp_path / "ho-chieu.csv"
    rows.write_text(
        f"identity_number,document,valid_until\n{number},ho_chieu,2027-01-01\n030085000778,ho_chieu,hôm qua\n"
        "030085000779,the_thu_vien,\n",
        encoding="utf-8",
    )
    lines = tmp_path / "ho-chieu.jsonl"
    lines.write_text(f'{{"identity_number": "{number}", "document": "ho_chieu"}}\n{{"document": "ho_chieu"}}\n[]\n')

    def fed(path: Path, store: StoreKind = StoreKind.SECTOR, officer: str = "vh.h24") -> list[tuple[int, str | None]]:
        with path.open("rb", buffering=0) as raw:
            done = app.sharing.feed(store, read_shared(raw, path.name), OfficerId(officer), reason)
            return [(one.line, one.error.code if one.error else None) for one in done]

    assert fed(rows) == [(2, None), (3, "STORE_FIELD_WRONG"), (4, "STORE_DOCUMENT_UNKNOWN")]
    assert fed(lines) == [(1, None), (2, "SUBMISSION_FIELD_MISSING"), (3, "SUBMISSION_NOT_OBJECT")]
    with refuses("OFFICER_MAY_NOT"):
        fed(rows, officer="mc.h24-1")
    with refuses("STORE_OURS"):
        fed(rows, StoreKind.PROVINCE)
    dossier = await office.submit(
        "1.014199", at=MONDAY, receiving=CITY_DESK, applicant=anybody(identity_number=number),
    )  # fmt: skip
    assert (await dossier.told(Tag.RECEPTION_DONE)).detail["held"] == {"ho_chieu": "sector"}
    with refuses("COMPONENT_HELD"):
        may_ask(await whole(dossier), "ho_chieu")
