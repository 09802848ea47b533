"""An order: what the workflow asks an activity to do, with the journal that the register does not have yet."""

from __future__ import annotations

from typing import Any

from models.identifiers import DossierCode
from models.journal import EffectRow, JournalWrite, LetterRow, PaperRow
from models.value import UtcTime, Value

__all__ = ["Order"]


class Order(Value):
    """The base of every effect's order. Repeating an order repeats nothing: its `effect_id` stands for it."""

    write: JournalWrite
    effect_id: str
    at: UtcTime
    """Legal time of the decision."""

    @property
    def code(self) -> DossierCode:
        """The dossier it is for."""
        return self.write.code

    def row(
        self, kind: str, facts: Value, papers: tuple[PaperRow, ...] = (), letters: tuple[LetterRow, ...] = ()
    ) -> EffectRow:
        """Return the register's row of this effect, done with these facts."""
        told: dict[str, Any] = facts.model_dump(mode="json")
        return EffectRow(effect_id=self.effect_id, kind=kind, at=self.at, facts=told, papers=papers, letters=letters)
