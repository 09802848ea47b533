"""`motcua keys rotate master`: a new master key in place of the old, beside everything that runs."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.cli.person import Why
from motcua.register.rotation import Rotated
from motcua.security.masters import KeyId
from motcua.service.authority import officer_of

__all__ = ["master"]


def master(
    reason: Why,
    prepare: Annotated[
        bool,
        typer.Option("--prepare", help="Chỉ đặt khóa mới vào kho khóa, để chép sang các máy khác trước khi thay."),
    ] = False,
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Thay khóa chính trong khi mọi thứ vẫn chạy; bị ngắt thì chạy lại lệnh này, nó làm tiếp."""

    async def do(opened: App) -> Rotated | KeyId:
        if prepare:
            return opened.rotating.prepare(officer_of(officer), reason)
        return opened.rotating.rotate(officer_of(officer), reason)

    done = with_app(do)
    if isinstance(done, Rotated):
        typer.echo(json.dumps(done._asdict()) if as_json else "\n".join(_lines(done)))
    elif as_json:
        typer.echo(json.dumps({"prepared": done}))
    else:
        typer.echo(f"Khóa chính mới {done} đã nằm trong kho khóa; chép kho khóa sang các máy khác rồi chạy lại.")


def _lines(done: Rotated) -> list[str]:
    destroyed = ", ".join(done.destroyed)
    return [
        *(["Làm tiếp lần thay khóa bị ngắt."] if done.resumed else []),
        f"Khóa chính bây giờ: {done.current}. Đã gói lại {done.rewrapped} khóa; đã hủy khóa cũ {destroyed}.",
        "Sao lưu kho khóa và cơ sở dữ liệu ngay: bản sao lưu trước đây chỉ mở được bằng kho khóa trước đây.",
    ]
