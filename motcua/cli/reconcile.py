"""`motcua reconcile`: compare register and Temporal now; the schedule of the same name does it every five minutes."""

from __future__ import annotations

from typing import Any

import typer

from activities.reconcile import Reconciliation
from motcua.cli.opened import AsJson, with_app
from motcua.register.reconciling import Reconcilable

__all__ = ["reconcile"]

_FOUND = 5


def reconcile(as_json: AsJson = False) -> None:
    """Bắt đầu hồ sơ đã giữ mã mà chưa chạy; báo hồ sơ đang mở mà Temporal không chạy (mã thoát 5)."""

    async def compare(opened: Any) -> Any:
        return await Reconciliation(Reconcilable(opened.register), opened.dossiers).reconcile()

    found = with_app(compare)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        typer.echo(f"Đã bắt đầu {len(found.started)} hồ sơ; {len(found.not_running)} hồ sơ mở mà không chạy.")
        for code in found.not_running:
            typer.echo(f"  {code}")
    if found.not_running:
        raise typer.Exit(_FOUND)
