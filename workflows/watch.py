"""What the clock watches for: each kind of instant at which it has something to tell (design §2.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from models.dossier import DossierState
from models.tags import Tag
from models.value import Json

__all__ = ["Watch", "nothing_more", "since_reception"]


def since_reception(state: DossierState, _: int) -> datetime:
    """From when the dossier ran towards most alarms: since it lies at the desk."""
    return state.desk_since


def nothing_more(_: DossierState, __: int) -> dict[str, Json]:
    """What most alarms tell beside their times."""
    return {}


class Watch(NamedTuple):
    """One kind of alarm. Each of its instants is told once, under its number."""

    tag: Tag
    find: Callable[[DossierState], Iterable[tuple[datetime, int]]]
    """The instants as the dossier stands now, past or to come, each with its number."""
    since: Callable[[DossierState, int], datetime] = since_reception
    """From when the dossier ran towards an instant: the spread of its timers is a share of that time."""
    detail: Callable[[DossierState, int], dict[str, Json]] = nothing_more
    """What the event tells beside due, planned, fired and lateness."""
    then: Callable[[DossierState, int, datetime, datetime], None] | None = None
    """What it brings about, given the number, the due instant and now."""

    @property
    def kind(self) -> str:
        """The alarm's name in the register: the event's action, which no two watches share."""
        return self.tag.value.rsplit(":", 1)[1]
