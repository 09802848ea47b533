"""`motcua rehearse`: a year of an agency's life in minutes, judged by a checker that shares no code with the engine."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from motcua import log
from motcua.cli.opened import AsJson
from motcua.cli.progress import counting
from motcua.rehearsal.plan import plan_of
from motcua.rehearsal.rehearsing import rehearse as play_and_judge
from motcua.rehearsal.report import Report, print_report
from motcua.settings import Settings

__all__ = ["rehearse"]

_NOT_EXERCISED, _FAULTY = 1, 5

Year = Annotated[int, typer.Option("--year", min=2024, max=2026, help="Năm diễn tập.")]
Dossiers = Annotated[int, typer.Option("--dossiers", min=1, max=10_000, help="Số hồ sơ; từ 60 có đủ mọi tình huống.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Mầm: cùng mầm là cùng kế hoạch.")]
Home = Annotated[
    Path | None, typer.Option("--home", help="Thư mục mới để giữ lại sổ của buổi diễn tập; không nêu thì xóa khi xong.")
]


def rehearse(
    year: Year = 2024, dossiers: Dossiers = 60, seed: Seed = 1, home: Home = None, as_json: AsJson = False
) -> None:
    """Diễn tập một năm trên máy chủ riêng rồi chấm theo luật; mã thoát 0: mọi quy tắc đã thử và đạt, 1: còn quy tắc
    chưa thử, 5: có quy tắc sai."""
    settings = Settings.load()
    log.configure("error", settings.log_format)
    plan = plan_of(year, seed, dossiers)
    with counting(f"Diễn tập năm {year}", dossiers) as advance:
        report = asyncio.run(play_and_judge(plan, home, lambda: advance(1)))
    _tell(report, as_json=as_json)
    if not report.conforms:
        raise typer.Exit(_FAULTY if report.faulty else _NOT_EXERCISED)


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    print_report(Console(width=None if sys.stdout.isatty() else 140), report)
    if report.unexercised:
        typer.echo("Còn quy tắc chưa được thử: diễn tập từ 60 hồ sơ trở lên.", err=True)
