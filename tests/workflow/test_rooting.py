"""The root rotates under running dossiers: old proofs to their end, new ones from then on, all verifiable offline."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner

from models.acts import Act, digest_of
from models.identifiers import DecisionId, DossierCode, OfficerId, ReasonCode
from models.proof import certify, issue, public_key_text
from models.rooting import HandedOn
from models.start import Start
from models.tags import Tag
from motcua.audit.offline import Proofs, history_of, proofs_of
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.cli.audit import app as audit
from motcua.register import PostgresRegister
from motcua.register.keycheck import open_keystore
from motcua.register.reconciling import kept_of
from motcua.registry import INSTALLER, _current_calendar
from motcua.security import Keystore
from motcua.security.rooting import hand_root_on
from motcua.service.acting import Saying
from motcua.service.rooting import RootTelling
from tests.fixtures.casefile import Casefile, refuses
from tests.fixtures.catalogues import quiet
from tests.fixtures.database import Server
from tests.fixtures.dossiers import Office, office_settings, vn
from tests.fixtures.rebuilt import rebuilt_truly
from tests.fixtures.resetting import reset_before
from tests.fixtures.time_skipping import skipping_server
from tests.workflow.recording import keep
from workflows.rebuilding import rebuild

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

DAYS = iter([vn(2026, 3, 2 + day, 9) for day in range(5)] + [vn(2026, 3, 9 + day, 9) for day in range(5)])
"""One for each test: their registers are new, and count codes from one again."""
OPERATOR = OfficerId("vh.h24")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def apart() -> AsyncIterator[WorkflowEnvironment]:
    """A server of this module's own: its registers know nothing of the codes that others gave."""
    async with skipping_server() as environment:
        yield environment


@pytest.fixture
def day() -> datetime:
    return next(DAYS)


@pytest_asyncio.fixture(loop_scope="session")
async def own(
    request: pytest.FixtureRequest,
    database_server: Server,
    migrated_template: str,
    apart: WorkflowEnvironment,
    tmp_path: Path,
) -> AsyncIterator[Office]:
    """An office with a keystore and a register of its own, for its root is replaced."""
    settings = office_settings(tmp_path, task_queue=f"own-{tmp_path.name}")
    register = opened(database_server.create(migrated_template), tmp_path)
    with register:
        import_bundle(register.catalogue, quiet(shipped_catalogue()), INSTALLER, datetime.now(UTC))
        office = Office(apart, register, settings)
        async with office.worker():
            yield office
            await keep(request.node.name, office.opened)


def opened(url: str, home: Path) -> PostgresRegister:
    return PostgresRegister.open(
        url, home / "keystore", calendar_of=_current_calendar, now=datetime.now(UTC), pool_size=10
    )


def rotated(office: Office, *, hours: int = 72) -> Office:
    """Hand the root on, and return the same office as a program that is started afterwards sees it."""
    folder, at = office.register.keystore.folder, datetime.now(UTC)
    hand_root_on(folder, OPERATOR, at=at, until=at + timedelta(hours=hours))
    keystore = Keystore.open(folder, now=datetime.now(UTC))
    register = PostgresRegister(office.register._database, keystore, _current_calendar)
    return Office(office.environment, register, office.settings, office.opened)


def seen_by(office: Office, dossier: Casefile, day: datetime) -> Casefile:
    """The dossier in the hand of an officer whose program runs in `office`."""
    return Casefile(dossier.code, office.app(day), office.environment)


async def exported(dossier: Casefile, folder: Path) -> Path:
    """The newest run's history as `temporal workflow show -o json` writes it."""
    path = folder / f"{dossier.code}.json"
    path.write_text((await dossier.handle.fetch_history()).to_json(), encoding="utf-8")
    return path


def verified(dossier: Casefile, path: Path, root: str) -> Proofs:
    return proofs_of(dossier.code, [history_of(dossier.code, path, 1)], root)


async def test_a_dossier_is_told_once_of_a_root_however_it_is_reset(own: Office, day: datetime) -> None:
    """Unless the reset made it forget."""
    dossier = await own.submit(at=day)
    await dossier.walk("tham_tra")
    new = rotated(own)
    rooting, mine = new.app(day).rooting, seen_by(new, dossier, day)
    assert (await rooting.tell(dossier.code)).outcome is RootTelling.TOLD
    await dossier.at_rest()
    await mine.act("complete_step", "cv.h24-31")
    await dossier.at_rest()
    await reset_before(dossier, Tag.COMPLETED)
    await mine.app.adopting.adopt(dossier.code, OPERATOR, ReasonCode("RESET_BY_MISTAKE"))
    await dossier.at_rest()
    assert (await dossier.row()).branch == 1
    assert rooting.left() == []
    await mine.walk()
    await mine.result()


