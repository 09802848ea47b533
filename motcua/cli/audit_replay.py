"""`motcua audit replay`: today's code, fed with what was said then, must decide as the journal has it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer

from models.errors import InvalidInput, MotcuaError
from models.identifiers import DossierCode
from motcua.audit.replayed import Difference, Replayed, What
from motcua.cli.opened import AsJson, with_app
from motcua.cli.speech import LANGUAGE, Language
from motcua.register.queries import Search

__all__ = ["replay"]

_BROKEN = 5
_WHAT = {
    What.CODE: ("mã hôm nay đi đường khác", "today's code goes another way"),
    What.SAID: ("mã hôm nay quyết định khác sổ", "today's code decides otherwise"),
    What.HISTORY: ("lịch sử kể khác sổ", "the history told otherwise"),
    What.REMOVED: ("sổ thiếu sự kiện đã ghi", "the register lacks an event that was written"),
    What.ADDED: ("sổ có sự kiện không lượt chạy nào kể", "the register has an event that no run told"),
    What.DATE: ("ngày hạn không đúng quy định đã chốt", "a date is not what the pinned rules give"),
}

OneCode = Annotated[str | None, typer.Argument(help="Mã hồ sơ, ví dụ H24.31-261123-0001.")]
All = Annotated[bool, typer.Option("--all", help="Mọi hồ sơ trong sổ.")]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="Cùng --all: chọn ngẫu nhiên chừng này hồ sơ.")]


def replay(code: OneCode = None, every: All = False, sample: Sample = None, as_json: AsJson = False) -> None:
    """Chạy lại hồ sơ bằng mã hôm nay, từ Temporal hoặc kho lưu trữ, và so với sổ. Mã 5 nếu có chỗ khác."""
    if (code is None) == (not every) or (sample and not every):
        raise InvalidInput("REPLAY_OF_WHAT")
    differing = with_app(lambda app: _replay(app, code, sample, as_json))
    if differing:
        raise typer.Exit(_BROKEN)


async def _replay(app: Any, code: str | None, sample: int | None, as_json: bool) -> int:
    """Replay and print one line per dossier; returns how many differ or could not be replayed."""
    if code is not None:
        told = await app.keeping.replays.replay(DossierCode(code))
        typer.echo(told.model_dump_json() if as_json else _line(told))
        return int(not told.whole)
    seen = differing = 0
    async for one in _codes(app, sample):
        seen += 1
        try:
            told = await app.keeping.replays.replay(one)
        except MotcuaError as error:
            if error.exit_code != _BROKEN:
                raise
            differing += 1
            typer.echo(f'{{"code":"{one}","error":"{error.code}"}}' if as_json else f"{one}: {error.code}: {error.vi}")
            continue
        differing += not told.whole
        if as_json or not told.whole:
            typer.echo(told.model_dump_json() if as_json else _line(told))
    if not as_json:
        typer.echo(f"Đã chạy lại {seen} hồ sơ; {differing} hồ sơ khác sổ.")
    return differing


async def _codes(app: Any, sample: int | None) -> AsyncIterator[DossierCode]:
    """Every code of the register, page by page; or so many of them by chance."""
    codes: list[DossierCode] = []
    after: DossierCode | None = None
    while True:
        page = await asyncio.to_thread(app.register.queries.search, Search(after=after))
        if not page:
            break
        after = page[-1].code
        for row in page:
            if sample is None:
                yield row.code
            else:
                codes.append(row.code)
    for one in random.SystemRandom().sample(codes, min(sample or 0, len(codes))):
        yield one


def _line(told: Replayed) -> str:
    vietnamese = LANGUAGE.get() is Language.VI
    archived = sum(run.archived for run in told.runs)
    if told.difference is not None:
        return f"{told.code}: {_differs(told.difference, vietnamese)}"
    if vietnamese:
        return (
            f"{told.code}: khớp: {len(told.runs)} lượt chạy ({archived} từ kho lưu trữ), {told.events} sự kiện, "
            f"{told.dates} ngày hạn"
            + (f", {told.vouched} sự kiện do người vận hành xác nhận." if told.vouched else ".")
        )
    return (
        f"{told.code}: whole: {len(told.runs)} runs ({archived} archived), {told.events} events, {told.dates} dates"
        + (f", {told.vouched} events vouched for by an operator." if told.vouched else ".")
    )


def _differs(found: Difference, vietnamese: bool) -> str:
    place = f"{found.branch}/{found.seq} {found.tag}" if found.seq is not None else f"{found.run_id}"
    sides = f": {found.recorded or '—'} ≠ {found.found or '—'}" if found.recorded or found.found else ""
    return f"{_WHAT[found.what][0 if vietnamese else 1]} ({place}{', ' + found.field if found.field else ''}){sides}"
