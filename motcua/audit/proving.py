"""What was proven of acts: each as history keeps it, verified offline under the root that was pinned and its heirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from models.acts import Act, digest_of
from models.contents.base import read_as
from models.contents.reception import Submit
from models.contents.repair import RotateRoot
from models.errors import MotcuaError, NotAllowed
from models.opening import OpeningBody
from models.procedure import Role
from models.proof import Claims, verify
from models.rooting import HandedOn, follow
from models.value import Value
from motcua.audit.heard import Heard

__all__ = ["Judged", "Proven", "one_that_holds", "prove_all"]


class Proven(Value):
    """Who acted, by proof."""

    holds: bool
    error: str | None = None
    """Why it does not hold."""
    claims: Claims | None = None
    by_signal: bool = False
    handed_on: tuple[HandedOn, ...] = ()
    """By what this act handed the root on."""


class Judged(NamedTuple):
    """An act, and what its proof is worth."""

    heard: Heard
    proven: Proven


def prove_all(opening: OpeningBody, heard: Iterable[Heard], rooted: Sequence[HandedOn] = ()) -> list[Judged]:
    """Verify acts in the order in which Temporal took them in, each by the roots that held then.

    A proven act of an operator that hands the root on is followed; `rooted` is what was followed before. The age of a
    proof is judged by when Temporal took the act in.
    """
    known, judged = list(rooted), []
    for act in sorted(heard, key=lambda one: one.at):
        try:
            links = _links(opening, act, known)
            claims = _claims(opening, act, known, links)
        except MotcuaError as error:
            judged.append(Judged(act, Proven(holds=False, error=error.code, by_signal=act.by_signal)))
            continue
        if Role.OPERATOR not in claims.roles:
            links = ()
        known += links
        judged.append(Judged(act, Proven(holds=True, claims=claims, by_signal=act.by_signal, handed_on=links)))
    return judged


def one_that_holds(judged: Sequence[Judged]) -> Proven:
    """Return of acts under one decision id the proof that holds: a forgery that came before it was refused."""
    return next((one.proven for one in judged if one.proven.holds), judged[0].proven)


def _links(opening: OpeningBody, act: Heard, known: Sequence[HandedOn]) -> tuple[HandedOn, ...]:
    """By what this act hands the root on, if it is one that does. Raises as `follow` and `read_as`."""
    if act.act is not Act.ROTATE_ROOT:
        return ()
    content = read_as(RotateRoot, act.act, act.envelope)
    return follow(_root(opening, known), content.chain)


def _root(opening: OpeningBody, known: Sequence[HandedOn]) -> str:
    return known[-1].new if known else opening.root_key


def _claims(opening: OpeningBody, act: Heard, known: Sequence[HandedOn], links: tuple[HandedOn, ...]) -> Claims:
    begins = act.act in (Act.SUBMIT, Act.START_AGAIN)  # bound to one opening or one state, these may wait for a worker
    judged_at: datetime | None = None if opening.shift_seconds or begins else act.at
    claims = verify(
        act.envelope.proof,
        root=_root(opening, links or known),
        former=known,
        code=opening.code,
        act=act.act.value,
        digest=digest_of(opening.code, act.act, act.envelope),
        actor=act.envelope.actor,
        now=judged_at,
    )
    if act.act is Act.SUBMIT:
        content = read_as(Submit, act.act, act.envelope)
        if content.opening != opening.digest:
            raise NotAllowed("PROOF_FOREIGN", act=act.act.value, what="opening")
    return claims
