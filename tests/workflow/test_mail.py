"""A letter of apology by mail: the server's acceptance is the evidence."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pydantic import SecretStr

from models.tags import Tag
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office, anybody, vn
from tests.integration.test_notify_mail import Mailbox, serving

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)
PAST_DUE = vn(2026, 3, 5, 17) + A_MOMENT
APPLICANT = anybody(email="huong@example.vn")


class Post:
    """An office with a mail server."""

    def __init__(self, office: Office, mailbox: Mailbox) -> None:
        self.office = office
        self.mailbox = mailbox

    async def late(self) -> Casefile:
        """A late dossier of an applicant with an address."""
        dossier = await self.office.submit(at=MONDAY, applicant=APPLICANT)
        await dossier.walk("ky")
        await dossier.forward(to=PAST_DUE)
        return dossier


@pytest_asyncio.fixture(loop_scope="session")
async def post(office: Office) -> AsyncIterator[Post]:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        own = office.own(smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"), smtp_from="motcua@phuong.example.vn")
        async with own.worker():
            yield Post(own, mailbox)


async def test_acceptance_by_the_mail_server_settles_the_debt(post: Post) -> None:
    dossier = await post.late()
    sent = await dossier.told(Tag.DELIVERY_DONE)
    assert (sent.detail["channel"], sent.detail["evidence"]) == ("smtp", "mail_accepted")
    (message,) = post.mailbox.messages
    assert message["Message-ID"] == sent.detail["reference"]
    assert not (await dossier.row()).apology_owed
    await dossier.walk()
    assert (await dossier.result()).apologised


async def test_a_rejected_letter_leaves_a_debt_that_a_person_settles(post: Post) -> None:
    """What a person has settled needs no further try: the dossier closes."""
    post.mailbox.answers["RCPT"] = "550 no such user"
    dossier = await post.late()
    failed = await dossier.told(Tag.DELIVERY_FAILED)
    assert (failed.detail["error"], failed.detail["attempts_over"]) == ("MAIL_REJECTED", False)
    row = await dossier.row()
    assert row.apology_owed
    assert len(row.blocked) == 1
    await dossier.walk("tra")
    await dossier.act("return_result", "mc.h24-31-1", content={"evidence": "post_tracking"})
    await dossier.told(Tag.RESULT_RETURN_DONE)
    assert (await dossier.row()).closed_at is None
    await dossier.act("confirm_delivery", "mc.h24-31-1", content={"evidence": "post_tracking"})
    assert (await dossier.result()).apologised


async def test_a_rejected_letter_goes_out_when_it_is_tried_again(post: Post) -> None:
    post.mailbox.answers["RCPT"] = "550 no such user"
    dossier = await post.late()
    failed = await dossier.told(Tag.DELIVERY_FAILED)
    post.mailbox.answers.clear()
    await dossier.act("retry", "gs.h24-31", content={"effect": failed.detail["effect"]})
    await dossier.told(Tag.DELIVERY_DONE)
    assert len(post.mailbox.messages) == 1
    assert (await dossier.row()).blocked == ()
