"""A worker is killed in the middle of every effect; what it began is done once, and nobody notices but by the clock."""

from __future__ import annotations

import asyncio
from collections import Counter

import psycopg
import pytest

from models.errors import Unavailable
from models.identifiers import DossierCode
from models.journal import PaperKind
from models.tags import Tag
from motcua.register.numbers import REGISTER_BOOK
from motcua.service import Submitted
from motcua.service.submitting import Progress
from tests.acceptance.killing import LATE, LATE_TWICE, Killed
from tests.acceptance.station import Station

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_effect_cut_off_by_a_kill_is_done_once(station: Station, killed: Killed) -> None:
    """One event per seq, one paper, one letter, one ticket, no number lost: at whichever point a worker dies."""
    for told in await killed.submitted:
        assert isinstance(told, Submitted | Unavailable), told
    again = await asyncio.gather(*(station.submit(each) for each in killed.dossiers))
    assert [(each.code, each.progress) for each in again] == [(code, Progress.ALREADY) for code in killed.points]
    await asyncio.gather(*(station.drive(code) for code in killed.points))
    await station.closed(*killed.points)
    for code, point in killed.points.items():
        await check_dossier(station, code, point)
    await asyncio.to_thread(check_books, station)


async def check_dossier(station: Station, code: DossierCode, point: str) -> None:
    queries = station.app.register.queries
    timeline = await station.app.timelines.tell(code)
    assert timeline.whole, point
    assert timeline.repeated_attempts >= 1, f"{point}: nothing was cut off"

    events = station.journal(code)
    assert not [event for event in events if event.tag.value.endswith(":failed")], point
    decided = [f"{event.branch}-{event.seq}" for event in events if event.tag.value.endswith(":decided")]
    done = [event.detail["effect"] for event in events if event.tag.value.endswith(":done")]
    assert sorted(done) == sorted(decided), point
    assert sorted(effect.effect_id for effect in queries.effects(code)) == sorted(decided), point

    late = point in LATE
    papers = queries.papers(code)
    kinds = Counter(paper.kind for paper in papers)
    assert kinds == Counter({PaperKind.RESULT: 1, **({PaperKind.APOLOGY: 1} if late else {})}), point
    files = [path for path in (station.home / "documents" / code).rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted(f"{paper.sha256}.sealed" for paper in papers), point

    letters = 1 if late or point in LATE_TWICE else 0
    assert len(queries.letters(code)) == letters, point
    assert len(station.tickets(code)) == letters, point
    tags = [event.tag for event in events]
    assert tags.count(Tag.OVERDUE) == (1 if letters else 0), point
    assert tags.count(Tag.CLOSED) == 1, point


def check_books(station: Station) -> None:
    """Every number is that of one paper, or says why it is none; each dossier has one in the book of receptions."""
    with psycopg.connect(station.database_url) as connection:
        books = connection.execute("SELECT agency, year, kind, last FROM book").fetchall()
        entries = connection.execute(
            "SELECT agency, year, kind, number, voided_for FROM book_entry ORDER BY number"
        ).fetchall()
        papers = connection.execute("SELECT kind, count(*), count(DISTINCT number) FROM paper GROUP BY kind").fetchall()
        received = connection.execute("SELECT DISTINCT code FROM effect WHERE kind = 'reception'").fetchall()
    given: dict[tuple[str, int, str], list[int]] = {}
    for agency, year, kind, number, _ in entries:
        given.setdefault((agency, year, kind), []).append(number)
    assert given == {(agency, year, kind): list(range(1, last + 1)) for agency, year, kind, last in books}
    numbered = Counter(kind for _, _, kind, _, voided_for in entries if voided_for is None)
    assert numbered.pop(REGISTER_BOOK) == len(received)
    assert {kind: count for kind, count, _ in papers} == numbered
    assert all(count == different for _, count, different in papers)
