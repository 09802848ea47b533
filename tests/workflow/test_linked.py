"""Linked procedures: one submission, several dossiers; the result of one is a component of the next."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from activities.feeding import FedFacts, Groups
from models.errors import Refused, Unavailable
from models.identifiers import AgencyCode, DossierCode, OfficerId, StepKey, SubmissionId
from models.linked import GroupCode, LinkedProcedures, PartState, TrackingKey
from models.opening import Opening
from models.outcome import Outcome
from models.statuses import Channel, Origin, Status
from models.submission import GivenComponent, Linked, LinkedPartGiven
from models.tags import Tag
from motcua.audit.grouped import group_lines, tell_group
from motcua.audit.grouped_picture import draw_group
from motcua.audit.picture import known_of
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import import_bundle
from motcua.cli.group import group_lines as receipt_lines
from motcua.engine.dossiers import TemporalDossiers
from motcua.register.linked import Group
from motcua.registry import INSTALLER
from motcua.service.submitting import Progress
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

MONDAY = vn(2026, 3, 2, 8)
BIRTH, RESIDENCE, INSURANCE = StepKey("khai_sinh"), StepKey("thuong_tru"), StepKey("bao_hiem")
FORM = (GivenComponent(key=StepKey("to_khai"), form="original"),)


def linked(group: str = "KS-TT-BHYT") -> Linked:
    """What the parts after the birth need of their own."""
    return Linked.model_validate({
        "group": group,
        "parts": (
            LinkedPartGiven(key=RESIDENCE, receiving_agency=AgencyCode("H24.31.3"), components=FORM),
            LinkedPartGiven(key=INSURANCE, receiving_agency=AgencyCode("H24.10.1"), components=FORM),
        ),
    })  # fmt: skip


async def submitted(office: Office, **other: Any) -> Casefile:
    return await office.submit("1.001193", at=MONDAY, **({"linked": linked()} | other))


async def group_of(dossier: Casefile) -> Group:
    group = await asyncio.to_thread(dossier.app.register.linked.group_of, dossier.code)
    assert group is not None
    return group


async def part(office: Office, first: Casefile, key: StepKey) -> Casefile:
    """A part that was started, in the test's hand."""
    code = (await group_of(first)).part(key).code
    assert code is not None
    dossier = office.casefile(code, first.app)
    await dossier.at_rest()
    return dossier


async def test_three_dossiers_from_one_submission_each_feeds_the_next(office: Office) -> None:
    """Each has its own code, agency, clock and result; history and register of each tell the same."""
    birth = await submitted(office)
    key = (await group_of(birth)).key
    assert key.startswith("LT-H24.31.1-260302-")
    await birth.forward(by=timedelta(hours=3))
    await birth.walk("tra")
    told = await birth.told(Tag.FEEDING_DONE)
    residence = await part(office, birth, RESIDENCE)
    assert told.detail["started"] == {RESIDENCE: residence.code}
    assert told.detail["waiting"] == [INSURANCE]

    opened, released = (await residence.journal())[0], await birth.told(Tag.RELEASED)
    paper = (await birth.told(Tag.SIGNATURE_DONE)).detail["paper"]
    assert opened.detail["group"] == key
    assert opened.detail["fed"] == {"giay_khai_sinh": {"part": BIRTH, "code": birth.code, "paper": paper}}
    decided = await birth.told(Tag.FEEDING_DECIDED)
    row = await residence.row()
    assert (row.origin, row.receiving, row.received_at) == (Origin.LINKED, "H24.31.3", decided.at)
    assert decided.at >= released.at
    assert row.due is not None
    await birth.walk()
    await residence.walk()
    assert (await residence.told(Tag.FEEDING_DONE)).detail["started"].keys() == {INSURANCE}
    insurance = await part(office, birth, INSURANCE)
    assert (await insurance.journal())[0].detail["fed"].keys() == {"giay_khai_sinh", "thong_bao_cu_tru"}
    await insurance.walk()
    for dossier in (birth, residence, insurance):
        assert (await dossier.result()).status == Status.RETURNED
        assert (await dossier.app.timelines.tell(dossier.code)).whole
    assert [one.state for one in (await group_of(birth)).parts] == [PartState.DONE] * 3
    await told_together(birth, key)
    await receipts_name_all_parts(birth, insurance)


