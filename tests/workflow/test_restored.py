"""A register that was restored from an older copy: linked procedures, what came after closing, feedback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from models.feedback import FeedbackCode, FeedbackSubmission
from models.identifiers import DossierCode, OfficerId, ReasonCode
from models.linked import PartState
from models.tables import METADATA
from models.tags import Tag
from motcua.audit.verify.finding import Kind
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.register import PostgresRegister
from motcua.registry import INSTALLER, _current_calendar
from motcua.service.feedback import FeedbackSaid
from motcua.service.repaired import Deed, Trouble
from motcua.service.repairing import Mandate
from tests.fixtures.casefile import Casefile
from tests.fixtures.database import Server
from tests.fixtures.dossiers import COMMUNE_DESK, Office, anybody, office_settings, vn
from tests.fixtures.insider import Insider
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.time_skipping import eventually, skipping_server
from tests.workflow.test_linked import RESIDENCE, linked

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 8)
OPERATOR = Mandate(OfficerId("vh.h24"), ReasonCode("RESTORED"))
DESK = OfficerId("mc.h24-31-1")


@pytest_asyncio.fixture(loop_scope="session")
async def apart() -> AsyncIterator[Any]:
    """A server of their own: a repair looks at everything."""
    async with skipping_server() as environment:
        yield environment


@pytest.fixture
def insider(database_server: Server, migrated_template: str, tmp_path: Path) -> Iterator[Insider]:
    url, now = database_server.create(migrated_template), datetime.now(UTC)
    with PostgresRegister.open(url, tmp_path / "keystore", calendar_of=_current_calendar, now=now) as register:
        import_bundle(register.catalogue, shipped_catalogue(), INSTALLER, now)
        yield Insider(url, tmp_path, register)


@pytest_asyncio.fixture(loop_scope="session")
async def own(insider: Insider, apart: Any, tmp_path: Path) -> AsyncIterator[Office]:
    office = Office(apart, insider.register, office_settings(tmp_path, task_queue=f"own-{tmp_path.name}"))
    async with office.worker():
        yield office


def forget(insider: Insider, code: str, *, after: int | None = None) -> None:
    """Take from the register all that it has of a code, or what its journal tells after an event."""
    if after is None:
        for table in METADATA.sorted_tables:
            if "code" in table.c and table.name != "linked_part":
                insider.sql(f"DELETE FROM {table.name} WHERE code = %s", code)
        return
    insider.sql("DELETE FROM event WHERE code = %s AND seq > %s", code, after)
    insider.sql("DELETE FROM effect WHERE code = %s AND split_part(effect_id, '-', 2)::int > %s", code, after)


async def gone_through(office: Office) -> tuple[Casefile, Casefile]:
    """Birth and residence registered by one submission, the second fed by the first's result; the first is rated."""
    birth = await office.submit("1.001193", at=MONDAY, linked=linked())
    await birth.walk()
    await birth.result()
    group = await asyncio.to_thread(office.register.linked.group_of, birth.code)
    assert group is not None
    code = group.part(RESIDENCE).code
    assert code is not None
    residence = office.casefile(code, birth.app)
    await residence.walk("tra")
    await residence.told(Tag.FEEDING_DONE)
    await residence.at_rest()
    await birth.act("rate", DESK, content={"score": 5})
    await birth.over()
    return birth, residence


