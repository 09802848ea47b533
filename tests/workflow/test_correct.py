"""Correcting a stated fact: read anew everywhere, the old value kept sealed, no value in any history."""

from __future__ import annotations

import asyncio

import pytest

from models.contents.correcting import Correct, CorrectableField
from models.identifiers import DecisionId, OfficerId, ReasonCode
from models.tags import Tag
from motcua.register.correcting import corrected, told
from motcua.service.correcting import Correction
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, anybody, vn

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.verified")
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("verified")]

MONDAY = vn(2026, 3, 2, 9)
OLD, NEW = "030099001234", "030099004321"
CLERK = "mc.h24-31-1"


async def correct(dossier: Casefile, field: str, value: str | None, officer: str = CLERK, **other: str) -> None:
    correction = Correction(
        OfficerId(officer), CorrectableField(field), value, ReasonCode("GHI_NHAM"),
        decision_id=DecisionId(other["decision_id"]) if "decision_id" in other else None,
    )  # fmt: skip
    await dossier.app.correcting.correct(dossier.code, correction)


async def test_a_corrected_fact_is_read_anew_and_the_old_one_stays_sealed(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY, applicant=anybody(identity_number=OLD))
    people = dossier.app.register.people
    await correct(dossier, "applicant.identity_number", NEW, decision_id="dinh-chinh-1")
    await correct(dossier, "applicant.identity_number", NEW, decision_id="dinh-chinh-1")
    await correct(dossier, "sets", "2", officer="cv.h24-31")
    await dossier.told(Tag.FACT_DONE, 2)
    now = await asyncio.to_thread(people.submission, dossier.code)
    assert (now.applicant.identity_number, now.sets, now.applicant.name) == (NEW, 2, "Nguyễn Thị Hường")
    for number in (OLD, NEW):
        assert dossier.code in await asyncio.to_thread(people.codes_of, number)
    events = [event for event in await dossier.journal() if event.tag is Tag.CORRECTED]
    assert [event.detail["field"] for event in events] == ["applicant.identity_number", "sets"]
    assert events[0].detail["old"] != events[0].detail["new"]
    history = (await dossier.handle.fetch_history()).to_json()
    assert NEW not in history
    assert OLD not in history
    kept = await asyncio.to_thread(_sealed, dossier)
    assert [(old, new) for old, new in kept] == [(OLD, NEW), ("1", "2")]
    await dossier.walk()
    await dossier.result()


def _sealed(dossier: Casefile) -> list[tuple[str, str]]:
    """What the register keeps of each correction, opened with the dossier's key."""
    register = dossier.app.register
    query = "SELECT field, old, new FROM correction WHERE code = %s ORDER BY seq"
    rows = register._database.run_raw(lambda raw: raw.execute(query, (dossier.code,)).fetchall())

    def opened(field: str, sealed: bytes) -> str:
        return register.unseal(dossier.code, bytes(sealed), f"correction:{field}").decode()

    return [(opened(field, old), opened(field, new)) for field, old, new in rows]


async def test_what_the_dossier_refuses_to_correct_stays_as_it_was(office: Office) -> None:
    """By somebody else's officer, to a value that fits no form, to the same, and when another was quicker."""
    dossier = await office.submit("1.001612", at=MONDAY, applicant=anybody(phone="0912345678"))
    people = dossier.app.register.people
    with refuses("AGENCY_MAY_NOT"):
        await correct(dossier, "applicant.phone", "0987654321", officer="cv.h24-4")
    for field, value in (("applicant.phone", "không rõ"), ("applicant.name", None), ("sets", "nhiều")):
        with refuses("FACT_MALFORMED"):
            await correct(dossier, field, value)
    with refuses("FACT_UNCHANGED"):
        await correct(dossier, "applicant.phone", "0912345678")
    stale = await asyncio.to_thread(
        people.propose_correction, dossier.code, DecisionId("cham-hon"), CorrectableField.PHONE, "0900000000"
    )
    await correct(dossier, "applicant.phone", "0987654321")
    with refuses("FACT_CHANGED_MEANWHILE"):
        await dossier.act("correct", CLERK, "GHI_NHAM", content=stale.model_dump(mode="json"), decision_id="cham-hon")
    await dossier.told(Tag.FACT_DONE)
    assert (await asyncio.to_thread(people.applicant, dossier.code)).phone == "0987654321"
    await correct(dossier, "applicant.phone", None)
    await dossier.told(Tag.FACT_DONE, 2)
    assert (await asyncio.to_thread(people.applicant, dossier.code)).phone is None


async def test_a_correction_that_nobody_sealed_is_shown_as_blocked(office: Office) -> None:
    """Composed by hand, without the register: nothing is read anew, and an operator sees it."""
    dossier = await office.submit("1.001612", at=MONDAY)
    forged = Correct(field=CorrectableField.PHONE, old="0" * 64, new="1" * 64)
    await dossier.act("correct", CLERK, "GHI_NHAM", content=forged.model_dump(mode="json"))
    failed = await dossier.told(Tag.FACT_FAILED)
    assert failed.detail["error"] == "CORRECTION_UNKNOWN"


async def test_of_a_person_who_was_erased_nothing_is_corrected(office: Office) -> None:
    """What was sealed of a correction goes with the key; one that was under way just then changes nothing."""
    dossier = await office.submit("1.001612", at=MONDAY, applicant=anybody(phone="0912345678"))
    register = dossier.app.register
    await correct(dossier, "applicant.phone", "0987654321")
    await dossier.told(Tag.FACT_DONE)
    await asyncio.to_thread(register.erasures.destroy, dossier.code, None, await dossier.legal_now())
    query = "SELECT count(*) FROM correction WHERE code = %s"
    kept = await asyncio.to_thread(
        register._database.run_raw, lambda raw: raw.execute(query, (dossier.code,)).fetchone()
    )
    assert kept == (0,)
    await asyncio.to_thread(register.correct, dossier.code, DecisionId("dang-lam"), 9)
    with refuses("PERSON_ERASED"):
        await correct(dossier, "applicant.phone", "0900000000")


async def test_every_fact_that_may_be_corrected_is_one_of_a_submission(office: Office) -> None:
    submission = office.submission("1.001612", "H24.31.1", MONDAY)
    values = {"applicant.birth_date": "1999-01-02", "sets": "3", "applicant.email": "a@b.vn"}
    for field in CorrectableField:
        value = values.get(field.value, "030099001234")
        assert told(corrected(submission, field, value), field) == value
