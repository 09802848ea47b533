"""The running engine answers as the table says: every act by every kind of officer, on dossiers that really stand so.

The table is the one that the pure test is written against; an officer's relation is read from the catalogue's tree.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from math import inf
from random import Random
from typing import Any, Final, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.acts import Act, Envelope, digest_of
from models.contents.asking import FeeStage
from models.errors import MotcuaError
from models.events import GENESIS
from models.identifiers import DecisionId, OfficerId, ReasonCode
from models.keys import public_key_text
from models.lifecycle import Phase
from models.matter import MatterKind
from models.policy import RULES, Standing, offered
from models.procedure import StepKind
from models.proof import certify, issue
from models.rooting import HandedOn
from models.statuses import Channel
from models.tags import Tag
from motcua.security import issuer
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import A_MOMENT, Office, vn
from tests.unit.test_policy_table import ROWS

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

MONDAY, DUE = vn(2026, 3, 2, 9), vn(2026, 3, 5, 17)
OFFICERS: Final = (
    "mc.h24-31-1", "ld.h24-31-1", "mc.h24-31", "cv.h24-31", "ld.h24-31", "gs.h24-31", "cv.h24-4", "ld.h24-4",
    "mc.h24-1", "cv.h24", "ld.h24", "gs.h24", "mc.h24-40-1", "cv.h24-40", "ld.h24-40", "gs.h24-40", "tt.h24", "dm1.h24",
    "vh.h24", "cd.h24", "dvc.h24", "ld.h24-31-1 for ld.h24-31",
)  # fmt: skip
"""Every role, at the counter, the commune, a department, above them all and beside them; and a delegate."""
ABOVE: Final = {"H24.31.1": ("H24.31", "H24"), "H24.31": ("H24",), "H24.4": ("H24",), "H24": ()}
DELEGATED: Final = ("approve", "return_for_rework")
CONTENT: Final[dict[str, dict[str, Any]]] = {
    "confirm_delivery": {"evidence": "post_tracking"},
    "extend": {"amount": 1, "unit": "working_days"},
    "correct": {"field": "applicant.phone", "old": "0" * 64, "new": "1" * 64},
    "reverse": {"seq": 1},
    "send_apology": {"new_due": "2026-03-10T10:00:00.000000Z"},
    "settle_attribution": {"accountable_agency": "H24.31"},
    "consult": {"agencies": [{"agency": "H24.7", "hours": 8}]},
    "answer_consultation": {"matter": 1, "opinion": "agree"},
    "cancel_consultation": {"matter": 1},
    "rate": {"score": 5},
    "assign_competent": {"agency": "H24.31"},
    "digitise": {"source": "original", "paper": "0" * 64, "sealed_file": "1" * 64, "size": 1},
    "answer_supplement": {"complete": True},
    "adopt_reset": {"from_branch": 0, "from_seq": 0, "from_hash": GENESIS, "branch": 1},
}
OF_PROCEDURE: Final = {"1.009994": ("don_de_nghi", 75_000), "1.001612": ("giay_de_nghi", 100_000)}
"""A component that each asks for, and its fee (đồng)."""
PUBLISHED: Final = {Act.APPLY_CALENDAR, Act.MOVE_PROCEDURE, Act.SUCCEED}
"""Said by commands with what was published; tried in tests of their own."""
FLAGS: Final[dict[str, Callable[[Standing], bool]]] = {
    "send_back": lambda at: at.can_go_back,
    "confirm_delivery": lambda at: at.letter_owed,
    "retry": lambda at: at.blocked,
    "assign": lambda at: at.assigned is None,
    "release": lambda at: at.assigned is not None,
    "reassign": lambda at: at.assigned is not None,
    "send_apology": lambda at: at.apology_drafted,
    "sign_apology": lambda at: at.apology_unsigned,
    "contest_attribution": lambda at: at.attributable,
    "settle_attribution": lambda at: bool(at.contested),
    "answer_consultation": lambda at: bool(at.consulted),
    "cancel_consultation": lambda at: MatterKind.CONSULTATION in at.matters,
    "lift_stop": lambda at: MatterKind.STOP in at.matters,
    "conclude_stop": lambda at: MatterKind.STOP in at.matters,
    "correct_result": lambda at: at.result_holds,
    "cancel_result": lambda at: at.result_holds,
    "request_supplement": lambda at: at.phase is not Phase.TO_HAND_OVER or at.at_desk,
    "request_payment": lambda at: at.phase is not Phase.TO_HAND_OVER or at.at_desk,
}
TRIED_ELSEWHERE: Final = frozenset({
    Act.ASSIGN, Act.REASSIGN, Act.EXTEND, Act.CORRECT, Act.REVERSE, Act.SEND_APOLOGY, Act.CONTEST_ATTRIBUTION,
    Act.SETTLE_ATTRIBUTION, Act.PROPOSE_REFUSAL, Act.ADOPT_RESET, Act.ROTATE_ROOT,
})  # fmt: skip
"""What depends on more than who says it where: tests of their own do them."""
MAY_NOT: Final = frozenset({"AGENCY_MAY_NOT", "OFFICER_MAY_NOT"})
AT_ONCE: Final = 4
SIGNALS: Final = 45
"""A dossier tells of fifty refused signals."""


class Case(NamedTuple):
    """One officer who wants one act."""

    act: Act
    officer: OfficerId
    on_behalf_of: OfficerId | None
    answer: str
    """By the table: `done`, `state` or `may not`."""


def cases(at: Standing, app: Any) -> list[Case]:
    """What the table says of every act and officer on a dossier that stands so."""
    found = []
    for act in RULES.keys() - PUBLISHED:
        for name in OFFICERS:
            officer, _, delegator = name.partition(" for ")
            if delegator and act.value not in DELEGATED:
                continue
            who = app.authority.standing(OfficerId(officer), OfficerId(delegator) if delegator else None, act)
            found.append(Case(act, who.officer, who.on_behalf_of, _answer(act, who, at)))
    return found


def _answer(act: Act, who: issuer.Standing, at: Standing) -> str:
    rows = [row for row in ROWS if row.act == act.value and row.fits(at.phase, at.kind)]
    closed = act.value in FLAGS and not FLAGS[act.value](at)
    if closed or not rows:
        return "state"
    named = {"step": at.step_role, "sender": at.sender_role}
    for relation in _relations(who.agency, at):
        for role in who.roles:
            if any(row.grants(role, relation, named.get(relation) or role) for row in rows):
                return "done"
    return "may not"


def _relations(agency: str, at: Standing) -> set[str]:
    stood = {
        "receiving": at.receiving,
        "competent": at.competent,
        "step": at.step_agency,
        "sender": at.sender_agency,
        "accountable": at.accountable,
    }
    found = {relation for relation, known in stood.items() if known == agency}
    # Before the rules are pinned a dossier does not know who is above.
    if at.above and any(agency in ABOVE[str(known)] for known in stood.values() if known is not None):
        found.add("above")
    return found or {"other"}


async def said(dossier: Casefile, case: Case) -> Envelope:
    """The act as this officer would say it, proven."""
    if case.act is Act.ROTATE_ROOT:
        return _rotation(dossier, case.officer)
    return await dossier.envelope(
        case.act, case.officer, "LY_DO", content=await _content(dossier, case.act),
        **({"on_behalf_of": case.on_behalf_of} if case.on_behalf_of else {}),
    )  # fmt: skip


async def _content(dossier: Casefile, act: Act) -> dict[str, Any] | None:
    """What is said, fit for the dossier's procedure and for where it stands."""
    fixed, (component, fee) = CONTENT.get(act.value), OF_PROCEDURE[(await dossier.row()).procedure]
    match act:
        case Act.ASSIGN | Act.REASSIGN:
            return {"officer": "cv.h24-4" if (await dossier.standing()).step_agency == "H24.4" else "cv.h24-31"}
        case Act.DIGITISE if fixed is not None:
            return fixed | {"component": component}
        case Act.REQUEST_SUPPLEMENT:
            return {"components": [component]}
        case Act.REQUEST_PAYMENT:
            return {"amount": fee, "at": _stage(await dossier.standing()).value}
        case Act.PAY:
            return {"reference": dossier.code, "amount": fee}
        case _:
            return fixed


