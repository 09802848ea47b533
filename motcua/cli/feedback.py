"""`motcua feedback`: taken in, answered, judged, looked at (phản ánh, kiến nghị)."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from models.calendar import VIETNAM
from models.errors import InvalidInput
from models.feedback import FeedbackAnswer, FeedbackCode, FeedbackSubmission
from models.feedback_state import FeedbackRow
from models.identifiers import AgencyCode, DecisionId
from models.value import unstamp
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.register.feedback_erasing import FeedbackErasure
from motcua.register.feedback_queries import FeedbackCounts
from motcua.service.authority import officer_of
from motcua.service.feedback import FeedbackSaid, FeedbackView

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Phản ánh, kiến nghị: tiếp nhận, trả lời, đánh giá, thống kê.")

Code = Annotated[str, typer.Argument(help="Mã phản ánh, kiến nghị, ví dụ PA-H24.31.1-261123-0001.")]
Decision = Annotated[str | None, typer.Option("--decision-id", help="Mã quyết định; lặp lại thì không làm lần nữa.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
def submit(
    file: Annotated[Path, typer.Argument(help="Tệp JSON của một phản ánh, kiến nghị; `-` là đầu vào chuẩn.")],
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Tiếp nhận một phản ánh, kiến nghị. Dữ liệu cá nhân chỉ đọc từ tệp, không từ dòng lệnh."""
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    try:
        submission = FeedbackSubmission.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_input=False)[0]["loc"]
        field = ".".join(map(str, found)) or "submission"
        raise InvalidInput("ACT_CONTENT_MALFORMED", act="submit_feedback", field=field) from None
    _tell(with_app(lambda opened: opened.feedbacks.submit(submission, officer_of(officer))), as_json)


@app.command()
def answer(
    code: Code,
    note: Annotated[str, typer.Option("--note", help="Nội dung trả lời; được niêm phong trong sổ.")],
    decision_id: Decision = None,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Trả lời phản ánh, kiến nghị; cán bộ bị phản ánh không được tự trả lời."""
    said = FeedbackSaid(officer_of(officer), note=note, decision_id=DecisionId(decision_id) if decision_id else None)
    _tell(with_app(lambda opened: opened.feedbacks.answer(FeedbackCode(code), said)), as_json)


@app.command()
def judge(
    code: Code,
    satisfied: Annotated[bool, typer.Option("--satisfied/--dissatisfied", help="Người phản ánh có hài lòng không.")],
    decision_id: Decision = None,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Ghi nhận người phản ánh hài lòng hay không với việc trả lời."""
    decision = DecisionId(decision_id) if decision_id else None
    said = FeedbackSaid(officer_of(officer), satisfied=satisfied, decision_id=decision)
    _tell(with_app(lambda opened: opened.feedbacks.judge(FeedbackCode(code), said)), as_json)


@app.command()
def show(
    code: Code,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Vì sao cần xem nội dung và người phản ánh; được ghi nhật ký trước.")
    ] = None,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Phản ánh, kiến nghị đang ở đâu; có --reason thì cả nội dung."""

    async def look(opened: App) -> FeedbackView:
        return await asyncio.to_thread(opened.feedbacks.show, FeedbackCode(code), officer_of(officer), reason)

    seen = with_app(look)
    typer.echo(seen.model_dump_json() if as_json else "\n".join(_lines(seen)))


@app.command()
def erase(
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="Vì sao phải xóa; được ghi nhật ký trước.")],
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Xóa vĩnh viễn người và lời phản ánh, sau khi đã đóng: lãnh đạo đề nghị, người vận hành xác nhận cùng lệnh này."""

    async def do(opened: App) -> FeedbackErasure:
        return await asyncio.to_thread(opened.feedback_erasing.erase, FeedbackCode(code), officer_of(officer), reason)

    done = with_app(do)
    if as_json:
        typer.echo(done.model_dump_json())
    elif done.erased_at is None:
        typer.echo(f"{done.code}: {done.asked_by} đề nghị xóa; chưa xóa gì, chờ người vận hành xác nhận.")
    else:
        typer.echo(f"{done.code}: {done.erased_by} đã xác nhận. Đã hủy khóa: không mở lại được.")


@app.command()
def inbox(officer: As = None, as_json: AsJson = False) -> None:
    """Phản ánh, kiến nghị đang chờ cơ quan của cán bộ này trả lời, gấp nhất trước."""

    async def look(opened: App) -> list[FeedbackRow]:
        return await asyncio.to_thread(opened.feedbacks.inbox, officer_of(officer))

    rows = with_app(look)
    if as_json:
        typer.echo(json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, rows)) or "Không có phản ánh, kiến nghị nào đang chờ.")


@app.command()
def counts(
    agency: Annotated[str, typer.Argument(help="Mã cơ quan phải trả lời.")],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Tiếp nhận từ ngày.")],
    before: Annotated[datetime, typer.Option("--before", formats=["%Y-%m-%d"], help="Tiếp nhận trước ngày.")],
    as_json: AsJson = False,
) -> None:
    """Số phản ánh, kiến nghị: đúng hạn trên phải trả lời, lặp lại, không hài lòng, quá hạn."""

    async def look(opened: App) -> FeedbackCounts:
        first, last = (datetime.combine(day, time(), VIETNAM) for day in (since, before))
        return await asyncio.to_thread(opened.feedbacks.counts, AgencyCode(agency), first, last)

    found = with_app(look)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        typer.echo(
            f"Tiếp nhận {found.total}; đúng hạn {found.on_time}/{found.due}; quá hạn {found.late}; "
            f"lặp lại {found.repeated}; không hài lòng {found.disliked}; về {found.dossiers} hồ sơ."
        )


def _tell(said: FeedbackAnswer, as_json: bool) -> None:
    if as_json:
        typer.echo(said.model_dump_json())
    else:
        typer.echo(f"{said.code}: {said.status.vi}; hạn trả lời {_vietnam(unstamp(said.due))}")


def _line(row: FeedbackRow) -> str:
    marks = [word for word, holds in (("QUÁ HẠN", row.late), ("lặp lại", row.repeats is not None)) if holds]
    about = f"về {row.subject_kind.vi} {row.subject}"
    return "  ".join([row.code, row.status.vi, f"hạn {_vietnam(row.due)}", about, *marks])


def _lines(seen: FeedbackView) -> list[str]:
    row = seen.row
    stated = [
        _line(row),
        f"Tiếp nhận {_vietnam(row.received_at)} tại {row.receiving} ({row.channel.vi}); giao {row.assigned} trả lời",
        f"Lặp lại của {row.repeats}" if row.repeats else None,
        f"Người phản ánh: {seen.person}" if seen.person else None,
        f"Nội dung: {seen.words}" if seen.words else None,
        f"Trả lời: {seen.answer}" if seen.answer else None,
        None if row.satisfied is None else ("Hài lòng" if row.satisfied else "Không hài lòng"),
    ]
    return [line for line in stated if line]


def _vietnam(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
