"""`motcua calendar preview`, `publish` and `confirm`: what these ask for; the register is opened behind them.

Only here do calendars need servers: what does the work is imported when it is called (motcua.cli.calendar_publish).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = ["confirm", "preview", "publish"]

File = Annotated[Path, typer.Argument(help="Tệp lịch (.yaml).")]
By = Annotated[str | None, typer.Option("--as", envvar="MOTCUA_OFFICER", help="Cán bộ kiểm soát danh mục.")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]


def _work() -> Any:
    return import_module("motcua.cli.calendar_publish")


def preview(file: File, as_json: AsJson = False) -> None:
    """Cho xem lịch mới sẽ làm gì với mọi hồ sơ đang mở: dời bao nhiêu, quá hạn hay không; không thay đổi gì."""
    _work().preview(file, as_json=as_json)


def publish(
    file: File,
    decision: Annotated[str, typer.Option("--decision", help="Quyết định hoặc văn bản làm căn cứ.")],
    officer: By = None,
    as_json: AsJson = False,
) -> None:
    """Đề xuất công bố lịch mới; người thứ hai xác nhận bằng `motcua calendar confirm` thì lịch tới các hồ sơ."""
    _work().publish(file, decision, officer, as_json=as_json)


def confirm(
    sha256: Annotated[str, typer.Argument(help="Mã của đề xuất, ít nhất 12 chữ số đầu.", metavar="MÃ")],
    officer: By = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Chờ đến khi mọi hồ sơ đang mở đã nhận.")] = True,
    as_json: AsJson = False,
) -> None:
    """Xác nhận lịch mà người khác đề xuất, và đưa lịch tới mọi hồ sơ đang mở (mã thoát 5 nếu còn hồ sơ chưa nhận)."""
    _work().confirm(sha256, officer, wait=wait, as_json=as_json)