def _stage(at: Standing) -> FeeStage:
    if at.phase is Phase.TO_HAND_OVER:
        return FeeStage.RECEPTION
    return FeeStage.RETURN if at.kind is StepKind.RETURN else FeeStage.SUPPLEMENT


def _rotation(dossier: Casefile, officer: OfficerId) -> Envelope:
    """A root really handed on, said by somebody: only who says it can be wrong."""
    old, now = dossier.app.register.keystore._root, datetime.now(UTC)
    root, key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    link = HandedOn.sign(old, root, now, now + timedelta(hours=72))
    envelope = Envelope(
        decision_id=DecisionId(f"thay-goc-{public_key_text(root)[:8].replace('-', '0').replace('_', '0')}"),
        actor=officer, reason_code=ReasonCode("LY_DO"), content={"chain": [link.model_dump(mode="json")]},
    )  # fmt: skip
    authority = dossier.app.authority
    claims = authority.claims(authority.standing(officer)).model_copy(update={"valid_until": now + timedelta(hours=1)})
    certificate = certify(root, public_key_text(key), now - timedelta(days=1), now + timedelta(days=1))
    digest = digest_of(dossier.code, Act.ROTATE_ROOT, envelope)
    proof = issue(key, certificate, claims, dossier.code, "rotate_root", digest)
    return envelope.model_copy(update={"proof": proof})


