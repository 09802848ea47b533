"""`motcua dossier correct`: another value of a stated fact, sealed before the dossier hears of it."""

from __future__ import annotations

from typing import Annotated

import typer

from models.acts import Act, Answer
from models.contents.correcting import CorrectableField
from models.identifiers import DecisionId, DossierCode, ReasonCode
from motcua.app import App
from motcua.cli.dossier_text import answer_lines
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.service.authority import officer_of
from motcua.service.correcting import Correction

__all__ = ["correct"]


def correct(
    code: Code,
    field: Annotated[CorrectableField, typer.Argument(help="Thông tin cần đính chính.")],
    reason: Annotated[str, typer.Option("--reason", help="Mã lý do, ví dụ GHI_NHAM.")],
    value: Annotated[
        str, typer.Option("--value", prompt="Giá trị đúng", help="Giá trị đúng; bỏ trống để xóa; không nêu thì sẽ hỏi.")
    ],
    officer: As = None,
    note: Annotated[str | None, typer.Option("--note", help="Ghi chú; được niêm phong trong sổ.")] = None,
    decision: Annotated[
        str | None, typer.Option("--decision-id", help="Lặp lại cùng mã thì không làm hai lần.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Đính chính thông tin đã khai. Giá trị cũ và mới đều được niêm phong; Temporal chỉ biết tên trường."""
    correction = Correction(
        officer=officer_of(officer),
        field=field,
        value=value or None,
        reason_code=ReasonCode(reason),
        note=note,
        decision_id=DecisionId(decision) if decision else None,
    )

    async def say(opened: App) -> Answer:
        return await opened.correcting.correct(DossierCode(code), correction)

    answer = with_app(say)
    typer.echo(answer.model_dump_json() if as_json else "\n".join(answer_lines(Act.CORRECT, answer)))