async def test_a_running_dossier_is_told_and_goes_on_under_the_new_root(
    own: Office, day: datetime, tmp_path: Path
) -> None:
    """Every open dossier at once; telling again tells nothing; the auditor follows from either key."""
    first, second = await own.submit(at=day), await own.submit(at=day)
    await first.walk("tham_tra")
    waiting = await first.envelope("complete_step", "cv.h24-31")
    new = rotated(own)
    rooting = new.app(day).rooting
    assert set(rooting.left()) == {first.code, second.code}
    told = [one async for one in rooting.tell_all(rooting.left())]
    assert {one.outcome for one in told} == {RootTelling.TOLD}
    event = await first.told(Tag.ROOT_ROTATED)
    assert (event.actor, event.detail["old_root"]) == (OPERATOR, own.register.keystore.root_key)
    assert event.detail["new_root"] == new.register.keystore.root_key
    await second.told(Tag.ROOT_ROTATED)
    assert rooting.left() == []
    assert [one.outcome async for one in rooting.tell_all([first.code])] == [RootTelling.TOLD], "the first answer again"
    assert (await first.tags()).count(Tag.ROOT_ROTATED) == 1

    await first.send("complete_step", waiting)  # proven before, under the old root
    late = await first.envelope("approve", "ld.h24-31")  # a program that still runs under the old one
    with refuses("PROOF_STALE"):
        await first.send("approve", late)
    mine = seen_by(new, first, day)
    await mine.walk()
    await mine.result()
    assert await rebuilt_truly(mine)
    assert (await mine.app.timelines.tell(first.code)).whole
    path = await exported(first, tmp_path)
    for root in (own.register.keystore.root_key, new.register.keystore.root_key):
        found = verified(first, path, root)
        assert found.whole
        assert found.roots == (own.register.keystore.root_key, new.register.keystore.root_key)
        assert [act.act for act in found.acts if act.done][-1] == "return_result"


async def test_an_act_under_the_new_root_tells_the_dossier_first(own: Office, day: datetime) -> None:
    """Nobody waits for the bulk: whoever acts first has the dossier told."""
    dossier = await own.submit(at=day)
    mine = seen_by(rotated(rotated(own)), dossier, day)
    await mine.walk("ky")
    assert (await mine.tags()).count(Tag.ROOT_ROTATED) == 1


async def test_a_reservation_of_before_still_opens_and_is_told_afterwards(own: Office, day: datetime) -> None:
    app, opening = await own.reserve(day)
    new = rotated(own)
    assert new.app(day).rooting.left() == [opening.body.code]
    waits = [one async for one in new.app(day).rooting.tell_all([opening.body.code])]
    assert [one.outcome for one in waits] == [RootTelling.WAITS]
    await app.dossiers.open(opening)
    told = [one async for one in new.app(day).rooting.tell_all([opening.body.code])]
    assert [one.outcome for one in told] == [RootTelling.TOLD]
    fresh = await new.submit(at=day)
    await fresh.walk("tham_tra")
    assert Tag.ROOT_ROTATED not in await fresh.tags(), "it was opened under the new root"


async def test_only_an_operator_under_a_root_that_was_named_hands_it_on(own: Office, day: datetime) -> None:
    dossier = await own.submit(at=day)
    new = rotated(own)
    rooting = new.app(day).rooting
    good = rooting._proven(dossier.code, OPERATOR)
    with refuses("OFFICER_MAY_NOT"):
        await dossier.send("rotate_root", rooting._proven(dossier.code, OfficerId("ld.h24-31")))
    assert good.content is not None
    link = good.content["chain"][0]
    for changed in (
        {**link, "new": public_key_text(Ed25519PrivateKey.generate())},
        {**link, "until": "2099-01-01T00:00:00.000000Z"},
        {**link, "named": link["accepted"]},
    ):
        with refuses("ROOT_NOT_HANDED_ON"):
            await dossier.send("rotate_root", good.model_copy(update={"content": {"chain": [changed]}}))
    with refuses("PROOF_MISSING"):
        await dossier.send("rotate_root", good.model_copy(update={"proof": None}))
    await dossier.send("rotate_root", good)
    again = good.model_copy(update={"decision_id": DecisionId("root-once-more")})
    with refuses("ROOT_IS_CURRENT"):
        await dossier.send("rotate_root", again)


async def test_a_state_that_brings_a_root_of_its_own_runs_nothing(own: Office, day: datetime) -> None:
    """Whoever reaches Temporal could else prove everything by a key of theirs."""
    dossier = await own.submit(at=day)
    await dossier.walk("tham_tra")
    await dossier.at_rest()
    await dossier.handle.terminate("by an insider")
    app, strange = dossier.app, Ed25519PrivateKey.generate()
    state = rebuild(await asyncio.to_thread(kept_of, own.register, dossier.code))
    link = HandedOn.sign(strange, strange, day, day).model_copy(update={"old": state.root})
    forged = state.model_copy(update={"rooted": [link]})
    saying = Saying(
        Act.START_AGAIN, OPERATOR, reason_code=ReasonCode("LOST"), content={"state": forged.digest, "run": None}
    )
    envelope = await asyncio.to_thread(app.acting.envelope, dossier.code, saying)
    now = datetime.now(UTC)
    certificate = certify(strange, public_key_text(strange), now - timedelta(days=1), now + timedelta(days=1))
    assert envelope.proof is not None
    digest = digest_of(dossier.code, Act.START_AGAIN, envelope)
    proof = issue(strange, certificate, envelope.proof.claims, dossier.code, "start_again", digest)
    assert await app.runs.begin_again(Start(state=forged, again=envelope.model_copy(update={"proof": proof})), day)
    with pytest.raises(WorkflowFailureError) as failure:
        await dossier.result()
    assert isinstance(failure.value.cause, ApplicationError)
    assert failure.value.cause.type == "ROOT_NOT_HANDED_ON"


