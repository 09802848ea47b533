"""`motcua release`: may the code at hand take over the dossiers that are open (docs/releases.md)?"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from motcua import log
from motcua.app import open_temporal
from motcua.cli.opened import AsJson
from motcua.release.checking import Checked, Verdict, check_release
from motcua.settings import Settings

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Sample = Annotated[int | None, typer.Option("--sample", min=1, help="Chỉ chạy lại chừng này lượt, chọn theo mã băm.")]
Closed = Annotated[bool, typer.Option("--closed", help="Cả những lượt đã đóng mà Temporal còn giữ.")]

_BREAKS = 5
_WORDS = {"command": "lệnh khác", "journal": "nhật ký khác", "error": "mã lỗi"}


@app.callback()
def _release() -> None:
    """Phát hành: mã mới có tiếp quản được hồ sơ đang mở không."""


@app.command()
def check(sample: Sample = None, closed: Closed = False, as_json: AsJson = False) -> None:
    """Chạy lại hồ sơ đang mở bằng mã ở đây, không đụng đến hồ sơ nào; mã thoát 5 nếu có hồ sơ sẽ hỏng."""
    settings = Settings.load()
    log.configure("warning" if settings.log_level == "info" else settings.log_level, settings.log_format)
    # What breaks is told below; the SDK would print a traceback for each.
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    checked = asyncio.run(_check(settings, sample, closed))
    if as_json:
        typer.echo(checked.model_dump_json())
    else:
        _tell(checked)
    if not checked.may_go:
        raise typer.Exit(_BREAKS)


async def _check(settings: Settings, sample: int | None, closed: bool) -> Checked:
    async with open_temporal(settings) as client:
        with _progress() as shown:
            return await check_release(client, sample=sample, closed=closed, shown=shown)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Chạy lại", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _tell(checked: Checked) -> None:
    typer.echo(
        f"Bản mã {checked.build}: đã chạy lại {checked.checked} trong {checked.running} lượt; "
        f"{len(checked.breaking)} lượt sẽ hỏng."
    )
    for verdict in checked.breaking:
        _tell_breaking(verdict)
    if checked.breaking:
        typer.echo("→ Giữ cách cũ sau `workflow.patched`, hoặc đừng phát hành bản mã này (docs/releases.md).", err=True)


def _tell_breaking(verdict: Verdict) -> None:
    difference = verdict.difference
    assert difference is not None
    typer.echo(
        f"  {verdict.code} ({verdict.run_id}): {_WORDS[difference.kind]} ở sự kiện {difference.event_id} "
        f"{difference.event_type}"
    )
    typer.echo(f"    lịch sử: {difference.recorded}")
    typer.echo(f"    mã ở đây: {difference.wanted}")
