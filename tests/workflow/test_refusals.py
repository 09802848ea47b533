"""Acts that do not fit: the wrong person, the wrong place, the wrong moment. Nothing moves and nothing is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import MotcuaError
from models.identifiers import AgencyCode, DossierCode, OfficerId
from models.procedure import Role
from models.proof import Authentication
from models.tags import Tag
from motcua.security.issuer import Standing
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.dossiers import Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY = vn(2026, 3, 2, 9)


async def test_an_act_of_the_wrong_officer_agency_or_moment_is_refused(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.at_rest()
    told = await dossier.journal()
    for officer, act, error in (
        ("ld.h24-31", "complete_step", "OFFICER_MAY_NOT"),
        ("cv.h24-40", "complete_step", "AGENCY_MAY_NOT"),
        ("tt.h24", "complete_step", "OFFICER_MAY_NOT"),
        ("ld.h24-31", "approve", "STATE_FORBIDS_ACT"),
        ("mc.h24-31-1", "hand_over", "STATE_FORBIDS_ACT"),
        ("mc.h24-31-1", "return_result", "STATE_FORBIDS_ACT"),
        ("mc.h24-31-1", "accept_dossier", "STATE_FORBIDS_ACT"),
        ("gs.h24-31", "retry", "STATE_FORBIDS_ACT"),
        ("khong.co", "complete_step", "OFFICER_UNKNOWN"),
        ("cv.h23", "complete_step", "OFFICER_NOT_IN_OFFICE"),
    ):
        with refuses(error):
            await dossier.act(act, officer)
    assert await dossier.journal() == told


async def test_delivery_is_not_confirmed_where_no_letter_is_owed(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    with refuses("STATE_FORBIDS_ACT"):
        await dossier.act("confirm_delivery", "mc.h24-31-1", content={"evidence": "post_tracking"})


async def test_an_act_meant_for_a_step_that_has_moved_on_is_refused(office: Office) -> None:
    dossier = await office.submit("1.009994", at=MONDAY)
    await dossier.walk("tong_hop")
    with refuses("STEP_HAS_MOVED"):
        await dossier.act("complete_step", "cv.h24-31", at_step="tham_dinh")
    answer = await dossier.act("complete_step", "cv.h24-31", at_step="tong_hop")
    assert answer.step == "ky"


async def test_content_that_is_not_the_acts_own_is_refused(office: Office) -> None:
    dossier = await office.submit("1.001612", at=MONDAY)
    for content in ({"evidence": "hearsay"}, {"more": 1}):
        with refuses("ACT_CONTENT_MALFORMED"):
            await dossier.act("return_result", "mc.h24-31-1", content=content)


async def test_an_unknown_dossier_says_so(office: Office) -> None:
    app = office.app(MONDAY)
    dossier = Casefile(DossierCode("H24.31.1-260302-9999"), app, office.environment)
    with refuses("DOSSIER_NOT_RUNNING"):
        await dossier.act("hand_over", "mc.h24-31-1")
    with refuses("DOSSIER_UNKNOWN"):
        await dossier.kept()
    with refuses("DOSSIER_UNKNOWN"):
        await app.timelines.tell(dossier.code)


@pytest.mark.parametrize("deputy", [None, "cv2.h24-31"])
async def test_who_handled_a_dossier_does_not_approve_it(office: Office, deputy: str | None) -> None:
    """Separation of duties looks at the dossier's own record: a head who handled it, or in whose name it was."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("ky")
    handler = OfficerId("cv.h24-31")
    both = Standing(
        OfficerId(deputy) if deputy else handler,
        AgencyCode("H24.31"),
        (Role.HANDLER, Role.HEAD),
        on_behalf_of=handler if deputy else None,
    )
    bare = await dossier.envelope("approve", both.officer)
    proven = dossier.app.authority._issuer.prove(
        dossier.code, dossier.saying("approve", both.officer).act, bare.model_copy(update={"proof": None}), both,
        by=Authentication.ASSERTED, now=bare.proof.claims.issued_at if bare.proof else MONDAY,
    )  # fmt: skip
    with refuses("SEPARATION_OF_DUTIES"):
        await dossier.send("approve", proven)
    await dossier.act("approve", "ld.h24-31")
    await dossier.told(Tag.RELEASED)


async def test_who_tried_what_they_might_not_is_kept(office: Office) -> None:
    """What was refused for who said it, also before any proof; not what merely did not fit the moment."""
    dossier = await office.submit("1.001612", at=MONDAY)
    for officer, act, delegator in (
        ("cv.h24-40", "hand_over", None),
        ("cv.h23", "hand_over", None),
        ("cv.h24-31", "hand_over", "ld.h24-31"),
        ("mc.h24-31-1", "take_over", None),
    ):
        said = {"on_behalf_of": delegator} if delegator else {}
        with pytest.raises(MotcuaError):
            await dossier.act(act, officer, **said)
    kept = dossier.app.register.refusals.since(datetime.now(UTC) - timedelta(hours=1), dossier.code)
    assert [(one.officer, one.on_behalf_of, one.act, one.error) for one in reversed(kept)] == [
        ("cv.h24-40", None, "hand_over", "AGENCY_MAY_NOT"),
        ("cv.h23", None, "hand_over", "OFFICER_NOT_IN_OFFICE"),
        ("cv.h24-31", "ld.h24-31", "hand_over", "DELEGATION_ABSENT"),
    ]


async def test_what_binds_the_agency_needs_the_identity_that_was_pinned_at_the_start(office: Office) -> None:
    """A dossier of a stricter time keeps its strictness; others are as they were."""
    strict = replace(office, settings=office.settings.model_copy(update={"least_identity": Authentication.KEY}))
    dossier, other = await strict.submit("1.001612", at=MONDAY), await office.submit("1.001612", at=MONDAY)
    await dossier.walk("ky")
    with refuses("IDENTITY_TOO_WEAK"):
        await dossier.act("approve", "ld.h24-31")
    dossier.app.authority.by = Authentication.OIDC
    with refuses("IDENTITY_TOO_WEAK"):
        await dossier.act("approve", "ld.h24-31")
    dossier.app.authority.by = Authentication.KEY
    await dossier.act("approve", "ld.h24-31")
    assert (await dossier.told(Tag.APPROVED)).detail["authenticated"] == "key"
    await other.walk("ky")
    await other.act("approve", "ld.h24-31")
