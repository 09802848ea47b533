"""What `starter.py` does and tells: answers on stdout, wrong lines and progress on stderr, never what a line holds."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from models.errors import InvalidInput, MotcuaError, NotAllowed
from models.identifiers import OfficerId
from motcua import log
from motcua.app import open_app
from motcua.cli.outcome_text import problem_lines, told
from motcua.intake import FileFormat, read
from motcua.service.batch import Batch, Outcome, State
from motcua.settings import Settings

__all__ = ["Tally", "start_file"]

_STATES = {
    State.STARTED: "Mới bắt đầu",
    State.ALREADY: "Đã bắt đầu từ trước",
    State.PENDING: "Đã bắt đầu, chờ worker ghi nhận",
    State.REFUSED: "Bị từ chối",
}


class Tally:
    """How many dossiers of a file came to what."""

    def __init__(self) -> None:
        self.count = dict.fromkeys(State, 0)
        self._only_not_allowed = True

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.count[outcome.state] += 1
        self._only_not_allowed &= any(_is_not_allowed(problem.error) for problem in outcome.problems)

    @property
    def exit_code(self) -> int:
        """0: all started, now or before; 4: all refused, and none allowed to the officer; 1: some refused."""
        if not self.count[State.REFUSED]:
            return 0
        return NotAllowed.exit_code if self._only_not_allowed else 1


def _is_not_allowed(error: MotcuaError) -> bool:
    """Who is unknown or out of office is not allowed either."""
    return isinstance(error, NotAllowed) or error.code in {"OFFICER_UNKNOWN", "OFFICER_NOT_IN_OFFICE"}


async def start_file(
    file: str, *, officer: str | None, form: FileFormat | None, concurrency: int, as_json: bool
) -> int:
    """Start what a file submits, `-` being standard input, and return the exit code.

    Raises Unavailable with the fact `line` from which to go on; InvalidInput for the file as a whole.
    """
    settings = Settings.load()
    log.configure(settings.log_level if "log_level" in settings.model_fields_set else "warning", settings.log_format)
    said = officer or settings.officer
    by = OfficerId(said) if said else None
    tally = Tally()
    descriptor = _descriptor(file)
    with open(descriptor, "rb", buffering=0, closefd=descriptor != 0) as raw:  # noqa: ASYNC230 - read in a thread
        entries = read(raw, form, None if file == "-" else file)
        async with open_app(settings) as app:
            batch = Batch(app.submitting, by, concurrency=concurrency)
            with _progress(_size(descriptor)) as progress:
                async with aclosing(batch.outcomes(entries)) as outcomes:
                    async for outcome in outcomes:
                        tally.add(outcome)
                        _tell(outcome, as_json=as_json)
                        progress.show(outcome)
    if not as_json:
        _table(tally)
    return tally.exit_code


def _descriptor(file: str) -> int:
    if file == "-":
        return 0
    try:
        return os.open(file, os.O_RDONLY)
    except OSError as error:
        raise InvalidInput("SUBMISSIONS_UNREADABLE", error=error.errno or 0) from None


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told(outcome), ensure_ascii=False))
        return
    for line in problem_lines(outcome):
        typer.echo(line, err=True)


def _table(tally: Tally) -> None:
    table = Table("Kết quả", "Số hồ sơ")
    table.columns[1].justify = "right"
    for state, count in tally.count.items():
        table.add_row(_STATES[state], str(count))
    Console().print(table)
    if tally.count[State.PENDING]:
        typer.echo("Chưa có worker ghi nhận: chạy `motcua dev` hoặc `python worker.py`; không cần nộp lại.", err=True)


class _Shown:
    """The progress bar; without a terminal there is none."""

    def __init__(self, bar: Progress | None, size: int | None) -> None:
        self._bar = bar
        self._task = bar.add_task("Hồ sơ", total=size) if bar else None
        self._dossiers = 0

    def show(self, outcome: Outcome) -> None:
        """Move it to the end of a dossier."""
        self._dossiers += 1
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=outcome.end, description=f"Hồ sơ {self._dossiers}")


@contextmanager
def _progress(size: int | None) -> Iterator[_Shown]:
    if not sys.stderr.isatty():
        yield _Shown(None, size)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Shown(bar, size)


def _size(descriptor: int) -> int | None:
    """The file's size in bytes; None for a pipe, whose end nobody knows."""
    return os.fstat(descriptor).st_size or None
