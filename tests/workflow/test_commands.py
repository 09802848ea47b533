"""What a dossier asks of Temporal, command by command: a change here changes every new history, and is told.

Older histories stay covered by `tests/replay`; this is what tells that new ones have become another kind.
"""

from __future__ import annotations

import json

import pytest

from models.tags import Tag
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.replay.histories import commands_of

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def commands(dossier: Casefile) -> list[str]:
    history = await dossier.handle.fetch_history()
    return [command for command in commands_of(json.loads(history.to_json())) if "update" not in command]


async def test_the_commands_of_a_dossier_in_time(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.at_rest()
    for _ in range(5):
        await dossier.next_act()
        if (await dossier.standing()).phase != "ended":
            await dossier.at_rest()
    await dossier.result()
    shown = "upsert_workflow_search_attributes"
    assert await commands(dossier) == [
        *("receive", "record_journal", "timer_started"),
        *("transfer", "timer_canceled", "timer_started", "record_journal", shown),
        *("record_journal", "timer_canceled", "timer_started"),
        "record_journal",
        *("sign_result", "record_journal", "timer_canceled", shown),
        *("record_return", "record_journal", shown, "workflow_execution_completed"),
    ]


async def test_the_commands_of_a_dossier_late_twice(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.at_rest()
    for instant, tag in (
        (vn(2026, 3, 4, 17), Tag.DUE_SOON), (vn(2026, 3, 5, 17), Tag.DELIVERY_DONE),
        (vn(2026, 3, 10, 17), Tag.ESCALATION_DONE),
    ):  # fmt: skip
        await dossier.forward(to=instant + A_MOMENT)
        await dossier.told(tag)
        await dossier.at_rest()
    assert await commands(dossier) == [
        *("receive", "record_journal", "timer_started"),
        *("timer_started", "record_journal"),
        *("timer_started", "issue_apology_letter", "deliver_letter", "record_journal"),
        "upsert_workflow_search_attributes",
        *("escalate", "record_journal"),
    ]
