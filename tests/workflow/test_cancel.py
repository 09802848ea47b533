"""A stock `temporal workflow cancel` ends no promise."""

from __future__ import annotations

import pytest

from models.statuses import Status
from models.tags import Tag
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_cancelled_run_goes_on_to_its_result_and_tells_that_it_was_to_end(office: Office) -> None:
    dossier = await office.submit(at=vn(2026, 3, 2, 9))
    await dossier.handle.cancel()
    await dossier.told(Tag.ACT_REFUSED)
    await dossier.walk()
    closing = await dossier.result()
    assert closing.status == Status.RETURNED
    (refusal,) = [event for event in await dossier.journal() if event.tag is Tag.ACT_REFUSED]
    assert refusal.detail["error"] == "CANCEL_REFUSED"
    assert refusal.detail["act"] == "cancel"


async def test_a_cancel_that_meets_an_effect_in_flight_is_refused_and_the_effect_done(office: Office) -> None:
    """The worker comes back to an approval and a cancel at once: the signature is broken off, and done again."""
    own = office.own()
    async with own.worker():
        dossier = await own.submit(at=vn(2026, 3, 2, 9))
        await dossier.walk("ky")
    await dossier.signal("approve", await dossier.envelope("approve", "ld.h24-31"))
    await dossier.handle.cancel()
    async with own.worker():
        await dossier.told(Tag.RELEASED)
        await dossier.walk()
        assert (await dossier.result()).status == Status.RETURNED
    tags = await dossier.tags()
    assert tags.count(Tag.SIGNATURE_DONE) == tags.count(Tag.ACT_REFUSED) == 1
    assert Tag.SIGNATURE_FAILED not in tags
