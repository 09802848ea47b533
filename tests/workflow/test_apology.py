"""The apology before the breach: drafted at the lead alarm, sent by the head under their own key with the new date."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from activities.ports import Signed
from models.errors import MotcuaError, Refused
from models.identifiers import OfficerId
from models.journal import PaperKind
from models.tags import Tag
from models.value import stamp
from motcua.engine.workers import Ports
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

MONDAY = vn(2026, 3, 2, 9)
DUE = vn(2026, 3, 5, 17)
NEW_DUE = vn(2026, 3, 10, 17)
HEAD = "ld.h24-31"


async def drafted(office: Office) -> Casefile:
    """A dossier of three working days, one before its due instant: nobody is late yet."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.forward(to=DUE - timedelta(days=1) + A_MOMENT)
    await dossier.told(Tag.APOLOGY_DRAFTED)
    return dossier


async def send(dossier: Casefile, **said: Any) -> None:
    content = {"new_due": stamp(said.pop("new_due", NEW_DUE))}
    await dossier.act("send_apology", said.pop("officer", HEAD), "STEP_OVER_LIMIT", content=content, **said)


async def test_the_head_apologises_before_the_breach_and_nothing_more_is_issued_at_it(office: Office) -> None:
    dossier = await drafted(office)
    row = await dossier.row()
    assert (row.apology_by, row.apology_wants, row.new_due, row.apology_owed) == ("H24.31", "draft", None, False)
    inbox = await asyncio.to_thread(dossier.app.looking.inbox, OfficerId(HEAD))
    assert dossier.code in {one.code for one in inbox}
    await send(dossier)
    await dossier.told(Tag.DELIVERY_DONE)
    (paper,) = await dossier.papers(PaperKind.APOLOGY)
    assert len(paper.certificates) == 2
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert (decided.detail["signer"], decided.detail["automatic"]) == (HEAD, False)
    with refuses("STATE_FORBIDS_ACT"):
        await send(dossier, new_due=NEW_DUE + timedelta(days=1))
    await dossier.forward(to=DUE + A_MOMENT)
    overdue = await dossier.told(Tag.OVERDUE)
    await dossier.at_rest()
    row = await dossier.row()
    assert (overdue.detail["due"], row.overdue, row.new_due, row.due_original) == (stamp(DUE), True, NEW_DUE, DUE)
    assert (row.apology_wants, row.accountable, row.apology_owed) == (None, "H24.31", True)
    await dossier.forward(to=NEW_DUE + A_MOMENT)
    await dossier.told(Tag.ESCALATION_DONE)
    tags = await dossier.tags()
    assert [tags.count(tag) for tag in (Tag.APOLOGY_DECIDED, Tag.DELIVERY_DONE, Tag.OVERDUE_AGAIN)] == [1, 1, 1]
    await dossier.walk()
    assert (await dossier.result()).apologised


