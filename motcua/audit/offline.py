"""Every act of a dossier verified from its history and the root key alone: no server, no register, no trust in either.

The history may come from anybody: whoever changed a word of an act, or said one without being proven, is seen.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

from google.protobuf.json_format import ParseError
from pydantic import ValidationError
from temporalio.client import WorkflowHistory

from models.acts import digest_of
from models.errors import Broken, InvalidInput
from models.events import DossierEvent
from models.identifiers import DossierCode
from models.keys import KeyText
from models.opening import OpeningBody
from models.rooting import follow
from models.tags import Tag
from models.value import UtcTime, Value
from motcua.audit.history import RunStory, read_run
from motcua.audit.proving import Judged, Proven, prove_all

__all__ = ["Proofs", "ProvenAct", "history_of", "proofs_of"]


class ProvenAct(Value):
    """One act as it came, and what its proof is worth."""

    at: UtcTime
    act: str
    actor: str
    decision_id: str
    done: bool
    """Whether the journal within the history tells it as done; False: it was refused, or repeated nothing."""
    refused_with: str | None
    proven: Proven


class Proofs(Value):
    """The acts of a dossier."""

    code: DossierCode
    roots: tuple[KeyText, ...]
    """The root it was opened under and those it was handed on to, in order."""
    acts: tuple[ProvenAct, ...]
    unproven: tuple[str, ...]
    """Events (`branch/seq`) of which the journal says that an officer acted, and no proven act came that says so."""

    @property
    def whole(self) -> bool:
        """Whether everything that was done was said and proven."""
        return not self.unproven


def history_of(code: DossierCode, path: Path, number: int) -> RunStory:
    """Read a file that `temporal workflow show -o json` or the archive made, compressed or not.

    `number` names the file in errors. Raises InvalidInput `HISTORY_UNREADABLE`, `HISTORY_FOREIGN`.
    """
    try:
        content = path.read_bytes()
        text = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        story = read_run("", WorkflowHistory.from_json(code, text.decode()).events)
    except (OSError, EOFError, ValueError, KeyError, IndexError, ParseError, ValidationError):
        raise InvalidInput("HISTORY_UNREADABLE", number=number) from None
    if story.opening is None or story.started_at is None:
        raise InvalidInput("HISTORY_UNREADABLE", number=number)
    if story.opening.code != code:
        raise InvalidInput("HISTORY_FOREIGN", number=number, code=code)
    return story


def proofs_of(code: DossierCode, stories: Iterable[RunStory], root: KeyText) -> Proofs:
    """Verify every act of a dossier by a root key: the one pinned at its opening, or one it was handed on to.

    Raises Broken `ROOT_FOREIGN`; NotAllowed `ROOT_NOT_HANDED_ON` for a run that begins with roots nobody named.
    """
    runs = sorted(stories, key=lambda one: (one.started_at is None, one.started_at))
    opening = runs[0].opening
    assert opening is not None
    if runs[0].rooted:
        follow(opening.root_key, runs[0].rooted)
    judged = prove_all(opening, [heard for run in runs for heard in run.heard], runs[0].rooted)
    roots = _roots(opening, runs[0], judged)
    if root not in roots:
        raise Broken("ROOT_FOREIGN", code=code, root=root)
    done, refused = _told(runs)
    acts = tuple(_act(code, one, done, refused) for one in judged)
    return Proofs(code=code, roots=roots, acts=acts, unproven=_unproven(code, runs, judged))


def _roots(opening: OpeningBody, first: RunStory, judged: Sequence[Judged]) -> tuple[KeyText, ...]:
    chain = list(first.rooted)
    for one in judged:
        chain += one.proven.handed_on
    return (opening.root_key, *(link.new for link in chain))


def _told(runs: Iterable[RunStory]) -> tuple[set[str], dict[str, str]]:
    """By the journal: which acts were done, by digest, and which decisions were refused, with what."""
    done, refused = set[str](), dict[str, str]()
    for run in runs:
        for event in run.events.values():
            if event.actor is not None:
                done.add(_name(event))
            elif event.tag is Tag.ACT_REFUSED and "decision_id" in event.detail:
                refused[event.detail["decision_id"]] = event.detail["error"]
    return done, refused


def _unproven(code: DossierCode, runs: Iterable[RunStory], judged: Iterable[Judged]) -> tuple[str, ...]:
    said = {name for one in judged if one.proven.holds for name in _names(code, one)}
    told = {event.key: event for run in runs for event in run.events.values() if event.actor is not None}
    return tuple(f"{event.branch}/{event.seq}" for _, event in sorted(told.items()) if _name(event) not in said)


def _name(event: DossierEvent) -> str:
    """By what an event names its act: its digest, or what stood there before events had one."""
    return str(event.detail.get("digest", event.detail.get("decision_id")))


def _names(code: DossierCode, judged: Judged) -> set[str]:
    heard = judged.heard
    return {str(heard.envelope.decision_id), digest_of(code, heard.act, heard.envelope)}


def _act(code: DossierCode, judged: Judged, done: set[str], refused: dict[str, str]) -> ProvenAct:
    heard, proven = judged
    decision = heard.envelope.decision_id
    return ProvenAct(
        at=heard.at,
        act=heard.act.value,
        actor=heard.envelope.actor,
        decision_id=decision,
        done=bool(_names(code, judged) & done),
        refused_with=refused.get(decision),
        proven=proven,
    )
