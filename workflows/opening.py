"""Opening: a submission that was proven becomes a dossier (rulebook §1, "Reception")."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act, digest_of
from models.contents import content_of
from models.contents.reception import Submit
from models.dossier import DossierState
from models.errors import NotAllowed
from models.lifecycle import Phase
from models.opening import Opening, OpeningBody
from models.policy import check_submission
from models.proof import verify
from models.regime import Notice
from models.remembered import Waiting
from models.statuses import Channel, Origin
from models.tags import Tag
from models.value import Json, stamp
from workflows.journal import tell
from workflows.notices import decide_message
from workflows.verbs.reception import decide_reception
from workflows.verbs.saying import Said, act_detail

__all__ = ["open_dossier"]


def open_dossier(state: DossierState, opening: Opening, now: datetime) -> None:
    """Take in a new dossier. Raises NotAllowed when it was not opened by whoever may."""
    said, body = _proven(opening), opening.body
    claims = said.claims
    detail = act_detail(said, **_detail(body))
    tell(state, Tag.SUBMITTED, now, detail, actor=claims.officer, agency=claims.agency)
    if body.channel is Channel.ONLINE and body.origin is Origin.NEW:
        state.phase = Phase.REGISTERED
        if body.answer_calendar is not None:
            state.waiting = Waiting(calendar=body.answer_calendar, answer_by=body.answer_by)
        decide_message(state, Notice.REGISTERED, now)
    else:
        state.received_at, state.received_by = body.received_at, claims.officer
        decide_reception(state, now)


def _proven(opening: Opening) -> Said:
    body, envelope = opening.body, opening.envelope
    digest = digest_of(body.code, Act.SUBMIT, envelope)
    claims = verify(
        envelope.proof,
        root=body.root_key,
        code=body.code,
        act=Act.SUBMIT.value,
        digest=digest,
        actor=envelope.actor,
        now=None,  # bound to an opening that the register reserved once: it may wait for a worker
    )
    content = content_of(Act.SUBMIT, envelope)
    assert isinstance(content, Submit)
    if content.opening != body.digest:
        raise NotAllowed("PROOF_FOREIGN", act=Act.SUBMIT.value, what="opening")
    check_submission(claims, receiving=body.receiving, channel=body.channel, origin=body.origin)
    return Said(envelope, claims, content, digest)


def _detail(body: OpeningBody) -> dict[str, Json]:
    stated = body.stated
    apology = stated.apology if stated else None
    return {
        "submission_id": body.submission_id,
        "procedure": body.procedure,
        "channel": body.channel.value,
        "origin": body.origin.value,
        "received_at": stamp(body.received_at),
        "receiving": body.receiving,
        "competent": body.competent,
        "assisted": body.assisted,
        "components": list(body.components),
        "stated_due": stamp(stated.due) if stated and stated.due else None,
        "stated_apology_issued_on": apology.issued_on.isoformat() if apology else None,
        "stated_new_due": stamp(apology.new_due) if apology else None,
        "opening": body.digest,
        "shift_seconds": body.shift_seconds or None,
        "group": body.group.key if body.group else None,
        "part": body.group.part if body.group else None,
        "fed": _fed(body),
    }


def _fed(body: OpeningBody) -> dict[str, Json] | None:
    """What other parts of its linked procedures brought, each component with the dossier and the paper."""
    fed = body.group.fed if body.group else ()
    return {one.component: {"part": one.part, "code": one.code, "paper": one.paper} for one in fed} or None