async def test_a_letter_drafted_at_the_moment_of_an_act_is_about_whoever_held_it_before(
    office: Office, office_url: str
) -> None:
    """The act woke the dossier when its alarm was due already: both have one instant."""
    dossier = await office.submit("1.001193", at=vn(2026, 3, 2, 12, 36))
    await dossier.walk("tham_tra")
    await dossier.forward(to=vn(2026, 3, 2, 15, 15))
    await dossier.act("complete_step", "cv.h24-31")
    draft = await dossier.told(Tag.APOLOGY_DRAFTED)
    assert draft.at == (await dossier.told(Tag.COMPLETED)).at
    assert draft.detail["accountable_step"] == "tham_tra"
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_a_new_date_is_the_end_of_a_session_and_leaves_time_for_what_is_left(office: Office) -> None:
    """Whoever may not send it is refused, whatever date they name; nothing is sent before the letter is drafted."""
    early = await office.submit("1.001612", at=MONDAY)
    with refuses("STATE_FORBIDS_ACT"):
        await send(early)
    dossier = await drafted(office)
    for officer, error in (
        ("cv.h24-31", "OFFICER_MAY_NOT"),
        ("gs.h24-31", "OFFICER_MAY_NOT"),
        ("ld.h24", "AGENCY_MAY_NOT"),
    ):
        with refuses(error):
            await send(dossier, officer=officer)
    wrong = {
        "NEW_DUE_TOO_EARLY": (DUE + timedelta(hours=1), DUE - timedelta(days=2), vn(2026, 3, 6, 11, 30)),
        "NEW_DUE_NOT_SESSION_END": (NEW_DUE - timedelta(hours=1), vn(2026, 3, 14, 17), vn(2026, 3, 10, 12)),
        "NEW_DUE_TOO_FAR": (vn(2126, 3, 5, 17),),
    }
    for error, dates in wrong.items():
        for new_due in dates:
            with refuses(error):
                await send(dossier, new_due=new_due)
    with refuses("LATE_REASON_UNKNOWN"):
        await dossier.act("send_apology", HEAD, "FLOOD", content={"new_due": stamp(NEW_DUE)})
    await dossier.act("send_apology", HEAD, "FLOOD", note="mưa lũ làm gián đoạn", content={"new_due": stamp(NEW_DUE)})
    await dossier.told(Tag.DELIVERY_DONE)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert "mưa" not in str(decided.detail)


async def test_if_the_head_does_nothing_the_timer_issues_the_letter_and_the_head_may_sign_it(office: Office) -> None:
    dossier = await drafted(office)
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    with refuses("STATE_FORBIDS_ACT"):
        await send(dossier)
    row = await dossier.row()
    assert (row.apology_by, row.apology_wants) == ("H24.31", "signature")
    with refuses("OFFICER_MAY_NOT"):
        await dossier.act("sign_apology", "gs.h24-31")
    await dossier.act("sign_apology", HEAD)
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("sign_apology", HEAD)
    await dossier.told(Tag.DELIVERY_DONE, 2)
    sealed, signed = await dossier.papers(PaperKind.APOLOGY)
    assert (len(sealed.certificates), len(signed.certificates)) == (1, 2)
    assert sealed.number != signed.number
    letters = {letter.paper for letter in await dossier.letters()}
    assert letters == {sealed.sha256, signed.sha256}
    after = await dossier.row()
    assert (after.new_due, after.apology_wants) == (row.new_due, None)
    told = await dossier.told(Tag.APOLOGY_SIGNATURE_DECIDED)
    assert told.detail["new_due"] == stamp(row.new_due or NEW_DUE)
    await dossier.walk()
    await dossier.result()


class _KeyLost:
    """A signer whose officers' keys are gone; its seals hold."""

    def __init__(self, ports: Ports) -> None:
        self._signer = ports.signer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signer, name)

    def sign_result(self, pdf: bytes, **said: Any) -> Signed:
        raise Refused("KEY_UNKNOWN", officer=said["officer"])


async def test_what_the_head_cannot_sign_the_timer_seals_with_the_date_that_was_promised(office: Office) -> None:
    """One letter, one date: the head's, though it never came to bear the head's signature."""
    own = office.own()
    async with own.worker(lambda ports: replace(ports, signer=_KeyLost(ports))):
        dossier = await drafted(own)
        await send(dossier)
        await dossier.told(Tag.APOLOGY_FAILED)
        await dossier.at_rest()
        assert (await dossier.row()).new_due == NEW_DUE
        await dossier.forward(to=DUE + A_MOMENT)
        await dossier.told(Tag.DELIVERY_DONE)
        decided = [event.detail for event in await dossier.journal() if event.tag is Tag.APOLOGY_DECIDED]
        assert [(one["new_due"], one["automatic"]) for one in decided] == [
            (stamp(NEW_DUE), flag) for flag in (False, True)
        ]
        (paper,) = await dossier.papers(PaperKind.APOLOGY)
        assert len(paper.certificates) == 1
        assert not (await dossier.row()).blocked


