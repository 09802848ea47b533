"""A batch: answers in order, bounded concurrency, a stop when nothing can be reached, and going on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from models.errors import InvalidInput, NotAllowed, Refused, Unavailable
from models.identifiers import DossierCode, OfficerId, SubmissionId
from models.submission import Submission
from motcua.intake import Entry
from motcua.service.batch import Batch, Outcome, State
from motcua.service.submitting import Progress, Submitted
from tests.unit.intake_files import entries, line

DESK = OfficerId("mc.h24-31-1")


class Counter:
    """Stands for the one-stop counter: starts each submission once, and can be out of reach."""

    def __init__(self) -> None:
        self.started: dict[SubmissionId, OfficerId] = {}
        self.asked = 0
        self.at_once = 0
        self.most_at_once = 0
        self.down_from: int | None = None

    async def submit(self, submission: Submission, officer: OfficerId) -> Submitted:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            for _ in range(3 + (7 * self.asked) % 5):  # so that later ones are done before earlier ones
                await asyncio.sleep(0)
            return self._answer(submission, officer)
        finally:
            self.at_once -= 1

    def _answer(self, submission: Submission, officer: OfficerId) -> Submitted:
        number = int(submission.submission_id.rsplit("-")[-1])
        if self.down_from is not None and number >= self.down_from:
            raise Unavailable("DATABASE_UNREACHABLE")
        if submission.sets == 13:
            raise Refused("PROCEDURE_UNKNOWN", procedure=submission.procedure)
        if submission.sets == 14:
            raise NotAllowed("AGENCY_MAY_NOT", act="submit", agency="H24")
        code = DossierCode(f"H24.31.1-261123-{number:04d}")
        progress = Progress.ALREADY if submission.submission_id in self.started else Progress.STARTED
        self.started[submission.submission_id] = officer
        return Submitted(submission_id=submission.submission_id, code=code, progress=progress)


def many(count: int) -> list[Entry]:
    return entries("\n".join(line(f"hs-{number:04d}") for number in range(1, count + 1)))


async def outcomes(
    counter: Counter, given: list[Entry] | Iterator[Entry], officer: OfficerId | None = DESK
) -> list[Outcome]:
    batch = Batch(counter, officer, concurrency=5, patience=(0.0, 0.0))
    return [outcome async for outcome in batch.outcomes(iter(given))]


async def test_answers_come_in_the_files_order_and_so_many_at_a_time() -> None:
    """However the dossiers finish; never more at once than asked for."""
    counter = Counter()
    found = await outcomes(counter, many(60))
    assert [outcome.line for outcome in found] == list(range(1, 61))
    assert {outcome.state for outcome in found} == {State.STARTED}
    assert counter.most_at_once == 5


async def test_a_file_sent_again_starts_nothing_new() -> None:
    """The second run finds everything started."""
    counter = Counter()
    await outcomes(counter, many(9))
    assert {outcome.state for outcome in await outcomes(counter, many(9))} == {State.ALREADY}


async def test_a_refused_dossier_hinders_no_other() -> None:
    """What reading or the service refuses is an outcome like any other."""
    text = [line("hs-0001"), "{", line("hs-0003", sets=13), line("hs-0004", sets=14), line("hs-0005")]
    found = await outcomes(Counter(), entries("\n".join(text)))
    assert [(outcome.state, [problem.error.code for problem in outcome.problems]) for outcome in found] == [
        (State.STARTED, []),
        (State.REFUSED, ["SUBMISSION_NOT_JSON"]),
        (State.REFUSED, ["PROCEDURE_UNKNOWN"]),
        (State.REFUSED, ["AGENCY_MAY_NOT"]),
        (State.STARTED, []),
    ]
    assert found[2].submission_id == "hs-0003"


async def test_who_entered_a_dossier_wins_over_who_sends_the_file() -> None:
    """One file may hold counter, portal and migrated dossiers; without any officer a line is refused."""
    counter = Counter()
    given = entries("\n".join([line("hs-0001"), line("hs-0002", entered_by="dvc.h24")]))
    await outcomes(counter, given)
    assert counter.started == {"hs-0001": DESK, "hs-0002": "dvc.h24"}
    nobody, portal = await outcomes(counter, given, officer=None)
    assert [problem.error.code for problem in nobody.problems] == ["OFFICER_NOT_NAMED"]
    assert portal.state is State.ALREADY


async def test_an_unreachable_service_stops_the_batch_at_a_line() -> None:
    """All lines before it are answered; run again from there or from the start, nothing is started twice."""
    counter = Counter()
    counter.down_from = 12
    found: list[Outcome] = []
    batch = Batch(counter, DESK, concurrency=5, patience=(0.0, 0.0))
    with pytest.raises(Unavailable) as stopped:
        async for outcome in batch.outcomes(iter(many(400))):
            found.append(outcome)
    assert stopped.value.facts["line"] == 12
    assert [outcome.line for outcome in found] == list(range(1, 12))
    assert counter.asked < 60, "most of the file was never tried"
    counter.down_from = None
    again = await outcomes(counter, many(400))
    assert [outcome.state for outcome in again[:11]] == [State.ALREADY] * 11
    assert len(counter.started) == 400


async def test_a_short_outage_passes_unnoticed() -> None:
    """A server that is back before patience ends costs nothing."""

    class Hiccup(Counter):
        def _answer(self, submission: Submission, officer: OfficerId) -> Submitted:
            if self.asked < 3:
                raise Unavailable("DATABASE_UNREACHABLE")
            return super()._answer(submission, officer)

    assert {outcome.state for outcome in await outcomes(Hiccup(), many(1))} == {State.STARTED}


async def test_an_error_while_reading_comes_after_what_was_read() -> None:
    """What came before it is answered; the error reaches the caller."""

    def torn() -> Iterator[Entry]:
        yield from many(3)
        raise InvalidInput("SUBMISSIONS_UNREADABLE", error=5)

    found: list[Outcome] = []
    with pytest.raises(InvalidInput, match="SUBMISSIONS_UNREADABLE"):
        async for outcome in Batch(Counter(), DESK).outcomes(torn()):
            found.append(outcome)
    assert len(found) == 3


async def test_an_endless_file_is_read_only_a_little_ahead() -> None:
    """Who stops taking outcomes stops the reading."""
    read = 0

    def endless() -> Iterator[Entry]:
        nonlocal read
        (entry,) = many(1)
        while True:
            read += 1
            yield entry

    taking = Batch(Counter(), DESK, concurrency=2).outcomes(endless())
    async for _ in taking:
        break
    await taking.aclose()
    assert read < 60
