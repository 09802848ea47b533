"""Hearing an act: sameness, proof, content, policy, and only then the decision (design §2.8, §2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from models.acts import Act, Answer, Envelope, digest_of
from models.contents import content_of
from models.contents.base import Content
from models.contents.repair import RotateRoot, StartAgain
from models.dossier import DossierState
from models.errors import InvalidInput, MotcuaError, NotAllowed, Refused
from models.keys import KeyText
from models.lifecycle import Phase
from models.policy import Standing, check, check_person, check_start_again
from models.proof import verify
from models.remembered import Decision
from models.rooting import follow
from models.start import Start
from models.tags import Tag
from models.value import Json, stamp
from workflows.closing import reopen
from workflows.journal import tell
from workflows.lapse import lapse
from workflows.verbs import VERBS
from workflows.verbs.repair import start_again
from workflows.verbs.saying import Said

__all__ = [
    "as_failure",
    "begin_again",
    "count_refusal",
    "decide",
    "enact",
    "judge",
    "measure_refusal",
    "read",
    "read_envelope",
    "refuse_signal",
]

REFUSALS_TOLD = 50
"""So many refused signals become events of a dossier; further ones are only counted."""


def read(name: str, inputs: Sequence[RawValue]) -> tuple[Act, Envelope]:
    """Read what came over the wire. Raises InvalidInput `ACT_UNKNOWN`, `ACT_MALFORMED`."""
    if name not in {act.value for act in VERBS}:
        raise InvalidInput("ACT_UNKNOWN", act=name[:40])
    return Act(name), read_envelope(name, inputs)


def read_envelope(name: str, inputs: Sequence[RawValue]) -> Envelope:
    """Read what came with an act's name. Raises InvalidInput `ACT_MALFORMED`."""
    if len(inputs) != 1:
        raise InvalidInput("ACT_MALFORMED", act=name, inputs=len(inputs))
    try:
        envelope: object = workflow.payload_converter().from_payload(inputs[0].payload, Envelope)
    except Exception:
        raise InvalidInput("ACT_MALFORMED", act=name, inputs=1) from None
    if not isinstance(envelope, Envelope):  # a null or plain bytes come as they are, whatever type was asked for
        raise InvalidInput("ACT_MALFORMED", act=name, inputs=1)
    return envelope


def judge(state: DossierState, act: Act, envelope: Envelope, *, unshifted: datetime) -> Said | Answer:
    """Judge an act against the state as it is, changing nothing; one that was done already gets its answer again.

    `unshifted` is the time by which a proof's age is judged; in a rehearsal none is.
    Raises what `verify`, `content_of`, `follow`, `check` and the act's own check raise; Refused `DECISION_CONFLICT`.
    """
    digest = digest_of(state.opening.code, act, envelope)
    known = state.decisions.get(envelope.decision_id)
    if known is not None:
        if known.digest != digest:
            raise Refused("DECISION_CONFLICT", decision_id=envelope.decision_id)
        return known.answer
    content = content_of(act, envelope)
    claims = verify(
        envelope.proof,
        root=_root_of(state, content),
        former=state.rooted,
        code=state.opening.code,
        act=act.value,
        digest=digest,
        actor=envelope.actor,
        now=None if state.opening.shift_seconds else unshifted,
    )
    said, verb, standing = Said(envelope, claims, content, digest), VERBS[act], _standing(state)
    if verb.done is not None and (first := verb.done(state, said)) is not None:
        check_person(act, claims, standing)
        return state.decisions[first].answer
    check(act, claims, standing, at_step=envelope.at_step, reason=envelope.reason_code)
    if verb.check is not None:
        verb.check(state, said, unshifted + timedelta(seconds=state.opening.shift_seconds))
    return said


def _standing(state: DossierState) -> Standing:
    """Where it stands; once its closing is told, also while that is being written, only what comes after is heard."""
    standing = state.standing
    return standing if state.closed_at is None else standing.model_copy(update={"phase": Phase.AFTER})


def _root_of(state: DossierState, content: Content) -> KeyText:
    """The root that must have certified the issuer: for a new root that root itself, once the old one has named it.

    Raises Refused `ROOT_IS_CURRENT`, NotAllowed `ROOT_NOT_HANDED_ON`.
    """
    return follow(state.root, content.chain)[-1].new if isinstance(content, RotateRoot) else state.root


