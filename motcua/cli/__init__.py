"""The program `motcua`: a noun, then a verb; data on stdout, messages on stderr, every error with its next step.

Each noun is a module beside this one. Only the noun that was called is imported, so that a small command stays quick
whatever the others need.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, Final, NamedTuple

import typer

from models.errors import MotcuaError
from motcua.cli.speech import LANGUAGE, Language, complain

__all__ = ["NOUNS", "Noun", "compose", "main"]


class Noun(NamedTuple):
    """One noun of the program, or a verb that stands alone."""

    name: str
    module: str
    """The module that holds its `app`, or the function."""
    help: str
    function: str | None = None
    """For a verb that stands alone: the function that is the command."""


NOUNS: Final = (
    Noun("calendar", "motcua.cli.calendar", "Lịch làm việc và cách tính hạn trả kết quả."),
    Noun(
        "catalogue",
        "motcua.cli.catalogue",
        "Danh mục cơ quan, cán bộ, thủ tục, quy chế và lịch: kiểm tra, đề xuất, xác nhận, liệt kê.",
    ),
    Noun("dossier", "motcua.cli.dossier", "Hồ sơ: xem, mọi thao tác của cán bộ, giấy tờ."),
    Noun("group", "motcua.cli.group", "Nhóm hồ sơ liên thông: xem mọi phần theo mã tra cứu."),
    Noun("feedback", "motcua.cli.feedback", "Phản ánh, kiến nghị: tiếp nhận, trả lời, đánh giá, thống kê."),
    Noun("inbox", "motcua.cli.inbox", "Hồ sơ đang chờ một cán bộ.", "inbox"),
    Noun("stores", "motcua.cli.stores", "Kho dữ liệu quốc gia, chuyên ngành: ghi nhận giấy tờ đã có."),
    Noun("refunds", "motcua.cli.refunds", "Phí, lệ phí phải hoàn trả.", "refunds"),
    Noun("envelope", "motcua.cli.dossier", "In một thao tác đã được chứng thực.", "envelope"),
    Noun("audit", "motcua.cli.audit", "Kiểm tra: lịch sử, sổ và bằng chứng."),
    Noun("release", "motcua.cli.release", "Phát hành: mã mới có tiếp quản được hồ sơ đang mở không."),
    Noun("keys", "motcua.cli.keys", "Khóa chứng thực thao tác: xem, thay khóa chứng thực, thay khóa gốc."),
    Noun("db", "motcua.cli.db", "Lược đồ của sổ: xem và nâng cấp."),
    Noun("reconcile", "motcua.cli.reconcile", "Đối chiếu sổ với Temporal ngay bây giờ.", "reconcile"),
    Noun("backup", "motcua.cli.backup", "Sao lưu thư mục dữ liệu khi mọi thứ vẫn chạy.", "backup"),
    Noun("restore", "motcua.cli.backup", "Khôi phục một bản sao lưu vào thư mục dữ liệu mới.", "restore"),
    Noun("rehearse", "motcua.cli.rehearse", "Diễn tập một năm rồi chấm theo luật.", "rehearse"),
    Noun("up", "motcua.cli.runtime", "Khởi động các máy chủ nhúng và giữ chúng đến `down`.", "up"),
    Noun("down", "motcua.cli.runtime", "Thôi giữ các máy chủ nhúng và dừng chúng.", "down"),
    Noun("env", "motcua.cli.runtime", "In biến môi trường cho chương trình `temporal`.", "env"),
    Noun("doctor", "motcua.cli.runtime", "Kiểm tra mọi thứ cần để chạy.", "doctor"),
    Noun("dev", "motcua.cli.runtime", "Máy chủ nhúng và một worker ở tiền cảnh.", "dev"),
)
"""Every noun, in the order in which help lists them."""


def main(words: Sequence[str] | None = None) -> None:
    """Run the program and exit: 0 done, 1 refused, 2 usage, 3 unreachable, 4 not allowed, 5 broken records."""
    words = sys.argv[1:] if words is None else list(words)
    called = next((noun.name for noun in NOUNS if noun.name in words), "")
    try:
        compose(called)(args=words, prog_name="motcua")
    except MotcuaError as error:
        complain(error, as_json="--json" in words)
        raise SystemExit(error.exit_code) from error


def compose(called: str | None = None) -> typer.Typer:
    """Put the program together with the noun that was called; with all of them if None is named.

    The other nouns are there by name and help only, and nothing of theirs is imported.
    """
    root = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    root.callback(help="Một cửa: mỗi hồ sơ là một lời hứa.")(_root)
    for noun in NOUNS:
        module = import_module(noun.module) if called in (None, noun.name) else None
        if noun.function is None:
            root.add_typer(module.app if module else typer.Typer(), name=noun.name, help=noun.help)
        else:
            root.command(noun.name, help=noun.help)(getattr(module, noun.function) if module else _elsewhere)
    return root


def _root(
    lang: Annotated[
        Language, typer.Option("--lang", envvar="MOTCUA_LANG", help="Ngôn ngữ của thông báo lỗi: vi hoặc en.")
    ] = Language.VI,
) -> None:
    LANGUAGE.set(lang)


def _elsewhere() -> None:
    """Stands in help for a command that was not called."""


def __getattr__(name: str) -> Any:
    """Give `app`, the whole program with every noun, to whoever inspects the commands."""
    if name == "app":
        return compose()
    raise AttributeError(name)
