"""Consulting other agencies: several at once, each with its deadline, and whose delay silence is (rulebook §1)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.dossier import DossierState
from models.identifiers import NoteId, OfficerId
from models.matter import MatterKind, MatterRow
from models.tags import Tag
from models.value import stamp, unstamp
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.judged import unlawful
from workflows.consulting import waited, waited_longest_for
from workflows.lapse import lapse

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
HANDLER = "cv.h24-31"


async def asked(office: Office, **agencies: int) -> Casefile:
    """A dossier at its first handle step, whose officer asked H24.4 and H24.5 for so many working hours."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    wanted = [{"agency": name.replace("_", "."), "hours": hours} for name, hours in agencies.items()]
    await dossier.act("consult", HANDLER, content={"agencies": wanted}, note="Đề nghị cho ý kiến về ngành, nghề")
    return dossier


async def matters(dossier: Casefile) -> tuple[MatterRow, ...]:
    await dossier.at_rest()
    return (await dossier.kept()).matters


async def test_several_agencies_are_asked_at_once_and_each_answers_for_itself(office: Office) -> None:
    dossier = await asked(office, H24_4=4, H24_5=8)
    now = await dossier.legal_now()
    with refuses("CONSULTATION_OPEN"):
        await dossier.act("complete_step", HANDLER)
    with refuses("CONSULTATION_OPEN"):
        await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.4", "hours": 4}]})
    with refuses("CONSULTED_ITSELF"):
        await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.31", "hours": 4}]})
    with refuses("CONSULTATION_DUE_PAST"):
        await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.7", "due": stamp(now)}]})
    with refuses("ACT_CONTENT_MALFORMED"):
        await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.7"}]})
    with refuses("AGENCY_UNKNOWN"):
        await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.999", "hours": 4}]})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("answer_consultation", "cv.h24-7", content={"matter": 1, "opinion": "agree"})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("answer_consultation", "cv.h24-5", content={"matter": 1, "opinion": "agree"})
    await dossier.act("answer_consultation", "cv.h24-4", note="Đồng ý", content={"matter": 1, "opinion": "agree"})
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("answer_consultation", "cv.h24-4", content={"matter": 1, "opinion": "disagree"})
    await dossier.act("answer_consultation", "ld.h24-5", content={"matter": 2, "opinion": "other"})
    first, second = await matters(dossier)
    assert [(one.kind, one.agency, one.outcome) for one in (first, second)] == [
        (MatterKind.CONSULTATION, "H24.4", "agree"), (MatterKind.CONSULTATION, "H24.5", "other"),
    ]  # fmt: skip
    assert first.due is not None
    assert abs(first.due - vn(2026, 3, 2, 15)) < A_MOMENT, "four working hours from nine"
    note = await asyncio.to_thread(
        office.register.people.get_note, dossier.code, NoteId(first.detail["answer_note_id"])
    )
    assert note == "Đồng ý"
    assert (await dossier.row()).due == vn(2026, 3, 5, 17), "a consultation stops no clock"
    letters = await dossier.letters()
    assert sorted(letter.to_agency or "" for letter in letters) == ["H24.4", "H24.5"]
    await dossier.walk()
    await dossier.result()


async def test_silence_is_the_consulted_agencys_delay_and_its_head_is_told(office: Office) -> None:
    """The dossier waits on; late, its apology names the agency that kept silent, and a late answer is recorded."""
    dossier = await asked(office, H24_4=2, H24_5=2)
    await dossier.act("answer_consultation", "cv.h24-5", content={"matter": 2, "opinion": "agree"})
    due = (await matters(dossier))[0].due
    assert due is not None
    await dossier.forward(to=due + A_MOMENT)
    silent = await dossier.told(Tag.CONSULTATION_SILENT)
    assert (silent.detail["matter"], silent.detail["to_agency"], silent.detail["on_silence"]) == (1, "H24.4", "wait")
    assert (await dossier.told(Tag.WORD_DECIDED, 3)).detail["about"] == "CONSULTATION_SILENT"
    with refuses("CONSULTATION_OPEN"):
        await dossier.act("complete_step", HANDLER)
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert decided.detail["accountable_agency"] == "H24.4"
    assert decided.detail["reason_code"] == "CONSULTATION_SILENT"
    assert decided.detail["accountable_step"] == "tham_tra"
    await dossier.act("answer_consultation", "cv.h24-4", content={"matter": 1, "opinion": "disagree"})
    answered = await dossier.told(Tag.CONSULTATION_ANSWERED, 2)
    assert answered.detail["late_minutes"] > 24 * 60 // 3
    await dossier.walk("ky")
    await dossier.at_rest()
    assert (await dossier.app.verifying().some([dossier.code])).findings == ()


