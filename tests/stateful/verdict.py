"""What is asked of every dossier once it is over: readers that share no code with the engine find nothing wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import WorkflowExecution

from activities.reception import ReceptionFacts
from models.tags import Tag
from motcua.audit.dates import dates_of
from motcua.audit.telling import story_lines
from motcua.conformance import RULES, judge, read
from tests.fixtures.judged import unlawful
from tests.fixtures.population import told
from tests.fixtures.rebuilt import rebuilt_truly
from tests.stateful.life import OF_COMMANDS, Life
from tests.stateful.onwards import bring_to_an_end
from tests.stateful.stage import Stage
from workflows.retelling import ACTS

__all__ = ["judged", "numbered"]

_OF_ALL = frozenset({"code.counted", "book.without_gaps"})
"""Rules that no single dossier shows."""

_HARMLESS = frozenset({
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW,
})  # fmt: skip
"""Something came while the run was ending, and the server asks again; somebody reset it."""


async def judged(stage: Stage, life: Life) -> None:
    """Let a dossier come to rest, and judge it by everybody who can; what is found comes with its journal."""
    await bring_to_an_end(life)
    try:
        await _found_lawful(stage, life)
    except AssertionError as error:
        journal = await life.events()
        lines = (
            f"{event.branch}-{event.seq} {event.at:%Y-%m-%d %H:%M:%S} {event.tag} {event.detail}" for event in journal
        )
        error.add_note("\n".join(lines))
        raise


async def _found_lawful(stage: Stage, life: Life) -> None:
    await _told_once(life)
    await _never_failed(stage, life)
    alone = not await _went_on(life)
    assert await rebuilt_truly(life.file, served=alone) is alone
    found = (await life.app.verifying().some([life.file.code])).findings
    assert not found, told(found)
    await _lawful(stage, life)
    await _counted_again(life)


async def _went_on(life: Life) -> bool:
    """Whether something came after its closing, which its own workflow knows nothing of."""
    return (await life.events())[-1].tag is Tag.AFTER_CLOSED


async def _told_once(life: Life) -> None:
    """The journal has every act that was accepted, where its answer says, and no other."""
    events = [event for event in await life.events() if event.tag in ACTS]
    acts = [event for event in events if ACTS[event.tag] not in OF_COMMANDS]
    told = {(event.branch, event.detail["decision_id"], event.tag) for event in acts}
    assert len(told) == len(acts), "an act was told twice"
    accepted = {one.envelope.decision_id for one in life.spoken if one.answer is not None}
    assert {event.detail["decision_id"] for event in acts} <= accepted, "an act was told that nobody was answered to"
    places = {(event.seq, ACTS[event.tag]) for event in acts}
    for one in life.accepted:
        assert one.answer is not None
        assert (one.answer.seq, one.act) in places, one


async def _never_failed(stage: Stage, life: Life) -> None:
    """No task of any run failed."""
    async for run in _runs(stage, life):
        handle = stage.office.environment.client.get_workflow_handle(run.id, run_id=run.run_id)
        async for event in handle.fetch_history_events():
            if event.HasField("workflow_task_failed_event_attributes"):
                failed = event.workflow_task_failed_event_attributes
                assert failed.cause in _HARMLESS, failed.failure.message
            if event.HasField("workflow_execution_continued_as_new_event_attributes"):
                life.coverage.events["new runs"] += 1


async def _runs(stage: Stage, life: Life) -> AsyncIterator[WorkflowExecution]:
    client = stage.office.environment.client
    newest = {(await life.file.handle.describe()).run_id}
    written = await asyncio.to_thread(life.app.register.queries.runs, life.file.code)
    for run_id in dict.fromkeys([*written, *newest]):
        for workflow in (life.file.code, life.file.code.after):
            try:
                yield await client.get_workflow_handle(workflow, run_id=run_id).describe()
            except Exception:
                continue
            break


async def _lawful(stage: Stage, life: Life) -> None:
    """Every rule of the law that the conformance checker knows; it reads one branch of a journal alone."""
    if (await life.look()).branch:
        return
    faults = await asyncio.to_thread(unlawful, stage.url, life.file.code)
    assert not faults, faults


async def numbered(stage: Stage) -> None:
    """Codes and books are numbered without a gap over all of them, whatever was refused, lost, reset or tried again."""
    whole = await asyncio.to_thread(read, stage.url)
    results = judge(whole, [rule for rule in RULES if rule.key in _OF_ALL])
    assert all(result.passed for result in results), [seen for result in results for seen in result.faults]


async def _counted_again(life: Life) -> None:
    """The timeline has words for all of it, and today's clock comes to every date that the journal tells."""
    timeline = await life.app.timelines.tell(life.file.code)
    assert len(story_lines(timeline)) >= len(timeline.entries)
    assert timeline.whole
    journal = await life.events()
    if Tag.RESET_ADOPTED in {event.tag for event in journal}:
        return
    effects = await asyncio.to_thread(life.app.register.queries.effects, life.file.code)
    for effect in (effect for effect in effects if effect.kind == "reception"):
        dates = dates_of(journal, ReceptionFacts.model_validate(effect.facts))
        wrong = [date for date in dates if date.recorded != date.expected]
        assert not wrong, wrong
