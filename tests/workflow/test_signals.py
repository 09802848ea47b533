"""Signals of stock tools: a good envelope acts, anything else becomes a refusal, and nothing can stop a dossier."""

from __future__ import annotations

from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from models.tags import Tag
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.fixtures.time_skipping import eventually

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def test_a_signal_with_a_proven_envelope_acts_as_an_update_does(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    for act, officer in (("hand_over", "mc.h24-31-1"), ("take_over", "cv.h24-31"), ("complete_step", "cv.h24-31")):
        await dossier.signal(act, await dossier.envelope(act, officer))
    await dossier.signal("approve", await dossier.envelope("approve", "ld.h24-31"))
    await dossier.told(Tag.RELEASED)
    timeline = await dossier.app.timelines.tell(dossier.code)
    assert timeline.whole
    assert [entry.proven.by_signal for entry in timeline.entries if entry.proven] == [False, True, True, True, True]


async def test_malformed_signals_are_refused_and_the_apology_still_fires(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    good = (await dossier.envelope("hand_over", "mc.h24-31-1")).model_dump(mode="json")
    sent: list[tuple[str, tuple[Any, ...], str, str]] = [
        ("approve", (), "approve", "ACT_MALFORMED"),
        ("approve", (good, good), "approve", "ACT_MALFORMED"),
        ("approve", ("yes",), "approve", "ACT_MALFORMED"),
        ("approve", (None,), "approve", "ACT_MALFORMED"),
        ("approve", (["yes"],), "approve", "ACT_MALFORMED"),
        ("approve", (b"\x00\xff",), "approve", "ACT_MALFORMED"),
        ("hand_over", (good | {"more": 1},), "hand_over", "ACT_MALFORMED"),
        ("hand_over", (good | {"decision_id": "x"},), "hand_over", "ACT_MALFORMED"),
        ("aprove", (good,), "unknown", "ACT_UNKNOWN"),
        ("submit", (good,), "submit", "ACT_UNKNOWN"),
        ("received", (good,), "unknown", "ACT_UNKNOWN"),
    ]
    for name, inputs, _, _ in sent:
        await dossier.signal(name, *inputs)
    await dossier.told(Tag.ACT_REFUSED, len(sent))
    refused = [event.detail for event in await dossier.journal() if event.tag is Tag.ACT_REFUSED]
    assert [(told["act"], told["error"]) for told in refused] == [(act, error) for _, _, act, error in sent]
    await dossier.forward(to=vn(2026, 3, 5, 17) + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)


@pytest.mark.parametrize(
    "content",
    ['{"share": 0.5}', '{"count": 1152921504606846976}', '{"text": "\\ud800"}', '{"deep": ' * 400 + "1" + "}" * 400],
    ids=["fraction", "great number", "half a character", "deep"],
)
async def test_content_that_has_no_canonical_form_is_malformed(office: Office, content: str) -> None:
    """What cannot be hashed cannot be proven; it must not stop the dossier either."""
    dossier = await office.submit(at=MONDAY)
    good = await dossier.envelope("hand_over", "mc.h24-31-1")
    said = good.model_dump_json().replace('"content":null', f'"content":{content}')
    await dossier.signal("hand_over", RawValue(Payload(metadata={"encoding": b"json/plain"}, data=said.encode())))
    told = await dossier.told(Tag.ACT_REFUSED)
    assert told.detail["error"] == "ACT_MALFORMED"
    await dossier.walk("tham_tra")


async def test_a_flood_of_refused_signals_is_counted_and_not_told_for_ever(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    for _ in range(53):
        await dossier.signal("approve")
    await dossier.told(Tag.ACT_REFUSED, 50)
    await dossier.walk()
    await dossier.result()
    journal = await dossier.journal()
    assert [event.tag for event in journal].count(Tag.ACT_REFUSED) == 50
    assert journal[-1].detail["refused_acts"] == 53


async def test_a_signal_to_a_dossier_that_has_ended_moves_nothing(office: Office) -> None:
    dossier = await office.submit(at=MONDAY)
    await dossier.walk("tra")
    late = await dossier.envelope("hand_over", "mc.h24-31-1")
    await dossier.signal("hand_over", late)

    async def refused() -> bool:
        return Tag.ACT_REFUSED in await dossier.tags()

    await eventually(refused, dossier.handle)
    await dossier.walk()
    assert (await dossier.result()).status == 10