async def answer_of(dossier: Casefile, case: Case, free: asyncio.Semaphore) -> str:
    async with free:
        try:
            await dossier.send(case.act, await said(dossier, case))
        except MotcuaError as error:
            return error.code
        return "done"


def agrees(case: Case, error: str) -> bool:
    # Whom work may be assigned to is asked before the dossier is: here nobody of its step.
    asked_first = case.act in (Act.ASSIGN, Act.REASSIGN) and error == "ASSIGNEE_NOT_OF_STEP"
    return asked_first or error in (MAY_NOT if case.answer == "may not" else {"STATE_FORBIDS_ACT"})


async def check_updates(dossier: Casefile, at: Standing, barred: list[Case]) -> None:
    """Everybody who may not is refused, for the reason that the table gives; nothing moves."""
    free = asyncio.Semaphore(8)
    answers = await asyncio.gather(*(answer_of(dossier, case, free) for case in barred))
    wrong = [(case, said) for case, said in zip(barred, answers, strict=True) if not agrees(case, said)]
    assert not wrong
    assert await dossier.standing() == at


async def check_signals(dossier: Casefile, barred: list[Case]) -> None:
    """The same acts as signals are refused with the same answer, told in the journal."""
    sent = []
    for case in barred:
        try:
            envelope = await said(dossier, case)
        except MotcuaError as error:
            assert agrees(case, error.code), (case, error.code)
            continue
        await dossier.signal(case.act.value, envelope)
        sent.append(case)
    await dossier.told(Tag.ACT_REFUSED, len(sent))
    told = [event.detail for event in await dossier.journal() if event.tag is Tag.ACT_REFUSED]
    assert [one["act"] for one in told] == [case.act.value for case in sent]
    wrong = [(case, one["error"]) for case, one in zip(sent, told, strict=True) if not agrees(case, one["error"])]
    assert not wrong


def check_offers(at: Standing, found: list[Case], app: Any) -> None:
    """What is offered is what may be done, but what is said by commands of its own."""
    hidden = {Act.ROTATE_ROOT, Act.ADOPT_RESET}
    for officer in {case.officer for case in found if case.on_behalf_of is None}:
        own = [case for case in found if case.officer == officer and case.on_behalf_of is None]
        allowed = {case.act for case in own if case.answer == "done"} - hidden
        assert set(offered(app.authority.claims(app.authority.standing(officer)), at)) == allowed, officer


