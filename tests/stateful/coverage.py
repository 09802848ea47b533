"""What was tried: each act in each phase, accepted or refused, and the refusals by their codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rich.box import MARKDOWN
from rich.table import Table

from models.acts import Act
from models.lifecycle import WHEN, Phase

__all__ = ["Coverage"]


@dataclass
class Coverage:
    """Counts of what was said to dossiers, over all examples."""

    accepted: Counter[tuple[Act, Phase]] = field(default_factory=Counter)
    refused: Counter[tuple[Act, Phase]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[Act, int]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    """What else happened: restarts, new runs, times that passed."""

    def note(self, act: Act, phase: Phase, status: int, error: str | None) -> None:
        """Note one act that was said where the dossier stood so, and its refusal, if it was refused."""
        self.statuses[act, status] += 1
        if error is None:
            self.accepted[act, phase] += 1
        else:
            self.refused[act, phase] += 1
            self.codes[error] += 1

    @property
    def share_refused(self) -> float:
        """Which part of what was said was refused."""
        refused = self.refused.total()
        return refused / max(1, refused + self.accepted.total())

    def never(self, counted: Counter[tuple[Act, Phase]]) -> set[Act]:
        """The acts that do not occur in a count."""
        return set(Act) - {act for act, _ in counted}

    @property
    def untried(self) -> set[tuple[Act, Phase]]:
        """Where the law's table allows an act and nobody wanted it; a submission and a new run begin a dossier."""
        allowed = {(act, phase) for act, when in WHEN.items() for phase in when.phases}
        return allowed - set(self.accepted) - set(self.refused)

    @property
    def is_whole(self) -> bool:
        """Whether every act was accepted, and refused, and wanted wherever the law's table allows it."""
        return not (self.never(self.accepted) or self.never(self.refused) or self.untried)

    def by_act(self) -> Table:
        """Acts × phases: accepted/refused; · where the law's table allows an act that nobody wanted there."""
        table = Table("act", *(phase.value for phase in Phase), "∑", box=MARKDOWN)
        for act in Act:
            cells = [
                "·" if (act, phase) in self.untried else _cell(self.accepted[act, phase], self.refused[act, phase])
                for phase in Phase
            ]
            yes, no = (sum(counted[act, phase] for phase in Phase) for counted in (self.accepted, self.refused))
            table.add_row(act.value, *cells, _cell(yes, no))
        return table

    def by_code(self) -> Table:
        """The refusals by their codes."""
        table = Table("refused as", "times", box=MARKDOWN)
        for code, times in self.codes.most_common():
            table.add_row(code, str(times))
        return table

    def summary(self) -> str:
        """All in one line."""
        said, acts = self.accepted.total() + self.refused.total(), len(set(Act) - self.never(self.accepted))
        tried = len(set(self.accepted) | set(self.refused))
        happened = ", ".join(f"{name} {times}" for name, times in sorted(self.events.items()))
        return (
            f"{said} acts said, {self.share_refused:.0%} refused under {len(self.codes)} codes; {acts} of {len(Act)}"
            f" acts accepted, {tried} pairs of act and phase, {len(self.statuses)} of act and status; {happened}"
        )


def _cell(yes: int, no: int) -> str:
    return f"{yes}/{no}" if yes or no else ""
