"""`motcua db`: where the register's schema stands, and bringing it up to this program's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from motcua.embedded import attach
from motcua.register.schema import SchemaStatus
from motcua.register.schema import status as look
from motcua.register.schema import upgrade as bring_up
from motcua.settings import Settings

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc.")]


@app.command()
def status(as_json: AsJson = False) -> None:
    """Cho biết phiên bản lược đồ của sổ và phiên bản phần mềm cần."""
    with _database() as url:
        _tell(look(url), as_json)


@app.command()
def upgrade(as_json: AsJson = False) -> None:
    """Nâng cấp lược đồ của sổ: trọn vẹn hoặc không gì cả; hãy sao lưu trước."""
    with _database() as url:
        _tell(bring_up(url), as_json)


@contextmanager
def _database() -> Iterator[str]:
    """The register's database; ours is started if it does not run, somebody else's needs no server of ours."""
    settings = Settings.load()
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with attach(settings) as runtime:
        yield runtime.database_url


def _tell(found: SchemaStatus, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"current": found.current, "head": found.head, "is_current": found.is_current}))
        return
    current = found.current or "trống"
    done = f"Lược đồ của sổ: {current}, đúng phiên bản."
    behind = f"Lược đồ của sổ: {current}, phần mềm cần {found.head}. Chạy `motcua db upgrade`."
    typer.echo(done if found.is_current else behind)
