"""`motcua reconcile`: compare register and Temporal now, and with `--repair` bring them together again."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from activities.reconcile import Reconciled
from models.errors import InvalidInput
from models.identifiers import ReasonCode
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.service.authority import officer_of
from motcua.service.repaired import Repaired, Repairs
from motcua.service.repairing import Mandate

__all__ = ["reconcile"]

_FOUND = 5

Repair = Annotated[
    bool, typer.Option("--repair", help="Sửa: ghi lại vào sổ, kết thúc lượt lạc hậu, khởi động lại từ sổ.")
]
Reason = Annotated[
    str | None, typer.Option("--reason", "--reason-code", help="Mã lý do, ví dụ KHOI_PHUC_SAO_LUU; cần cho --repair.")
]
Discard = Annotated[
    bool,
    typer.Option("--discard-resets", help="Cùng --repair: bỏ cả những lượt bị đặt lại mà không ai công nhận."),
]


def reconcile(
    repair: Repair = False,
    reason: Reason = None,
    officer: As = None,
    discard_resets: Discard = False,
    as_json: AsJson = False,
) -> None:
    """Bắt đầu hồ sơ đã giữ mã mà chưa chạy; tìm chỗ sổ và Temporal không khớp, báo động hoặc sửa (mã thoát 5)."""
    if repair and reason is None:
        raise InvalidInput("REASON_REQUIRED", act="repair")

    async def compare(opened: App) -> tuple[Reconciled, Repairs]:
        if repair:
            mandate = Mandate(officer_of(officer), ReasonCode(reason or ""), discard_resets)
            repairs = await opened.repairing.repair(mandate)
            return await opened.reconciliation.reconcile(), repairs
        return await opened.reconciliation.reconcile(), await opened.repairing.survey()

    reconciled, repairs = with_app(compare)
    if as_json:
        told: dict[str, Any] = {**reconciled.model_dump(mode="json"), **repairs.model_dump(mode="json")}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"Đã bắt đầu {len(reconciled.started)} hồ sơ; {len(repairs.found)} chỗ không khớp.")
        for one in repairs.found:
            typer.echo(f"  {_line(one, repaired=repairs.repaired)}")
    if repairs.left:
        raise typer.Exit(_FOUND)


def _line(one: Repaired, *, repaired: bool) -> str:
    done = one.deed.vi if repaired else f"nếu --repair: {one.deed.vi}"
    gone = f"; không lấy lại được: {', '.join(one.gone)}" if one.gone else ""
    return f"{one.code}: {one.trouble.vi} → {done}" + (f" ({one.error})" if one.error else "") + gone