Reach = Callable[[Office], Awaitable[Casefile]]


async def registered(office: Office) -> Casefile:
    return await office.submit("1.009994", at=MONDAY, channel=Channel.ONLINE, officer="dvc.h24")


def on_the_road(step: str | None, **until: Any) -> Reach:
    async def reach(office: Office) -> Casefile:
        dossier = await office.submit("1.009994", at=MONDAY)
        await dossier.walk(step, **until)
        return dossier

    return reach


async def late(office: Office) -> Casefile:
    """In hand, too late, its letter issued and nobody knowing of its delivery."""
    dossier = await office.submit("1.001612", at=MONDAY)
    await dossier.walk("tham_tra")
    await dossier.forward(to=DUE + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    return dossier


QUICK: Final[dict[str, Reach]] = {
    "signing": on_the_road("ky"),
}
DEEP: Final[dict[str, Reach]] = {
    "registered": registered,
    "to hand over": on_the_road(None, until=lambda at: at.phase.value == "to_hand_over"),
    "handed over": on_the_road(None, until=lambda at: at.phase.value == "handed_over"),
    "first step": on_the_road("tham_dinh"),
    "to hand over between agencies": on_the_road(
        None, until=lambda at: at.phase.value == "to_hand_over" and at.step == "lay_y_kien_xay_dung"
    ),
    "another agency's step": on_the_road("lay_y_kien_xay_dung"),
    "third step": on_the_road("tong_hop"),
    "returning": on_the_road("tra"),
    "late": late,
}


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.soak) for name in DEEP)])
async def test_the_engine_answers_as_the_table_says(office: Office, name: str) -> None:
    reach = (QUICK | DEEP)[name]
    dossier = await reach(office)
    at = await dossier.settled()
    found = await asyncio.to_thread(cases, at, dossier.app)
    assert at.above == (() if name == "registered" else tuple(dict.fromkeys(("H24.31", "H24"))))
    check_offers(at, found, dossier.app)
    barred = [case for case in found if case.answer != "done"]
    await check_updates(dossier, at, barred)
    await check_signals(dossier, [case for case in barred if case.answer == "may not"][:SIGNALS])


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", [*QUICK, *DEEP])
async def test_whoever_may_by_the_table_may_indeed(office: Office, name: str) -> None:
    """Each on a dossier of its own; and the barred ones as signals, all of them, on as many as they need.

    Bounded by MOTCUA_SOAK_SECONDS: those who may first, some of the others, by a seed that a failure shows.
    """
    until = time.monotonic() + float(os.environ.get("MOTCUA_SOAK_SECONDS") or inf)
    draw, reach = Random(seed := secrets.randbelow(10**6)), (QUICK | DEEP)[name]
    dossier = await reach(office)
    found = await asyncio.to_thread(cases, await dossier.settled(), dossier.app)
    free, refused = asyncio.Semaphore(AT_ONCE), []

    async def may(case: Case) -> None:
        if (said := await answer_of(await reach(office), case, free)) != "done":
            refused.append((case, said))

    async def may_not(those: list[Case]) -> None:
        await check_signals(await reach(office), those)

    able = [case for case in found if case.answer == "done" and case.act not in TRIED_ELSEWHERE]
    barred = [case for case in found if case.answer != "done"]
    draw.shuffle(barred)
    await side_by_side(may, draw.sample(able, len(able)), until)
    assert not refused, seed
    await side_by_side(may_not, [barred[at : at + SIGNALS] for at in range(0, len(barred), SIGNALS)], until)


async def side_by_side(one: Callable[[Any], Awaitable[None]], all_of: list[Any], until: float) -> None:
    """Try some at once, in order, as long as there is time for another."""
    left = iter(all_of)

    async def some() -> None:
        for next_of in left:
            if time.monotonic() < until:
                await one(next_of)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
