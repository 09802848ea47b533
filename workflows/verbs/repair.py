"""Setting right what went wrong: blocked effects, resets, roots, lost runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.acts import Act
from models.contents.repair import AdoptReset, Retry, RotateRoot, StartAgain
from models.dossier import DossierState
from models.errors import Refused
from models.events import GENESIS
from models.rooting import follow
from models.tags import Tag
from models.value import Json
from workflows.branching import go_on_as_branch, parting_of
from workflows.verbs.saying import Said, Verb, told

__all__ = ["BEGINNINGS", "VERBS", "start_again"]


def retry(state: DossierState, said: Said, now: datetime) -> None:
    """Put blocked effects, all or the one named, back in the queue."""
    assert isinstance(said.content, Retry)
    wanted = said.content.effect
    again = [blocked for blocked in state.blocked if wanted in (None, blocked.effect.effect_id)]
    state.journal_blocked = None
    told(state, Tag.RETRIED, said, now, effects=[blocked.effect.effect_id for blocked in again])
    state.blocked = [blocked for blocked in state.blocked if blocked not in again]
    state.queue.extend(blocked.effect for blocked in again)


def _is_blocked(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, Retry)
    wanted = said.content.effect
    if wanted is not None and wanted not in {blocked.effect.effect_id for blocked in state.blocked}:
        raise Refused("EFFECT_NOT_BLOCKED", effect=wanted)


def _retried(state: DossierState, detail: Mapping[str, Any]) -> Retry:
    one = len(detail["effects"]) == 1 and len(state.blocked) > 1
    return Retry(effect=detail["effects"][0] if one else None)


def adopt_reset(state: DossierState, said: Said, now: datetime) -> None:
    """A run that stock tools reset goes on as the next branch of the journal; the old one stays (design §2.6)."""
    content = said.content
    assert isinstance(content, AdoptReset)
    go_on_as_branch(state, content)
    state.journal_blocked = None
    told(
        state,
        Tag.RESET_ADOPTED,
        said,
        now,
        from_branch=content.from_branch,
        from_seq=content.from_seq,
        from_hash=content.from_hash,
    )


def _is_shared(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, AdoptReset)
    if parting_of(state, said.content) is None:
        raise Refused("BRANCH_NOT_SHARED", seq=said.content.from_seq)


def _adopted(state: DossierState, detail: Mapping[str, Any]) -> AdoptReset:
    point = {name: detail[name] for name in ("from_branch", "from_seq", "from_hash")}
    return AdoptReset(**point, branch=state.branch)


def rotate_root(state: DossierState, said: Said, now: datetime) -> None:
    """From now on proofs hold under the root to which the old one was handed on."""
    assert isinstance(said.content, RotateRoot)
    old, links = state.root, follow(state.root, said.content.chain)
    state.rooted.extend(links)
    chain: list[Json] = [link.model_dump(mode="json") for link in links]
    told(state, Tag.ROOT_ROTATED, said, now, old_root=old, new_root=state.root, chain=chain)


def start_again(state: DossierState, said: Said, now: datetime) -> None:
    """The first event of a run that begins with a state made from the register."""
    assert isinstance(said.content, StartAgain)
    told(state, Tag.REPAIRED, said, now, run=said.content.run)


def _started_again(_: DossierState, detail: Mapping[str, Any]) -> StartAgain:
    return StartAgain(state=GENESIS, run=detail.get("run"))


VERBS = {
    Act.RETRY: Verb(Tag.RETRIED, retry, _is_blocked, _retried),
    Act.ADOPT_RESET: Verb(Tag.RESET_ADOPTED, adopt_reset, _is_shared, _adopted),
    Act.ROTATE_ROOT: Verb(Tag.ROOT_ROTATED, rotate_root),
}
BEGINNINGS = {Act.START_AGAIN: Verb(Tag.REPAIRED, start_again, again=_started_again)}
"""With what a run begins; nobody says it to one that goes on."""
