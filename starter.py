"""`python starter.py FILE|-`: starts a dossier for every submission of a file (docs/submission.md)."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from models.errors import MotcuaError, Unavailable
from models.submission import Submission
from motcua.cli.speech import LANGUAGE, Language, complain
from motcua.intake import FileFormat

program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@program.command()
def start(
    file: Annotated[str | None, typer.Argument(help="Tệp hồ sơ JSON, JSONL hoặc CSV; `-` là đầu vào chuẩn.")] = None,
    officer: Annotated[str | None, typer.Option("--as", help="Cán bộ nộp; mặc định: MOTCUA_OFFICER.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In mỗi hồ sơ một dòng JSON.")] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Số hồ sơ nộp cùng lúc.")] = 16,
    form: Annotated[FileFormat | None, typer.Option("--format", help="Mặc định: theo tên hoặc nội dung tệp.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="In JSON Schema của một hồ sơ rồi thôi.")] = False,
    lang: Annotated[Language, typer.Option("--lang", envvar="MOTCUA_LANG", help="vi hoặc en.")] = Language.VI,
) -> None:
    """Bắt đầu hồ sơ từ một tệp; chạy lại không tạo hồ sơ trùng."""
    LANGUAGE.set(lang)
    if schema:
        typer.echo(json.dumps(Submission.model_json_schema(), ensure_ascii=False, indent=2))
        return
    if file is None or (file != "-" and not Path(file).exists()) or Path(file).is_dir():
        raise typer.BadParameter("cần một tệp hồ sơ, hoặc `-` cho đầu vào chuẩn.", param_hint="FILE")
    from motcua.cli.starting import start_file  # noqa: PLC0415 - --schema and a wrong call need no servers' clients

    work = start_file(file, officer=officer, form=form, concurrency=concurrency, as_json=as_json)
    raise typer.Exit(asyncio.run(work))


def main() -> None:
    """Run the program; exit codes as in docs/submission.md."""
    try:
        program(prog_name="starter.py")
    except MotcuaError as error:
        complain(error, as_json="--json" in sys.argv)
        if isinstance(error, Unavailable) and "line" in error.facts:
            typer.echo(
                f"Tiếp tục từ dòng {error.facts['line']}, hoặc chạy lại cả tệp: không tạo hồ sơ trùng.", err=True
            )
        raise SystemExit(error.exit_code) from error


if __name__ == "__main__":
    main()
