"""An order: what the workflow asks an activity to do, with the journal that the register does not have yet."""

from __future__ import annotations

from typing import Any, ClassVar

from activities.ports import Register
from models.effects import EffectKind
from models.identifiers import DossierCode
from models.journal import EffectRow, JournalWrite, LetterRow, PaperRow
from models.value import UtcTime, Value

__all__ = ["Order"]


class Order(Value):
    """The base of every effect's order. Repeating an order repeats nothing: its `effect_id` stands for it."""

    kind: ClassVar[EffectKind]
    once: ClassVar[bool] = False
    """A dossier has it once, whatever its circumstances; else it is the same only if it was decided the same."""

    write: JournalWrite
    effect_id: str
    at: UtcTime
    """Legal time of the decision."""

    @property
    def code(self) -> DossierCode:
        """The dossier it is for."""
        return self.write.code

    def done(self, facts: Any) -> EffectRow:
        """Return the register's row of this effect, done with these facts."""
        return self._row(facts)

    def _row(self, facts: Value, papers: tuple[PaperRow, ...] = (), letters: tuple[LetterRow, ...] = ()) -> EffectRow:
        told: dict[str, Any] = facts.model_dump(mode="json")
        return EffectRow(
            effect_id=self.effect_id, kind=self.kind.value, at=self.at, facts=told, papers=papers, letters=letters
        )

    def stands(self, register: Register) -> dict[str, Any] | None:
        """Return what came of it if an earlier try did it.

        Raises Broken `CHAIN_FORKED`, `CHAIN_GAP`: nothing may be done for a journal that the register does not keep.
        """
        facts = register.facts_of(self.write, self.effect_id)
        if facts is not None:
            # Done under an earlier write: this one's journal may tell more, as of a run that was started again.
            register.record(self.write)
        return facts

    def done_before(self, register: Register) -> dict[str, Any] | None:
        """Return what came of it if it was done: by an earlier try, or on a branch that a reset left.

        What was signed or sent there stands in the world; it is taken over and not done twice (design §2.6). However
        often it was taken over, it stays the effect's that did it. Raises as `stands`.
        """
        facts = self.stands(register)
        if facts is not None or self.effect_id.startswith("0-"):
            return facts
        left = register.left_behind(self.write, self.effect_id, once=self.once)
        if left is None:
            return None
        effect_id, facts = left
        told = facts | {"taken_over": facts.get("taken_over") or effect_id}
        taken = EffectRow(effect_id=self.effect_id, kind=self.kind.value, at=self.at, facts=told)
        return register.perform(self.write, taken)
