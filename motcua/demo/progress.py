"""Progress on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

__all__ = ["Stages"]


class Stages:
    """Tells what is being done."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._shown = sys.stderr.isatty()

    def tell(self, text: str) -> None:
        """Name a stage."""
        if self._shown:
            self._console.print(f"[bold]›[/bold] {text}")

    @contextmanager
    def bar(self, text: str, total: int) -> Iterator[Callable[[], None]]:
        """Show a bar; call what is given for each step."""
        columns = (TextColumn("› {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console, disable=not self._shown) as progress:
            task = progress.add_task(text, total=total)
            yield lambda: progress.advance(task)