async def test_a_head_who_apologises_in_advance_says_why_and_the_delay_is_still_the_silent_agencys(
    office: Office, office_url: str
) -> None:
    """The reason is the head's own word; who answers for the delay is said by the facts alone."""
    dossier = await asked(office, H24_4=2)
    await dossier.forward(to=vn(2026, 3, 4, 17) + A_MOMENT)
    drafted = await dossier.told(Tag.APOLOGY_DRAFTED)
    assert (drafted.detail["accountable_agency"], drafted.detail["reason_code"]) == ("H24.4", "CONSULTATION_SILENT")
    promised = {"new_due": stamp(vn(2026, 3, 9, 17))}
    await dossier.act("send_apology", "ld.h24-4", "STEP_OVER_LIMIT", content=promised)
    decided = await dossier.told(Tag.APOLOGY_DECIDED)
    assert (decided.detail["accountable_agency"], decided.detail["reason_code"]) == ("H24.4", "STEP_OVER_LIMIT")
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.act("cancel_consultation", HANDLER, content={"matter": 1})
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_lateness_of_a_consulted_agency_is_escalated_to_whoever_is_above_it(office: Office) -> None:
    """Not to whoever is above the competent one, as the province's police over a commune's."""
    dossier = await office.submit("1.004222", at=MONDAY, receiving="H24.31.3")
    await dossier.walk("tham_tra")
    forged = {"agencies": [{"agency": "H24.5", "hours": 2}], "superiors": {"H24.5": "H24.7"}}
    await dossier.act("consult", "cv.h24-31-3", content=forged)
    asked = await dossier.told(Tag.CONSULTED)
    assert asked.detail["superiors"]["H24.5"] == "H24", "the register says who is above, not whoever asks"
    due = (await dossier.row()).due
    assert due is not None
    await dossier.forward(to=due + A_MOMENT)
    promised = unstamp((await dossier.told(Tag.APOLOGY_DECIDED)).detail["new_due"])
    await dossier.forward(to=promised + A_MOMENT)
    decided = await dossier.told(Tag.ESCALATION_DECIDED)
    assert decided.detail == {"to_agency": "H24", "accountable_agency": "H24.5"}
    await dossier.told(Tag.ESCALATION_DONE)
    await dossier.act("cancel_consultation", "cv.h24-31-3", content={"matter": 1})
    await dossier.walk()
    await dossier.result()


async def test_a_delay_that_a_consulted_agency_contests_is_settled_above_both(office: Office, office_url: str) -> None:
    """Not by whoever is above the dossier's agencies alone, as the province's police over a commune's."""
    dossier = await office.submit("1.004222", at=MONDAY, receiving="H24.31.3")
    await dossier.walk("tham_tra")
    await dossier.act("consult", "cv.h24-31-3", content={"agencies": "H24.5:2"})
    due = (await dossier.row()).due
    assert due is not None
    await dossier.forward(to=due + A_MOMENT)
    assert (await dossier.told(Tag.APOLOGY_DECIDED)).detail["accountable_agency"] == "H24.5"
    await dossier.act("contest_attribution", "ld.h24-5", "NOT_OURS", content={"to_agency": "H24.31.3"})
    contested = (await matters(dossier))[-1]
    assert (contested.kind, contested.agency) == ("attribution", "H24")
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("settle_attribution", "ld.h24-7", "SEEN", content={"accountable_agency": "H24.5"})
    await dossier.act("settle_attribution", "ld.h24", "SEEN", content={"accountable_agency": "H24.31.3"})
    await dossier.act("cancel_consultation", "cv.h24-31-3", content={"matter": 1})
    await dossier.walk()
    await dossier.result()
    assert not await asyncio.to_thread(unlawful, office_url, dossier.code)


