"""What a restored register is filled with again."""

from __future__ import annotations

from motcua.service.refilling import _ORDERS
from workflows.performing import _HOW


def test_every_effect_is_written_again_with_what_came_of_it() -> None:
    """An effect that only its journal told would be done a second time, and no dossier could be made again from it."""
    assert _ORDERS.keys() == {how.method.__name__ for how in _HOW.values()}