async def receipts_name_all_parts(first: Casefile, last: Casefile) -> None:
    """Each receipt is the group's: the first names what is to come, a later one the codes and dates known by then."""
    parts = (await group_of(first)).parts
    for dossier, codes in ((first, [None, None]), (last, [parts[0].code, parts[1].code])):
        opening = await asyncio.to_thread(dossier.app.register.codes.opening, dossier.code)
        assert opening.body.group is not None
        assert [one.code for one in opening.body.group.others] == codes
        assert [one.due is not None for one in opening.body.group.others] == [code is not None for code in codes]


async def told_together(first: Casefile, key: TrackingKey) -> None:
    """One timeline of all parts, in words and as a picture on one axis; one text by the tracking key."""
    app = first.app
    told = await tell_group(app.register, app.timelines, key)
    assert told.whole
    lines = group_lines(told)
    entries = sum(len(one.timeline.entries) for one in told.parts if one.timeline)
    assert len(lines) == 1 + 3 + entries + 3
    assert any("giay_khai_sinh là kết quả của" in line for line in lines)
    started = [one.timeline for one in told.parts if one.timeline]
    picture = draw_group(told, [await asyncio.to_thread(known_of, app.register, one) for one in started])
    if os.environ.get("WRITE_PICTURE"):
        await asyncio.to_thread(Path(os.environ["WRITE_PICTURE"]).write_text, picture, encoding="utf-8")
    drawn = ElementTree.fromstring(picture)
    inner = drawn.findall("{http://www.w3.org/2000/svg}svg")
    assert [one.get("width") for one in inner] == [inner[0].get("width")] * 3
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    followed = await asyncio.to_thread(app.following.group, key)
    shown = "\n".join(receipt_lines(followed))
    assert all(str(part.code) in shown for part in followed.group.parts)
    assert await asyncio.to_thread(app.following.key_of, first.code) == key


async def test_what_needs_a_part_that_ended_is_cancelled_or_goes_on_as_the_group_says(office: Office) -> None:
    """A refused birth cancels both others; a withdrawn residence leaves the card to be made without it."""
    refused = await submitted(office, channel=Channel.ONLINE, officer="dvc.h24")
    await refused.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
    told = await refused.told(Tag.FEEDING_DONE)
    assert told.detail["cancelled"] == {RESIDENCE: BIRTH, INSURANCE: BIRTH}
    await refused.result()
    ended = await group_of(refused)
    assert [(one.state, one.outcome) for one in ended.parts] == [
        (PartState.ENDED, Outcome.NOT_ACCEPTED), (PartState.CANCELLED, None), (PartState.CANCELLED, None),
    ]  # fmt: skip

    birth = await submitted(office, competent_agency="H24.40")
    await birth.walk("tra")
    await birth.told(Tag.FEEDING_DONE)
    residence = await part(office, birth, RESIDENCE)
    await residence.act("withdraw", "mc.h24-31-3", "NGUOI_NOP_YEU_CAU")
    assert (await residence.told(Tag.FEEDING_DECIDED)).detail["outcome"] == Outcome.WITHDRAWN
    await residence.told(Tag.FEEDING_DONE)
    insurance = await part(office, birth, INSURANCE)
    assert (await insurance.journal())[0].detail["fed"].keys() == {"giay_khai_sinh"}
    assert (await group_of(birth)).part(RESIDENCE).outcome is Outcome.WITHDRAWN
    await received_elsewhere_in_the_same_timeline(birth)


async def received_elsewhere_in_the_same_timeline(birth: Casefile) -> None:
    """Received at one commune's counter, decided by another commune, its result fed on: all in one story."""
    told = await tell_group(birth.app.register, birth.app.timelines, (await group_of(birth)).key)
    assert told.whole
    text = "\n".join(group_lines(told))
    assert "nhận tại H24.31.1, thẩm quyền H24.40" in text
    assert "[ld.h24-40 H24.40, bước ky]" in text
    assert "đã kết thúc, không có kết quả (người nộp rút hồ sơ)" in text


