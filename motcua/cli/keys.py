"""`motcua keys`: the keys by which acts are proven: what they are, and replacing them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from models.calendar import VIETNAM
from models.procedure import Role
from motcua.app import App
from motcua.cli.keys_master import master
from motcua.cli.opened import As, AsJson, with_app
from motcua.registry import now
from motcua.security.rooting import hand_root_on, rotate_issuer
from motcua.service.authority import officer_of
from motcua.service.rooting import RootTelling, Told

__all__ = ["app", "rotate"]

app = typer.Typer(no_args_is_help=True)
rotate = typer.Typer(no_args_is_help=True)
app.add_typer(rotate, name="rotate", help="Thay một khóa; khóa cũ vẫn kiểm chứng được những gì nó đã chứng thực.")
rotate.command()(master)

_NOT_ALL = 1
_WORDS = {
    RootTelling.TOLD: "đã nhận khóa gốc mới",
    RootTelling.KNEW: "đã dùng khóa gốc này từ trước",
    RootTelling.WAITS: "chưa trả lời, cần báo lại",
    RootTelling.REFUSED: "từ chối",
}


@app.command()
def show(as_json: AsJson = False) -> None:
    """Khóa gốc, hạn khóa chứng thực, các lần thay khóa gốc, số hồ sơ còn theo khóa cũ. Chỉ có khóa công khai."""

    async def look(opened: App) -> dict[str, Any]:
        keystore = opened.register.keystore
        certificate = keystore.issuer.certificate
        return {
            "root": keystore.root_key,
            "issuer": certificate.key,
            "issuer_until": certificate.not_after.astimezone(VIETNAM).date().isoformat(),
            "chain": [link.model_dump(mode="json") for link in keystore.roots.chain],
            "under_earlier_roots": len(await asyncio.to_thread(opened.rooting.left)),
        }

    found = with_app(look)
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(f"Khóa gốc (công khai): {found['root']}")
    typer.echo(f"Khóa chứng thực: {found['issuer']}, đến hết ngày {found['issuer_until']}")
    for link in found["chain"]:
        typer.echo(f"Thay khóa gốc lúc {link['at']}: {link['old']} → {link['new']}")
    typer.echo(f"Hồ sơ còn theo khóa gốc cũ: {found['under_earlier_roots']}")


@rotate.command()
def issuer(officer: As = None) -> None:
    """Thay khóa chứng thực dưới cùng khóa gốc. Chương trình đang chạy dùng khóa cũ đến khi khởi động lại."""

    async def replace(opened: App) -> str:
        opened.authority.require(officer_of(officer), Role.OPERATOR)
        fresh = await asyncio.to_thread(rotate_issuer, opened.register.keystore.folder, now())
        return fresh.certificate.key

    typer.echo(f"Khóa chứng thực mới: {with_app(replace)}")


@rotate.command()
def root(
    officer: As = None,
    stolen: Annotated[
        bool, typer.Option("--stolen", help="Khóa cũ bị lộ: bằng chứng cũ chưa dùng không còn hiệu lực ngay.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Thay khóa gốc và báo cho mọi hồ sơ đang mở. Bị ngắt giữa chừng thì chạy `motcua keys hand-on`."""

    async def replace(opened: App) -> None:
        by = opened.authority.require(officer_of(officer), Role.OPERATOR).officer
        at = now()
        until = at if stolen else at + timedelta(hours=opened.settings.proof_hours)
        await asyncio.to_thread(hand_root_on, opened.register.keystore.folder, by, at=at, until=until)

    with_app(replace)
    _hand_on(as_json=as_json)


@app.command("hand-on")
def hand_on(officer: As = None, as_json: AsJson = False) -> None:
    """Báo khóa gốc hiện tại cho những hồ sơ còn theo khóa cũ; chạy lại bao nhiêu lần cũng được. Mã 1 nếu còn sót."""

    async def allowed(opened: App) -> None:
        opened.authority.require(officer_of(officer), Role.OPERATOR)

    with_app(allowed)
    _hand_on(as_json=as_json)


def _hand_on(*, as_json: bool) -> None:
    """Tell every dossier that the register has under an earlier root."""

    async def tell(opened: App) -> list[Told]:
        codes = await asyncio.to_thread(opened.rooting.left)
        told = []
        columns = (TextColumn("Hồ sơ"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("", total=len(codes))
            async for one in opened.rooting.tell_all(codes):
                told.append(one)
                bar.advance(task)
        return told

    told = with_app(tell)
    counted = Counter(one.outcome for one in told)
    if as_json:
        typer.echo(json.dumps({outcome.value: counted[outcome] for outcome in RootTelling}))
    else:
        for one in told:
            if one.error and one.outcome is not RootTelling.KNEW:
                typer.echo(f"{one.code}: {_WORDS[one.outcome]} ({one.error})", err=True)
        typer.echo("\n".join(f"{_WORDS[outcome]}: {counted[outcome]} hồ sơ" for outcome in RootTelling))
    if counted[RootTelling.WAITS] or counted[RootTelling.REFUSED]:
        raise typer.Exit(_NOT_ALL)
