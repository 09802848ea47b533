"""The app opened for one command: in the current settings, closed again whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from motcua import log
from motcua.app import App, open_app
from motcua.settings import Settings

__all__ = ["As", "AsJson", "Code", "with_app"]

T = TypeVar("T")

Code = Annotated[str, typer.Argument(help="Mã hồ sơ, ví dụ H24.31-261123-0001.")]
As = Annotated[str | None, typer.Option("--as", envvar="MOTCUA_OFFICER", help="Cán bộ thực hiện (mã, không phải tên).")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc.")]


def with_app(work: Callable[[App], Awaitable[T]]) -> T:
    """Open the app, do the work, close it; raises what the work raises."""

    settings = Settings.load()
    log.configure("warning" if settings.log_level == "info" else settings.log_level, settings.log_format)

    async def run() -> T:
        async with open_app(settings) as app:
            return await work(app)

    return asyncio.run(run())
