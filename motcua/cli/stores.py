"""`motcua stores`: what national and sector stores hold, fed from files."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from models.errors import InvalidInput
from models.identifiers import ReasonCode
from models.stores import StoreKind
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.intake.shared import read_shared
from motcua.service.authority import officer_of
from motcua.service.sharing import Fed

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Kho dữ liệu quốc gia, chuyên ngành: ghi nhận giấy tờ đã có.")
_REFUSED = 1

File = Annotated[Path, typer.Argument(help="Tệp JSONL hoặc CSV: identity_number, document, valid_until.")]
Store = Annotated[StoreKind, typer.Option("--store", help="Kho nào: national hoặc sector.")]
Reason = Annotated[str, typer.Option("--reason", "--reason-code", help="Mã lý do, ghi vào nhật ký truy cập.")]


@app.callback()
def stores() -> None:
    """Kho dữ liệu quốc gia, chuyên ngành: ghi nhận giấy tờ đã có."""


@app.command()
def feed(file: File, store: Store, reason: Reason, officer: As = None, as_json: AsJson = False) -> None:
    """Ghi nhận những giấy tờ mà kho đã có, theo từng dòng; dòng sai được nêu, các dòng khác vẫn ghi (mã thoát 1)."""

    async def work(opened: App) -> list[Fed]:
        return await asyncio.to_thread(_fed, opened, file, store, ReasonCode(reason), officer)

    done = with_app(work)
    wrong = [(one.line, one.error) for one in done if one.error is not None]
    if as_json:
        told = [{"line": line, "error": error.code, "facts": dict(error.facts)} for line, error in wrong]
        typer.echo(json.dumps({"noted": len(done) - len(wrong), "refused": told}, ensure_ascii=False))
    else:
        typer.echo(f"Đã ghi nhận {len(done) - len(wrong)} giấy tờ; {len(wrong)} dòng không nhận.")
        for line, error in wrong:
            typer.echo(f"  dòng {line}: {error.vi} {error.next_vi}", err=True)
    if wrong:
        raise typer.Exit(_REFUSED)


def _fed(opened: App, file: Path, store: StoreKind, reason: ReasonCode, officer: str | None) -> list[Fed]:
    try:
        raw = file.open("rb", buffering=0)
    except OSError as error:
        raise InvalidInput("SUBMISSIONS_UNREADABLE", error=error.errno or 0) from None
    with raw:
        return list(opened.sharing.feed(store, read_shared(raw, file.name), officer_of(officer), reason))