async def test_a_question_is_taken_back_by_who_asked_it(office: Office) -> None:
    dossier = await asked(office, H24_4=4)
    with refuses("AGENCY_MAY_NOT"):
        await dossier.act("cancel_consultation", "cv.h24-4", content={"matter": 1})
    with refuses("CONSULTATION_NOT_OPEN"):
        await dossier.act("cancel_consultation", HANDLER, content={"matter": 7})
    await dossier.act("cancel_consultation", HANDLER, content={"matter": 1})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("answer_consultation", "cv.h24-4", content={"matter": 1, "opinion": "agree"})
    assert [one.outcome for one in await matters(dossier)] == ["cancelled"]
    await dossier.walk("ky")


async def test_by_sector_law_silence_is_consent(office: Office) -> None:
    """The procedure says so (Luật Xây dựng 2014, Điều 102); an opinion that comes late is recorded beside it."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tham_dinh")
    due = stamp(vn(2026, 3, 3, 11))
    await dossier.act("consult", HANDLER, content={"agencies": [{"agency": "H24.5", "due": due}]})
    await dossier.forward(to=vn(2026, 3, 3, 11) + A_MOMENT)
    assert (await dossier.told(Tag.CONSULTATION_SILENT)).detail["on_silence"] == "deemed_consent"
    await dossier.act("complete_step", HANDLER)
    await dossier.act("answer_consultation", "cv.h24-5", content={"matter": 1, "opinion": "disagree"})
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("answer_consultation", "cv.h24-5", content={"matter": 1, "opinion": "agree"})
    (matter,) = await matters(dossier)
    assert (matter.outcome, matter.detail["late_opinion"]) == ("deemed_consent", "disagree")
    assert matter.closed_at == vn(2026, 3, 3, 11)


async def test_the_consulted_agency_finds_the_question_in_its_inbox(office: Office) -> None:
    """Its officers may read what is asked; others find nothing."""
    dossier = await asked(office, H24_7=4)
    await dossier.at_rest()
    looking = dossier.app.looking

    async def found(officer: str) -> list[int]:
        questions = await asyncio.to_thread(looking.questions, OfficerId(officer))
        return [one.number for one in questions if one.code == dossier.code]

    assert (await found("cv.h24-7"), await found("cv.h24-5"), await found("mc.h24-1")) == ([1], [], [])
    persons = dossier.app.persons
    notes = await asyncio.to_thread(persons.notes, dossier.code, OfficerId("cv.h24-7"), "trả lời ý kiến")
    assert [note.text for note in notes] == ["Đề nghị cho ý kiến về ngành, nghề"]
    with refuses("AGENCY_MAY_NOT"):
        await asyncio.to_thread(persons.notes, dossier.code, OfficerId("cv.h24-5"), "tò mò")
    await dossier.act("answer_consultation", "cv.h24-7", content={"matter": 1, "opinion": "agree"})
    await dossier.at_rest()
    assert await found("cv.h24-7") == []


async def test_where_the_regime_lets_it_proceed_the_dossier_waits_for_no_answer(office: Office) -> None:
    """The question is closed as of its deadline, the delay nobody's; what others kept silent over counts once."""
    dossier = await asked(office, H24_4=2, H24_5=2)
    await dossier.at_rest()
    waits = await dossier.handle.query("whole", result_type=DossierState)
    proceeds = waits.model_copy(deep=True)
    for matter in proceeds.matters:
        matter.detail["on_silence"] = "proceed"
    now = vn(2026, 3, 3, 11)
    for state in (waits, proceeds):
        lapse(state, now)
    assert [matter.outcome for matter in proceeds.matters] == ["silent", "silent"]
    assert [effect.detail["about"] for effect in proceeds.queue] == ["CONSULTATION_SILENT"] * 2
    assert (waited(proceeds, 0, now), waited_longest_for(proceeds, now)) == (timedelta(0), None)
    past = waits.matters[0].due
    assert past is not None
    assert waits.rules is not None
    longest = waited_longest_for(waits, now)
    assert longest is not None
    assert (longest.agency, longest.time) == ("H24.4", waits.rules.calendar.between(past, now))
    assert waited(waits, 0, now) == longest.time