async def test_the_timers_letter_names_who_was_settled_to_answer_for_the_delay(office: Office, office_url: str) -> None:
    """The head's own could not be signed, was contested and settled: what takes its place says what was settled."""
    own = office.own()
    async with own.worker(lambda ports: replace(ports, signer=_KeyLost(ports))):
        dossier = await drafted(own)
        await send(dossier)
        await dossier.told(Tag.APOLOGY_FAILED)
        await dossier.act("contest_attribution", HEAD, "KHONG_DO_CHUNG_TOI", content={"to_agency": "H24.31.1"})
        await dossier.act("settle_attribution", "ld.h24", "SEEN", content={"accountable_agency": "H24.31.1"})
        await dossier.forward(to=DUE + A_MOMENT)
        await dossier.told(Tag.DELIVERY_DONE)
        decided = [event.detail for event in await dossier.journal() if event.tag is Tag.APOLOGY_DECIDED]
        assert [one["accountable_agency"] for one in decided] == ["H24.31", "H24.31.1"]
        assert not {"accountable_officer", "accountable_step"} & decided[-1].keys()
        assert (await dossier.row()).accountable == "H24.31.1"
        await dossier.at_rest()
    broken = await asyncio.to_thread(unlawful, office_url, dossier.code)
    assert "apology.contested" not in dict(broken)


async def test_of_head_and_timer_at_one_moment_one_letter_comes(office: Office) -> None:
    """The letter sent at the very due instant is either the one that goes out, or refused for the timer's."""
    dossier = await drafted(office)
    await dossier.forward(to=DUE - timedelta(milliseconds=300))
    try:
        await send(dossier)
    except MotcuaError as error:
        assert error.code == "STATE_FORBIDS_ACT"
    await dossier.forward(by=A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    assert (await dossier.tags()).count(Tag.APOLOGY_DECIDED) == 1
    assert len(await dossier.papers(PaperKind.APOLOGY)) == 1


async def test_a_contested_attribution_is_settled_above_both_and_both_are_kept(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("lay_y_kien_xay_dung")
    await dossier.forward(to=vn(2026, 3, 17, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    assert (await dossier.row()).accountable == "H24.4"
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("contest_attribution", HEAD, "NOT_OURS")
    with refuses("AGENCY_NOT_CONCERNED"):
        await dossier.act("contest_attribution", "ld.h24-4", "NOT_OURS", content={"to_agency": "H24.9"})
    await dossier.act("contest_attribution", "ld.h24-4", "NOT_OURS", content={"to_agency": "H24.31"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("contest_attribution", "ld.h24-4", "NOT_OURS")
    await dossier.told(Tag.WORD_DONE)
    for officer in (HEAD, "gs.h24-31", "ld.h24-4"):
        with refuses("AGENCY_MAY_NOT"):
            await dossier.act("settle_attribution", officer, "SEEN", content={"accountable_agency": "H24.4"})
    with refuses("AGENCY_NOT_CONCERNED"):
        await dossier.act("settle_attribution", "ld.h24", "SEEN", content={"accountable_agency": "H24.9"})
    await dossier.act("settle_attribution", "gs.h24", "SEEN", content={"accountable_agency": "H24.31"})
    await dossier.at_rest()
    kept = await dossier.kept()
    assert (kept.dossier.accountable, kept.dossier.accountable_stated) == ("H24.31", "H24.4")
    (matter,) = kept.matters
    assert (matter.kind, matter.outcome) == ("attribution", "changed")
    assert matter.detail == {"accountable_agency": "H24.4", "to_agency": "H24.31", "settled": "H24.31"}
    await dossier.act("sign_apology", HEAD)
    signed = await dossier.told(Tag.APOLOGY_SIGNATURE_DECIDED)
    assert signed.detail["accountable_agency"] == "H24.31"
    await dossier.told(Tag.DELIVERY_DONE, 2)
