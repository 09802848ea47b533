"""`motcua audit search`: dossiers by what became of them, for auditors; codes only."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from models.calendar import VIETNAM
from models.errors import InvalidInput
from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode
from models.outcome import Outcome
from models.statuses import Status
from motcua.app import App
from motcua.cli.dossier_text import vietnam
from motcua.cli.opened import As, AsJson, with_app
from motcua.register.searching import Found, Sought
from motcua.service.authority import officer_of

__all__ = ["search"]

_ROW = "{:<27} {:<11} {:<10} {:<10} {:<28} {:<17} {:<17} {:<17} {}"
_HEAD = _ROW.format(
    "Mã hồ sơ", "Thủ tục", "Tiếp nhận", "Đang ở", "Trạng thái", "Ngày tiếp nhận", "Hẹn trả", "Có kết quả", "Ghi chú"
)


def search(
    agency: Annotated[
        str | None, typer.Option("--agency", help="Cơ quan tiếp nhận, có thẩm quyền, đang giữ hoặc có bước.")
    ] = None,
    procedure: Annotated[str | None, typer.Option("--procedure", help="Mã thủ tục.")] = None,
    acted: Annotated[
        str | None, typer.Option("--officer", help="Cán bộ đã thao tác; phải có --reason và được ghi nhật ký.")
    ] = None,
    status: Annotated[list[int] | None, typer.Option("--status", min=1, max=10, help="Trạng thái 1–10.")] = None,
    outcome: Annotated[Outcome | None, typer.Option("--outcome", help="Kết cục của hồ sơ.")] = None,
    is_open: Annotated[bool | None, typer.Option("--open/--closed", help="Còn mở, hay đã đóng.")] = None,
    overdue: Annotated[bool | None, typer.Option("--overdue/--not-overdue", help="Đang quá hạn.")] = None,
    late: Annotated[bool | None, typer.Option("--late/--on-time", help="Đang muộn hoặc đã trả muộn.")] = None,
    apologised: Annotated[
        bool | None, typer.Option("--apologised/--not-apologised", help="Có văn bản xin lỗi.")
    ] = None,
    owed: Annotated[bool | None, typer.Option("--owed/--not-owed", help="Còn nợ xin lỗi.")] = None,
    escalated: Annotated[bool | None, typer.Option("--escalated/--not-escalated", help="Đã báo cáo cấp trên.")] = None,
    cancelled: Annotated[
        bool | None, typer.Option("--cancelled/--not-cancelled", help="Kết quả đã bị hủy, thu hồi.")
    ] = None,
    blocked: Annotated[bool | None, typer.Option("--blocked/--not-blocked", help="Có việc bị chặn.")] = None,
    refused: Annotated[bool | None, typer.Option("--refused/--not-refused", help="Có thao tác bị từ chối.")] = None,
    received_from: Annotated[str | None, typer.Option("--received-from", help="Tiếp nhận từ ngày này.")] = None,
    received_before: Annotated[str | None, typer.Option("--received-before", help="Tiếp nhận trước ngày này.")] = None,
    due_from: Annotated[str | None, typer.Option("--due-from", help="Hẹn trả từ ngày này.")] = None,
    due_before: Annotated[str | None, typer.Option("--due-before", help="Hẹn trả trước ngày này.")] = None,
    after: Annotated[str | None, typer.Option("--after", help="Trang sau: các mã đứng sau mã này.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=5000, help="Số hồ sơ mỗi trang.")] = 100,
    reason: Annotated[str, typer.Option("--reason", help="Vì sao tìm theo cán bộ; được niêm phong.")] = "",
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Tìm hồ sơ theo cơ quan, thủ tục, cán bộ, trạng thái, muộn, xin lỗi, báo cáo, bị chặn, bị từ chối, ngày."""
    sought = Sought(
        agency=AgencyCode(agency) if agency else None,
        procedure=ProcedureCode(procedure) if procedure else None,
        officer=OfficerId(acted) if acted else None,
        statuses=tuple(status or ()),
        outcome=outcome,
        open=is_open, overdue=overdue, late=late, apologised=apologised, owed=owed, escalated=escalated,
        cancelled=cancelled,
        blocked=blocked, refused=refused,
        received_from=_day(received_from, "--received-from"),
        received_before=_day(received_before, "--received-before"),
        due_from=_day(due_from, "--due-from"), due_before=_day(due_before, "--due-before"),
        after=DossierCode(after) if after else None, limit=limit,
    )  # fmt: skip

    async def look(opened: App) -> list[Found]:
        return opened.searches.search(sought, officer_of(officer), reason)

    found = with_app(look)
    following = found[-1].code if len(found) == limit else None
    if as_json:
        told = {"dossiers": [one.model_dump(mode="json") for one in found], "next": following}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo("\n".join([_HEAD, *map(_line, found)] if found else ["Không có hồ sơ nào."]))
        if following is not None:
            typer.echo(f"Trang sau: --after {following}", err=True)


def _line(one: Found) -> str:
    notes = (
        (one.outcome.vi if one.outcome else "", one.outcome not in (None, Outcome.GRANTED)),
        ("QUÁ HẠN", one.overdue), ("muộn", one.late and not one.overdue), ("còn nợ xin lỗi", one.apology_owed),
        ("đã báo cáo cấp trên", one.escalated),
        ("kết quả đã hủy", one.result_cancelled_at is not None),
        (f"{len(one.blocked)} việc bị chặn", bool(one.blocked)),
        (f"{one.refused_acts} thao tác bị từ chối", one.refused_acts > 0),
    )  # fmt: skip
    return _ROW.format(
        one.code, one.procedure, one.receiving, one.holding, f"{one.status} {Status(one.status).vi}",
        vietnam(one.received_at), vietnam(one.due_original), vietnam(one.finished_at),
        ", ".join(note for note, holds in notes if holds),
    ).rstrip()  # fmt: skip


def _day(text: str | None, option: str) -> datetime | None:
    """The beginning of a day in Vietnam."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("DAY_MALFORMED", option=option) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
