"""Proposals in words: who wants what, what it changes, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.calendar import VIETNAM
from models.catalogue import CatalogueEntry
from models.proposal import Proposal
from motcua.catalogue.differences import Change, Difference
from motcua.cli.catalogue_text import ACTIONS, KINDS

__all__ = ["difference_lines", "proposal_line", "version_lines"]


def proposal_line(made: Proposal) -> str:
    """One line for a proposal."""
    answer = made.answer
    became = "đang chờ xác nhận"
    if answer is not None:
        became = f"{answer.by} đã xác nhận" if answer.confirmed else f"{answer.by} đã rút hoặc bác"
    at = made.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    return f"{made.sha256[:16]}  {at}  {made.by}: {len(made.entries)} phiên bản, {made.decision} [{became}]"


def difference_lines(found: Iterable[Difference]) -> Iterator[str]:
    """A headline per version, then what it changes; of what is wholly new, only that."""
    for one in found:
        before = f", sau phiên bản {one.before.version}" if one.before else ", mới"
        yield f"- {_version(one.entry)}{before}"
        if one.before is not None:
            yield from (f"    {_change(change)}" for change in one.changes)


def version_lines(added: Iterable[CatalogueEntry]) -> list[str]:
    """A line per version that was added, and how many they are."""
    lines = [_version(entry) for entry in added]
    return [*lines, f"Đã thêm {len(lines)} phiên bản vào danh mục."]


def _version(entry: CatalogueEntry) -> str:
    what = f"{KINDS[entry.kind]} {entry.key}, phiên bản {entry.version}"
    return f"{ACTIONS[entry.action]}: {what}, từ {entry.valid_from:%d/%m/%Y} ({entry.decision})"


def _change(change: Change) -> str:
    before, after = (("không nêu" if value is None else value) for value in (change.before, change.after))
    return f"{change.place}: {before} → {after}"