@pytest.fixture(scope="module")
def fan(office_register: Any) -> GroupCode:
    """Linked procedures of which two wait for the same result, and one waits for nothing."""
    group = LinkedProcedures.model_validate({
        "code": "THU-NGHIEM", "version": 1, "name": "Nhóm thử nghiệm", "valid_from": "2026-01-01",
        "decision": "thử nghiệm", "verified": False, "unverified": ("tất cả",),
        "parts": (
            {"key": BIRTH, "procedure": "1.001193"},
            {"key": RESIDENCE, "procedure": "1.004222", "needs": ({"component": "giay_khai_sinh", "part": BIRTH},)},
            {"key": INSURANCE, "procedure": "9.000001", "needs": ({"component": "giay_khai_sinh", "part": BIRTH},)},
            {"key": "ket_hon", "procedure": "1.000894"},
        ),
    })  # fmt: skip
    register, _ = office_register
    import_bundle(register.catalogue, CatalogueBundle.of([group]), INSTALLER, datetime.now(UTC))
    return group.code


async def test_two_parts_wait_for_one_result_and_what_waits_for_nothing_starts_at_once(
    office: Office, fan: GroupCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off after a code was reserved and again when all was started, it feeds once: one code and one event each."""
    own = office.own()
    marriage = LinkedPartGiven(key=StepKey("ket_hon"), receiving_agency=AgencyCode("H24.40.1"), components=FORM)
    async with own.worker(lambda ports: replace(ports, groups=LosingItsAnswer(ports.groups))):
        birth = await submitted(own, linked=Linked(group=fan, parts=(*linked().parts, marriage)))
        assert (await birth.told(Tag.FEEDING_DONE)).detail["started"].keys() == {"ket_hon"}
        wedding = await part(own, birth, StepKey("ket_hon"))
        assert (await wedding.journal())[0].detail.keys().isdisjoint({"fed"})

        real, cut = TemporalDossiers.start, iter([True])

        async def start(self: TemporalDossiers, opening: Opening) -> bool:
            if next(cut, False):
                raise Unavailable("TEMPORAL_UNREACHABLE", address="-")
            return await real(self, opening)

        monkeypatch.setattr(TemporalDossiers, "start", start)
        await birth.walk("tra")
        told = await birth.told(Tag.FEEDING_DONE, times=2)
        parts = [await part(own, birth, key) for key in (RESIDENCE, INSURANCE)]
        assert told.detail["started"] == {RESIDENCE: parts[0].code, INSURANCE: parts[1].code}
        for dossier in parts:
            opened = (await dossier.journal())[0]
            assert opened.detail["fed"]["giay_khai_sinh"]["code"] == birth.code
            assert (await dossier.tags()).count(Tag.SUBMITTED) == 1
        assert (await birth.tags()).count(Tag.FEEDING_DONE) == 2
        numbers = {str(dossier.code).rsplit("-", 1)[0] for dossier in parts}
        assert numbers == {"H24.31.3-260302", "H24.10.1-260302"}
        for dossier in (birth, wedding, *parts):
            await dossier.at_rest()


async def test_a_part_that_cannot_be_started_is_blocked_and_started_at_a_retry(office: Office) -> None:
    """The refused birth is over all the same; its dossier closes once the others know."""
    own, broken = office.own(), Broken()
    async with own.worker(lambda ports: replace(ports, groups=broken.before(ports.groups))):
        birth = await submitted(own, channel=Channel.ONLINE, officer="dvc.h24")
        await birth.act("refuse_dossier", "mc.h24-31-1", "NOT_COMPETENT")
        error = await birth.told(Tag.FEEDING_FAILED)
        assert error.detail["error"] == "PORTAL_ACCOUNT_MISSING"
        assert (await birth.row()).closed_at is None
        broken.real = True
        await birth.act("retry", "vh.h24")
        assert (await birth.told(Tag.FEEDING_DONE)).detail["effect"] == error.detail["effect"]
        assert (await birth.result()).status == Status.NOT_ACCEPTED


class Broken:
    """Groups that can start nothing until they are `real`."""

    def __init__(self) -> None:
        self.real = False
        self._groups: Groups

    def before(self, groups: Groups) -> Broken:
        self._groups = groups
        return self

    async def feed(self, code: DossierCode, at: datetime) -> FedFacts:
        if not self.real:
            raise Refused("PORTAL_ACCOUNT_MISSING", agency="H24.31.3")
        return await self._groups.feed(code, at)


class LosingItsAnswer:
    """The real groups; the first answer is lost on its way."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._lost = False

    async def feed(self, code: DossierCode, at: datetime) -> FedFacts:
        facts = await self._groups.feed(code, at)
        if not self._lost:
            self._lost = True
            raise Unavailable("DATABASE_UNREACHABLE")
        return facts


async def test_erasing_the_person_erases_the_parts_that_are_not_started(office: Office) -> None:
    """They lie sealed with the first dossier; while one waits, only an order of an authority erases."""
    birth = await submitted(office)
    await birth.walk()
    await birth.result()
    residence = await part(office, birth, RESIDENCE)

    def erase(officer: str, *, ordered: bool) -> None:
        birth.app.erasing.erase(birth.code, OfficerId(officer), "theo quyết định", ordered=ordered)

    with refuses("ERASURE_WHILE_OPEN"):
        await asyncio.to_thread(erase, "ld.h24-31", ordered=False)
    for officer in ("ld.h24-31", "vh.h24"):
        await asyncio.to_thread(erase, officer, ordered=True)
    await residence.walk()
    told = await residence.told(Tag.FEEDING_DONE)
    assert told.detail["cancelled"] == {INSURANCE: BIRTH}
    assert "started" not in told.detail
    assert (await group_of(birth)).part(INSURANCE).state is PartState.ERASED
    assert (await residence.result()).status == Status.RETURNED


async def test_the_same_file_twice_starts_nothing_twice_and_bad_groups_write_nothing(office: Office) -> None:
    """What is wrong with a later part is said before anything is reserved."""
    app = office.app(MONDAY)
    given = office.submission("1.001193", "H24.31.1", MONDAY, linked=linked())
    first = await app.submitting.submit(given, OfficerId("mc.h24-31-1"))
    again = await app.submitting.submit(given, OfficerId("mc.h24-31-1"))
    assert (again.code, again.tracking_key) == (first.code, first.tracking_key)
    birth = office.casefile(first.code, app)
    await birth.walk("tra")
    await birth.told(Tag.FEEDING_DONE)
    third = await app.submitting.submit(given, OfficerId("mc.h24-31-1"))
    assert (third.code, third.progress) == (first.code, Progress.ALREADY)

    parts = linked().parts
    bad = {
        "LINKED_PARTS_DIFFER": {"linked": Linked(group=GroupCode("KS-TT-BHYT"), parts=parts[:1])},
        "LINKED_UNKNOWN": {"linked": linked("KHONG-CO")},
        "COMPONENT_MISSING": {
            "linked": Linked(
                group=GroupCode("KS-TT-BHYT"), parts=(parts[0], parts[1].model_copy(update={"components": ()}))
            )
        },
        "AGENCY_NOT_RECEIVING": {
            "linked": Linked(
                group=GroupCode("KS-TT-BHYT"),
                parts=(parts[0].model_copy(update={"receiving_agency": "H24.31.1"}), parts[1]),
            )
        },
    }
    for code, changed in bad.items():
        wrong = given.model_copy(update={"submission_id": SubmissionId(f"sai-{code}"), **changed})
        with refuses(code):
            await app.submitting.submit(wrong, OfficerId("mc.h24-31-1"))
    death = office.submission("1.000656", "H24.31.1", MONDAY, linked=linked())
    with refuses("LINKED_NOT_FIRST"):
        await app.submitting.submit(death, OfficerId("mc.h24-31-1"))
    following = await app.submitting.submit(
        given.model_copy(update={"submission_id": SubmissionId("tiep-theo-1")}), OfficerId("mc.h24-31-1")
    )
    assert first.tracking_key is not None
    assert following.tracking_key is not None
    assert int(following.tracking_key[-4:]) == int(first.tracking_key[-4:]) + 1