def decide(state: DossierState, act: Act, envelope: Envelope, now: datetime, *, unshifted: datetime) -> Answer:
    """Do one act, or give the first answer again. Raises as `judge` does; then nothing has changed."""
    judged = judge(state, act, envelope, unshifted=unshifted)
    if isinstance(judged, Answer):
        return judged
    if state.closed_at is not None and state.phase is Phase.ENDED:
        reopen(state, now)  # its closing is told and not written yet: it ends anew, with this in it
    return enact(state, act, judged, now)


def enact(state: DossierState, act: Act, said: Said, now: datetime) -> Answer:
    """Do an act that was judged, and remember the answer."""
    first = state.seq + 1
    VERBS[act].decide(state, said, now)
    answer = Answer(
        code=state.opening.code,
        seq=first,
        status=int(state.status),
        step=state.step.key if state.step else None,
        holder=state.holding_agency,
        due=stamp(state.due) if state.due else None,
    )
    state.decisions[said.envelope.decision_id] = Decision(digest=said.digest, answer=answer)
    return answer


def begin_again(state: DossierState, start: Start, now: datetime) -> None:
    """Take in a state that no run handed on: an operator proves that it was made from the register.

    Raises NotAllowed `PROOF_…`, `OFFICER_MAY_NOT`, `ROOT_NOT_HANDED_ON`; InvalidInput `REASON_REQUIRED`; what `judge`
    raises.
    """
    envelope, made = start.again, state.digest
    if state.rooted:  # a state may bring its own roots only if the one that was pinned leads to them
        follow(state.opening.root_key, state.rooted)
    if envelope is None:
        raise NotAllowed("PROOF_MISSING", act=Act.START_AGAIN.value)
    if start.rooted is not None:
        lapse(state, now)
        decide(state, Act.ROTATE_ROOT, start.rooted, now, unshifted=now)
    code, digest = state.opening.code, digest_of(state.opening.code, Act.START_AGAIN, envelope)
    claims = verify(
        envelope.proof,
        root=state.root,
        former=state.rooted,
        code=code,
        act=Act.START_AGAIN.value,
        digest=digest,
        actor=envelope.actor,
        now=None,  # bound to a state, hence to one head of the journal: it may wait for a worker
    )
    content = content_of(Act.START_AGAIN, envelope)
    assert isinstance(content, StartAgain)
    if content.state != made:
        raise NotAllowed("PROOF_FOREIGN", act=Act.START_AGAIN.value, what="state")
    check_start_again(claims, envelope.reason_code)
    start_again(state, Said(envelope, claims, content, digest), now)


def refuse_signal(state: DossierState, name: str, envelope: Envelope | None, error: MotcuaError, now: datetime) -> None:
    """A refused signal becomes an event, for there is nobody to answer to; past a number it is only counted."""
    measure_refusal(name, error)
    known = {act.value for act in Act} | {"cancel"}
    detail: dict[str, Json] = {
        "act": name if name in known else "unknown",
        "error": error.code,
        "claimed_actor": envelope.actor if envelope else None,
        "decision_id": envelope.decision_id if envelope else None,
    }
    count_refusal(state, detail, now)


def measure_refusal(name: str, error: MotcuaError) -> None:
    """Count a refusal on the worker's meter, whoever said the act and by whatever client."""
    known = {act.value for act in Act} | {"cancel"}
    counter = workflow.metric_meter().create_counter("motcua_acts_refused", "Yêu cầu bị hồ sơ từ chối")
    counter.add(1, {"act": name if name in known else "unknown", "error": error.code})


def count_refusal(state: DossierState, detail: dict[str, Json], now: datetime) -> None:
    """Count a refused signal, and tell it unless so many were told already."""
    state.refused_acts += 1
    if state.refused_acts <= REFUSALS_TOLD:
        tell(state, Tag.ACT_REFUSED, now, detail)


def as_failure(error: MotcuaError) -> ApplicationError:
    """Return the error as Temporal carries it: codes only, never retried."""
    return ApplicationError(error.code, error.facts, type=error.code, non_retryable=True)
