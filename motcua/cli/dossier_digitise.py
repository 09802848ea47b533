"""`motcua dossier digitise` and `component`: a component's file into the dossier and its store, and out again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from models.acts import Act, Answer
from models.contents.reception import PaperSource
from models.identifiers import DossierCode, StepKey
from motcua.app import App
from motcua.cli.dossier_text import answer_lines
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.durable import replace_durably
from motcua.service.authority import officer_of
from motcua.service.digitising import Scan

__all__ = ["component", "digitise"]


def digitise(
    code: Code,
    component: Annotated[str, typer.Argument(help="Khóa của giấy tờ trong thành phần hồ sơ, ví dụ to_khai.")],
    file: Annotated[Path, typer.Argument(help="Tệp đã quét.", exists=True, dir_okay=False, readable=True)],
    source: Annotated[PaperSource, typer.Option("--source", help="Số hóa từ bản nào.")] = PaperSource.ORIGINAL,
    valid_until: Annotated[
        datetime | None, typer.Option("--valid-until", formats=["%Y-%m-%d"], help="Giấy tờ có giá trị đến hết ngày.")
    ] = None,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Số hóa giấy tờ: tệp được niêm phong, giấy tờ vào kho dữ liệu của người nộp và không phải nộp lại lần sau."""
    until = valid_until.date() if valid_until else None

    async def say(opened: App) -> Answer:
        scan = Scan(StepKey(component), source, file.read_bytes(), until)
        return await opened.digitising.digitise(DossierCode(code), officer_of(officer), scan)

    answer = with_app(say)
    typer.echo(answer.model_dump_json() if as_json else "\n".join(answer_lines(Act.DIGITISE, answer)))


def component(
    code: Code,
    key: Annotated[str, typer.Argument(help="Khóa của giấy tờ trong thành phần hồ sơ, ví dụ to_khai.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Ghi tệp ra đây.")],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao cần xem; được ghi vào nhật ký truy cập.")],
    officer: As = None,
) -> None:
    """Ghi giấy tờ đã số hóa, hoặc lấy từ kho của người nộp, ra tệp; có thẩm quyền mới được và được ghi nhật ký."""

    async def take(opened: App) -> bytes:
        return opened.scans.component(DossierCode(code), StepKey(key), officer_of(officer), reason)

    replace_durably(output, with_app(take))
    typer.echo(str(output))
