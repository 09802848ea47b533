"""Today's code, fed with what was said then, decides as the journal has it: by Temporal's history or the archive's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from models.events import DossierEvent
from models.identifiers import OfficerId, ReasonCode
from models.tags import Tag
from motcua.archive import ArchiveStore
from motcua.audit.replayed import What
from motcua.service.repairing import Mandate
from tests.fixtures.archive import archived_runs, deleted, pass_through
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from workflows import apologies, outcomes

pytest_plugins = ("tests.fixtures.archive",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


@pytest.fixture
def office(archiving_office: Office) -> Office:
    return archiving_office


async def late_and_done(office: Office) -> Casefile:
    """A dossier that went over its due date and got its apology, over more than one run."""
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tong_hop")
    await dossier.told(Tag.CONTINUED)
    await dossier.forward(to=vn(2026, 3, 17, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    await dossier.walk()
    await dossier.result()
    return dossier


@pytest.fixture(scope="module")
def database(archiving_office: Office) -> Iterator[psycopg.Connection]:
    """The register's database, in the hands of whoever administers it."""
    url = archiving_office.register._database.run_raw(lambda raw: raw.info.dsn + f" password='{raw.info.password}'")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@contextmanager
def meddling(database: psycopg.Connection, dossier: Casefile, event: DossierEvent, **change: Any) -> Iterator[None]:
    """Let an administrator change an event past the trigger, and put it back."""
    where = (dossier.code, event.branch, event.seq)
    names = ", ".join(f"{name} = %s" for name in change)
    statement = f"UPDATE event SET {names} WHERE code = %s AND branch = %s AND seq = %s"
    was = [getattr(event, name) for name in change]
    database.execute("ALTER TABLE event DISABLE TRIGGER ALL")
    try:
        database.execute(statement.encode(), (*map(_adapted, change.values()), *where))
        yield
        database.execute(statement.encode(), (*map(_adapted, was), *where))
    finally:
        database.execute("ALTER TABLE event ENABLE TRIGGER ALL")


def _adapted(value: Any) -> Any:
    return psycopg.types.json.Jsonb(value) if isinstance(value, dict) else value


@pytest.fixture(scope="module")
def story() -> dict[str, Casefile]:
    return {}


async def test_a_late_dossier_of_several_runs_replays_whole_with_every_date(
    office: Office, story: dict[str, Casefile]
) -> None:
    dossier = story["late"] = await late_and_done(office)
    told = await dossier.app.keeping.replays.replay(dossier.code)
    assert told.difference is None
    assert len(told.runs) > 1
    assert (told.events, told.dates > 5) == (len(await dossier.journal()), True)


async def test_a_date_changed_by_the_databases_administrator_is_told_with_its_place(
    office: Office, story: dict[str, Casefile], database: psycopg.Connection
) -> None:
    """Even when the event's own hash was computed anew."""
    dossier = story["late"]
    event = next(event for event in await dossier.journal() if event.tag is Tag.RECEPTION_DONE)
    forged = event.model_copy(update={"detail": event.detail | {"due": "2026-04-01T10:00:00.000000Z"}})
    with meddling(database, dossier, event, detail=forged.detail, hash=forged.computed_hash()):
        told = await dossier.app.keeping.replays.replay(dossier.code)
    assert told.difference is not None
    assert (told.difference.what, told.difference.seq) == (What.HISTORY, event.seq)
    assert told.difference.field == "detail.due"


async def test_code_that_promises_another_date_is_told(
    office: Office, story: dict[str, Casefile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the same commands: what the SDK's replayer alone does not see."""
    monkeypatch.setattr(apologies, "new_date", lambda state, now: now + timedelta(days=40))
    told = await office.app().keeping.replays.replay(story["late"].code)
    assert told.difference is not None
    assert (told.difference.what, told.difference.tag) == (What.SAID, Tag.APOLOGY_DRAFTED.value)
    assert told.difference.field == "detail.earliest_new_due"


async def test_code_that_asks_for_another_command_is_told(
    office: Office, story: dict[str, Casefile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "decide_effect", lambda *_: None)
    told = await office.app().keeping.replays.replay(story["late"].code)
    assert told.difference is not None
    assert told.difference.what in {What.CODE, What.SAID}


async def test_what_temporal_forgot_replays_from_the_archive(office: Office, story: dict[str, Casefile]) -> None:
    """The same result from files alone."""
    dossier = story["late"]
    await pass_through(office)
    await deleted(dossier)
    told = await dossier.app.keeping.replays.replay(dossier.code)
    assert told.whole
    assert all(run.archived for run in told.runs)


async def test_a_damaged_or_missing_archive_is_said_and_never_replayed(
    office: Office, story: dict[str, Casefile]
) -> None:
    dossier = story["late"]
    path = ArchiveStore(office.settings.home / "archive").path(archived_runs(dossier)[0].kept.sha256)
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[len(flipped) // 2] ^= 1
    for damaged in (bytes(flipped), content[:-10], b""):
        path.write_bytes(damaged)
        with refuses("ARCHIVE_CORRUPT"):
            await dossier.app.keeping.replays.replay(dossier.code)
    path.unlink()
    with refuses("ARCHIVE_MISSING"):
        await dossier.app.keeping.replays.replay(dossier.code)
    path.write_bytes(content)
    assert (await dossier.app.keeping.replays.replay(dossier.code)).whole


async def test_an_open_dossier_and_an_unknown_one(office: Office) -> None:
    """What is still under way is no difference."""
    dossier = await office.submit(at=MONDAY)
    assert (await dossier.app.keeping.replays.replay(dossier.code)).whole
    with refuses("DOSSIER_UNKNOWN"):
        await dossier.app.keeping.replays.replay(type(dossier.code)("H24.31.1-260302-9999"))


async def test_a_dossier_that_went_on_from_the_register_is_replayed_as_far_as_histories_reach(office: Office) -> None:
    """What a lost run told, the operator vouched for who started the dossier again; how much that is, is said."""
    dossier = await office.submit(at=MONDAY)
    await dossier.told(Tag.NOTICE_DONE)
    await dossier.at_rest()
    [lost] = office.register.queries.runs(dossier.code)
    before = await dossier.journal()
    await dossier.handle.terminate(reason="test")
    await dossier.app.repairing.repair_one(dossier.code, Mandate(OfficerId("vh.h24"), ReasonCode("LOST_BY_MISTAKE")))
    await dossier.walk()
    await dossier.result()
    assert (await dossier.app.keeping.replays.replay(dossier.code)).vouched == 0
    await deleted(dossier, lost)
    told = await dossier.app.keeping.replays.replay(dossier.code)
    assert (told.difference, told.vouched) == (None, len(before))


async def test_a_dossier_whose_history_is_nowhere_is_said(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.walk()
    await dossier.result()
    await deleted(dossier)
    with refuses("ARCHIVE_MISSING"):
        await dossier.app.keeping.replays.replay(dossier.code)