async def test_linked_procedures_and_what_came_after_closing_are_filled_again(own: Office, insider: Insider) -> None:
    """The part's code was lost with all it had: it comes back, for its submission lies with the group's first one."""
    birth, residence = await gone_through(own)
    app, journals = birth.app, [await one.journal() for one in (birth, residence)]
    fed = next(event.seq for event in journals[0] if event.tag is Tag.FEEDING_DECIDED)
    forget(insider, residence.code)
    forget(insider, birth.code, after=fed)
    insider.sql("UPDATE linked_part SET code = NULL, state = 'waiting' WHERE code = %s", residence.code)
    insider.sql("UPDATE linked_part SET state = 'started', outcome = NULL, paper = NULL WHERE code = %s", birth.code)
    insider.sql("UPDATE dossier SET closed_at = NULL, seq = %s WHERE code = %s", fed, birth.code)

    done = (await app.repairing.repair(OPERATOR)).found
    assert [(one.deed, one.gone, one.error) for one in done if one.code == birth.code] == [
        (Deed.REFILLED, (), None), (Deed.REFILLED, (), None),
    ]  # fmt: skip
    again, refilled = [one for one in done if one.code == residence.code]
    assert (again.deed, refilled.deed) == (Deed.RESERVED_AGAIN, Deed.REFILLED)
    assert [name.partition(":")[0] for name in refilled.gone] == ["paper", "paper"], "their key was lost, and is told"
    assert (await app.repairing.repair(OPERATOR)).found == ()
    assert [await one.journal() for one in (birth, residence)] == journals
    assert (await birth.row()).rating == 5
    group = await asyncio.to_thread(own.register.linked.group_of, residence.code)
    assert group is not None
    assert [one.state for one in group.parts] == [PartState.DONE, PartState.DONE, PartState.STARTED]
    await residence.walk()
    await residence.result()
    for one in (birth, residence):
        await rebuilt_truly(one)
    found = (await app.verifying(signatures=False).some([birth.code, residence.code])).findings
    assert {(one.kind, one.code) for one in found} == {(Kind.PAPER_UNREADABLE, residence.code)}


async def test_feedback_is_filled_again_and_a_lost_code_is_never_given_twice(own: Office, insider: Insider) -> None:
    app = own.app(MONDAY)
    said = {
        "receiving": COMMUNE_DESK, "channel": "direct", "subject": {"kind": "agency", "id": "H24.31"},
        "person": anybody(phone="0912 345 678"), "words": "Hẹn ba lần mà không tiếp.",
    }  # fmt: skip
    first, second = [
        (
            await app.feedbacks.submit(FeedbackSubmission.model_validate(said | {"submission_id": f"pa-{one}"}), DESK)
        ).code
        for one in ("mot", "hai")
    ]
    answered = await app.feedbacks.answer(first, FeedbackSaid(OfficerId("ld.h24"), note="Đã nhắc nhở."))

    async def is_kept() -> bool:
        return bool(own.register.feedback.queries.row(first).seq == answered.seq)

    await eventually(is_kept, app.client.get_workflow_handle(first))
    journal = own.register.feedback.queries.events(first)
    insider.sql("DELETE FROM feedback_event WHERE code = %s AND seq > 1", first)
    insider.sql("UPDATE feedback SET seq = 1, status = 'received', answered_at = NULL WHERE code = %s", first)
    forget(insider, second)
    insider.sql("UPDATE feedback_counter SET last = 1")

    surveyed = {one.code: (one.trouble, one.deed) for one in (await app.repairing.survey()).found}
    wanted: dict[DossierCode | FeedbackCode, tuple[Trouble, Deed]] = {
        first: (Trouble.REGISTER_BEHIND, Deed.REFILLED), second: (Trouble.UNKNOWN, Deed.NOTHING),
    }  # fmt: skip
    assert surveyed == wanted
    assert own.register.feedback.queries.events(first) != journal
    await app.repairing.repair(OPERATOR)
    assert own.register.feedback.queries.events(first) == journal
    assert own.register.feedback.queries.row(first).seq == answered.seq
    third = await app.feedbacks.submit(FeedbackSubmission.model_validate(said | {"submission_id": "pa-ba"}), DESK)
    assert third.code.number == 3
    assert [one.code for one in (await app.repairing.repair(OPERATOR)).found] == [second]

    found = (await app.verifying(signatures=False).all()).findings
    gap = f"PA {COMMUNE_DESK} 2026-03-02"
    assert [(one.kind, one.where, one.expected) for one in found] == [(Kind.NUMBER_MISSING, gap, "2")]
    insider.sql("UPDATE feedback SET satisfied = true WHERE code = %s", first)
    insider.sql("UPDATE feedback_event SET actor = 'cv.h24-31' WHERE code = %s AND seq = 2", first)
    found = (await app.verifying(signatures=False).all()).findings
    assert {(one.kind, one.code, one.where) for one in found if one.code} == {
        (Kind.HASH_WRONG, first, "0/2"), (Kind.ROW_DIFFERS, first, "feedback.satisfied"),
        (Kind.ROW_DIFFERS, first, "feedback.answered_by"),
    }  # fmt: skip