async def test_of_a_stolen_root_waiting_proofs_are_worth_nothing(own: Office) -> None:
    """Outside a rehearsal, where age is judged."""
    dossier = await own.submit()
    waiting = await dossier.envelope("hand_over", "mc.h24-31-1")
    stolen = rotated(own, hours=0)
    await stolen.app().rooting.tell(dossier.code)
    with refuses("PROOF_STALE"):
        await dossier.send("hand_over", waiting)


async def test_a_register_knows_a_keystore_again_whose_root_was_handed_on(own: Office) -> None:
    folder = own.register.keystore.folder
    hand_root_on(folder, OPERATOR, at=datetime.now(UTC), until=datetime.now(UTC))
    for _ in range(2):
        assert open_keystore(own.register._database, folder, now=datetime.now(UTC)).roots.chain


async def test_the_auditor_needs_the_history_and_the_root_key_alone(
    own: Office, day: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command, without any server: whole; another root, another file and a forged signal are told apart."""
    dossier = await own.submit(at=day)
    root = own.register.keystore.root_key
    foreign = await dossier.envelope("return_result", "mc.h24-31-1")
    await dossier.signal("hand_over", foreign)
    await dossier.walk()
    await dossier.result()
    path = await exported(dossier, tmp_path)
    packed = tmp_path / "archive.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    for file in (path, packed):
        told = CliRunner().invoke(audit, ["proofs", dossier.code, "--root", root, "--history", str(file), "--json"])
        assert told.exit_code == 0, told.output
        found = Proofs.model_validate_json(told.output)
        refused = [act for act in found.acts if not act.done]
        assert [(act.act, act.proven.error, act.refused_with) for act in refused] == [
            ("hand_over", "PROOF_FOREIGN", "PROOF_FOREIGN")
        ]
        assert [act.act for act in found.acts if act.done] == [
            "submit", "hand_over", "take_over", "complete_step", "approve", "return_result",
        ]  # fmt: skip
    said = CliRunner().invoke(audit, ["proofs", dossier.code, "--root", root, "--history", str(path)]).output
    assert "6/6 thao tác đã làm có bằng chứng đúng" in said


async def test_what_was_changed_in_a_history_is_seen(own: Office, day: datetime, tmp_path: Path) -> None:
    """A stranger's root, another dossier's file, a cut one; an act with another word; an act that was taken out."""
    dossier = await own.submit(at=day)
    await dossier.walk()
    await dossier.result()
    path, root = await exported(dossier, tmp_path), own.register.keystore.root_key
    with refuses("ROOT_FOREIGN"):
        verified(dossier, path, public_key_text(Ed25519PrivateKey.generate()))
    with refuses("HISTORY_FOREIGN"):
        history_of(DossierCode("H24.31.1-260302-9999"), path, 1)
    text = path.read_text(encoding="utf-8")
    (tmp_path / "cut.json").write_text(text[:999], encoding="utf-8")
    with refuses("HISTORY_UNREADABLE"):
        history_of(dossier.code, tmp_path / "cut.json", 1)

    approving = next(event for event in json.loads(text)["events"] if _act_of(event) == "approve")
    changed = json.loads(json.dumps(approving))
    payload = _request(changed)["input"]["args"]["payloads"][0]
    envelope = json.loads(base64.b64decode(payload["data"])) | {"reason_code": "DOI_Y"}
    payload["data"] = base64.b64encode(json.dumps(envelope).encode()).decode()
    found = verified(dossier, _with(path, approving, changed), root)
    assert [(act.act, act.proven.error) for act in found.acts if not act.proven.holds] == [("approve", "PROOF_FOREIGN")]
    assert not found.whole
    removed = verified(dossier, _with(path, approving, None), root)
    assert removed.unproven == found.unproven
    assert len(removed.unproven) == 1


def _request(event: dict[str, Any]) -> dict[str, Any]:
    accepted = event.get("workflowExecutionUpdateAcceptedEventAttributes", {})
    return dict(accepted.get("acceptedRequest", {}))


def _act_of(event: dict[str, Any]) -> str | None:
    name = _request(event).get("input", {}).get("name")
    return None if name is None else str(name)


def _with(path: Path, event: dict[str, Any], other: dict[str, Any] | None) -> Path:
    """The history with another event in the place of one, or without it."""
    history = json.loads(path.read_text(encoding="utf-8"))
    place = history["events"].index(event)
    history["events"][place : place + 1] = [] if other is None else [other]
    changed = path.with_suffix(".changed.json")
    changed.write_text(json.dumps(history), encoding="utf-8")
    return changed
