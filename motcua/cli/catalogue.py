"""`motcua catalogue`: check files, propose and confirm changes, list what is known. Checking starts no server."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from models.catalogue import CatalogueKind
from models.errors import InvalidInput
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.loader import read_catalogue
from motcua.catalogue.problems import Problem
from motcua.catalogue.registered import registered
from motcua.catalogue.schema import kind_of
from motcua.catalogue.shipped import shipped_catalogue
from motcua.cli.catalogue_text import list_lines, rows, summary
from motcua.cli.proposals import confirm, door, proposal, proposals, propose, withdraw
from motcua.cli.speech import LANGUAGE, Language

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

Paths = Annotated[list[Path], typer.Argument(help="Tệp .yaml hoặc thư mục chứa các tệp đó.")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]


@app.command()
def check(
    paths: Paths,
    alone: Annotated[bool, typer.Option("--alone", help="Không đối chiếu với danh mục kèm theo phần mềm.")] = False,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra các tệp danh mục và nêu mọi lỗi; không cần máy chủ."""
    bundle, problems = read_catalogue(paths, CatalogueBundle() if alone else shipped_catalogue())
    if as_json:
        told = {"valid": not problems, "counts": _counts(bundle), "problems": [_problem(one) for one in problems]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        vietnamese = LANGUAGE.get() is Language.VI
        lines = [one.told(vietnamese=vietnamese) for one in problems]
        typer.echo("\n".join([*lines, summary(bundle, len(problems))]))
    if problems:
        raise typer.Exit(1)


app.command()(propose)
app.command()(proposals)
app.command()(proposal)
app.command()(confirm)
app.command()(withdraw)


@app.command("list")
def list_(
    kind: Annotated[CatalogueKind | None, typer.Option(help="Chỉ một loại.")] = None,
    day: Annotated[str | None, typer.Option(help="Chỉ các phiên bản có hiệu lực vào ngày này (YYYY-MM-DD).")] = None,
    from_register: Annotated[bool, typer.Option("--registered", help="Đọc từ sổ; mặc định: bản kèm phần mềm.")] = False,
    officer: Annotated[str | None, typer.Option("--as", envvar="MOTCUA_OFFICER", help="Người xem.")] = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê các phiên bản: cơ quan, cán bộ, thủ tục, quy chế, lịch làm việc."""
    on = None if day is None else _day(day)
    if from_register:
        with door(officer) as opened:
            bundle = registered(opened.store)
    else:
        bundle = shipped_catalogue()
    found = rows(bundle, kind, on)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(list_lines(found)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("DAY_MALFORMED", option="--day") from error


def _counts(bundle: CatalogueBundle) -> dict[str, int]:
    counted = Counter(kind_of(item) for item in bundle.items)
    return {kind.value: counted[kind] for kind in CatalogueKind}


def _problem(problem: Problem) -> dict[str, Any]:
    error = problem.error
    return {
        "file": str(problem.file), "line": problem.line, "place": problem.place, "code": error.code,
        "vi": error.vi, "en": error.en, "next_vi": error.next_vi, "next_en": error.next_en,
    }  # fmt: skip
