"""A path: what happens to a dossier, and what kind of dossier it happens to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from models.statuses import Channel
from motcua.rehearsal.year import Kind, Year

if TYPE_CHECKING:
    from motcua.rehearsal.life import Life

__all__ = ["Path", "Setting", "always", "on_a_quiet_day", "received"]


class Setting(NamedTuple):
    """Where and when a dossier comes in."""

    kind: Kind
    at: datetime
    procedure: str
    receiving: str
    channel: Channel = Channel.DIRECT
    competent: str | None = None
    migrated: dict[str, Any] | None = None
    """What an older system stated."""
    identity: str | None = None
    """The applicant's identity number, by which the stores know them."""
    papers: tuple[str, ...] | None = None
    """What is handed in, by key, `key@store` for what a store has; None: what is required."""
    parts: dict[str, str] | None = None
    """Linked procedures: who receives each later part."""


Set = Callable[[Year, Random], Setting]


def always(_: Year) -> bool:
    """A path of every year."""
    return True


class Path(NamedTuple):
    """One way through the law."""

    key: str
    vi: str
    """What happens, for the report."""
    setting: Set
    play: Callable[[Life], Awaitable[None]]
    """What happens, up to its end, or until the year's publication."""
    occurs_in: Callable[[Year], bool] = always
    """Whether a year has what it needs: some have no Saturday that is worked."""
    then: Callable[[Life], Awaitable[None]] | None = None
    """What happens once a new calendar is published; None: it is over by then."""


def received(kind: Kind, year: Year, at: datetime, **more: Any) -> Setting:
    """A dossier of a kind, received at an instant by whoever receives it then."""
    procedure, receiving, _ = year.counter(kind, at.date())
    return Setting(kind, at, procedure, receiving, **more)


def on_a_quiet_day(kind: Kind, **more: Any) -> Set:
    """A dossier received in the morning of any day with three plain weeks before it."""

    def setting(year: Year, chance: Random) -> Setting:
        return received(kind, year, year.at(chance, year.a_quiet_day(chance)), **more)

    return setting
