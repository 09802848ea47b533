"""`motcua backup` and `motcua restore`: the embedded data folder, taken while it runs and made again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from models.calendar import VIETNAM
from motcua import log
from motcua.cli.opened import AsJson
from motcua.embedded import attach
from motcua.embedded.archive_file import Manifest
from motcua.embedded.backup import back_up
from motcua.embedded.restore import restore as restore_home
from motcua.settings import Settings

__all__ = ["backup", "restore"]


def backup(
    target: Annotated[Path, typer.Argument(help="Tệp .tar mới, hoặc thư mục có sẵn để đặt tệp vào.")],
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Không kèm kho khóa: phải giữ nó ở nơi khác.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Sao lưu thư mục dữ liệu khi mọi thứ vẫn chạy: Temporal, sổ, giấy tờ, lưu trữ và kho khóa, có tổng kiểm."""
    settings, at = _settings(), datetime.now(UTC)
    target = target.absolute()
    if target.is_dir():
        target /= f"motcua-{at:%Y%m%dT%H%M%SZ}.tar"
    with attach(settings, tell=_tell) as runtime:
        manifest = back_up(runtime, target, at, with_keys=not without_keys)
    _say(target, manifest, as_json=as_json)
    if manifest.keys:
        _tell("Tệp này chứa kho khóa: ai đọc được nó là đọc được mọi dữ liệu. Quyền của tệp là 0600; hãy cất kỹ.")
    else:
        _tell("Tệp này không có kho khóa: thiếu thư mục keystore thì không mở được dữ liệu. Hãy sao lưu riêng.")


def restore(
    file: Annotated[Path, typer.Argument(help="Bản sao lưu.")],
    home: Annotated[Path | None, typer.Option("--home", help="Thư mục dữ liệu mới; mặc định MOTCUA_HOME.")] = None,
    as_json: AsJson = False,
) -> None:
    """Khôi phục vào một thư mục dữ liệu mới, sau khi kiểm tra từng phần; không ghi đè thư mục đang có."""
    root = (home or _settings().home).absolute()
    manifest = restore_home(file.absolute(), root, _tell)
    _say(root, manifest, as_json=as_json)
    if not manifest.keys:
        _tell(f"Bản này không có kho khóa: đặt thư mục keystore vào {root} trước khi chạy.")
    _tell(
        f"Tiếp theo, trước khi chạy worker:\n  MOTCUA_HOME={root} motcua reconcile --repair --as … --reason KHOI_PHUC"
    )


def _say(place: Path, manifest: Manifest, *, as_json: bool) -> None:
    size = sum(member.size for member in manifest.members)
    if as_json:
        told = manifest.model_dump(mode="json", exclude={"members"})
        typer.echo(json.dumps({"place": str(place), **told, "files": len(manifest.members), "bytes": size}))
    else:
        when = f"{manifest.at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"
        typer.echo(f"{place}: {len(manifest.members)} tệp, {size // 1024} KiB, lúc {when}")


def _settings() -> Settings:
    settings = Settings.load()
    log.configure("warning" if settings.log_level == "info" else settings.log_level, settings.log_format)
    return settings


def _tell(text: str) -> None:
    typer.echo(text, err=True)
