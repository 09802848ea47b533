"""`motcua audit anchor`, `anchors`, `attested`: what was so at an instant, shown to whoever trusts no database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from models.anchor import Anchor, Inclusion, require_attested_anchor, require_follows, require_included
from models.archive import ArchivedRun
from models.calendar import VIETNAM
from models.identifiers import DossierCode
from motcua.archive import ArchiveStore
from motcua.audit.anchored import Attested, proof_of, read_attested, read_copy, require_same
from motcua.cli.opened import AsJson, with_app
from motcua.cli.speech import LANGUAGE, Language
from motcua.durable import replace_durably, writing_into

__all__ = ["anchor", "anchors", "attested"]

OneCode = Annotated[str | None, typer.Argument(help="Mã hồ sơ cần chứng minh là có trong mốc neo mới nhất.")]
Export = Annotated[Path | None, typer.Option("--export", help="Ghi mốc neo vào tệp này, để giữ ở nơi khác.")]
Proof = Annotated[Path | None, typer.Option("--proof", help="Ghi bằng chứng hồ sơ có trong mốc neo vào tệp này.")]
Against = Annotated[
    list[Path] | None, typer.Option("--against", help="Bản mốc neo đã xuất ra trước đây; lặp lại được.")
]
Roots = Annotated[list[str], typer.Option("--root", help="Khóa gốc công khai của tỉnh; lặp lại được.")]
File = Annotated[Path, typer.Argument(help="Mốc neo, bằng chứng hoặc tệp .run.json của kho lưu trữ.")]


def anchor(code: OneCode = None, export: Export = None, proof: Proof = None, as_json: AsJson = False) -> None:
    """Lập mốc neo ngay bây giờ, hoặc chứng minh một hồ sơ có trong mốc neo mới nhất."""

    async def work(app: Any) -> Anchor | Inclusion:
        if code is None:
            return await asyncio.to_thread(_taken, app)
        return await asyncio.to_thread(_proven, app, DossierCode(code))

    made = with_app(work)
    for path in (export, proof):
        if path is not None:
            with writing_into(path.absolute().parent):
                replace_durably(path.absolute(), made.model_dump_json(indent=1).encode() + b"\n", mode=0o644)
    typer.echo(made.model_dump_json() if as_json else _line(made))


def _taken(app: Any) -> Anchor:
    taken: Anchor = app.keeping.anchoring.take(datetime.now(UTC))
    return taken


def _proven(app: Any, code: DossierCode) -> Inclusion:
    kept = app.register.anchors.all()
    return proof_of(kept, app.keeping.anchors, code, app.register.keystore.root_keys)


def anchors(against: Against = None, as_json: AsJson = False) -> None:
    """Liệt kê các mốc neo, kiểm tra chữ ký và chuỗi của chúng, và so với bản đã xuất ra. Mã 5 nếu không khớp."""
    copies = [read_copy(path) for path in against or ()]

    async def read(app: Any) -> tuple[list[Anchor], frozenset[str]]:
        return await asyncio.to_thread(app.register.anchors.all), app.register.keystore.root_keys

    kept, roots = with_app(read)
    before = None
    for one in kept:
        require_attested_anchor(one, roots)
        require_follows(one, before)
        before = one
        typer.echo(one.model_dump_json() if as_json else _line(one))
    for copy in copies:
        require_same(kept, copy)


def attested(file: File, root: Roots) -> None:
    """Kiểm tra chữ ký của một tệp chỉ bằng khóa gốc, không cần máy chủ nào. Mã 5 nếu không đúng."""
    said = read_attested(file)
    if isinstance(said, Anchor):
        require_attested_anchor(said, root)
    elif isinstance(said, Inclusion):
        require_included(said, root)
    else:
        ArchiveStore(file.absolute().parents[2]).history(said, root)
    typer.echo(_line(said))


def _line(said: Attested) -> str:
    vietnamese = LANGUAGE.get() is Language.VI
    if isinstance(said, Inclusion):
        head, of = said.head, _line(said.anchor)
        place = f"{head.code} {head.branch}/{head.seq} {head.hash}"
        return f"{place}\n  {'có trong' if vietnamese else 'is in'} {of}"
    if isinstance(said, ArchivedRun):
        kept = said.kept
        return f"{kept.code} {kept.run_id} {kept.ending.value} {kept.closed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    body = said.body
    day, number = f"{body.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}", f"{body.number:>6}"
    if vietnamese:
        return f"mốc neo {number}  {day}  {body.heads} đầu chuỗi  gốc {body.root}  mã {said.hash}"
    return f"anchor {number}  {day}  {body.heads} heads  root {body.root}  hash {said.hash}"
