"""`motcua up`, `down`, `env`, `doctor`, `dev`: the embedded runtime for people and shells."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from models.errors import Refused, Unavailable
from motcua import log
from motcua.embedded import Home, ReadyStep, RunState, Runtime, attach, make_ready, needs_of, runtime_of, stop
from motcua.embedded.health import Check
from motcua.embedded.holders import clear_held, living
from motcua.embedded.programs import bin_folder
from motcua.settings import Settings

__all__ = ["dev", "doctor", "down", "env", "up"]

AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]

_MARKS: Final = {"ok": "✓", "warning": "!", "wrong": "✗", "unreachable": "✗"}
_UNREACHABLE: Final = 3
_WRONG: Final = 1


def up(as_json: AsJson = False) -> None:
    """Khởi động Temporal và PostgreSQL nhúng, rồi giữ chúng đến khi `motcua down`."""
    settings = _settings()
    with attach(settings, hold=True, tell=_tell) as runtime:
        make_ready(runtime, _ready_steps(settings), _tell)
    if as_json:
        typer.echo(json.dumps(_facts(runtime), ensure_ascii=False))
        return
    typer.echo(f"Thư mục dữ liệu  {runtime.home}")
    typer.echo(f"Temporal         {runtime.temporal_address}, namespace {runtime.namespace}")
    typer.echo(f"PostgreSQL       {'nhúng' if 'postgresql' in runtime.embedded else 'theo MOTCUA_DATABASE_URL'}")
    typer.echo('Để dùng chương trình `temporal`:  eval "$(motcua env)"')


def down(
    now: Annotated[bool, typer.Option("--now", help="Dừng ngay, dù còn chương trình đang dùng.")] = False,
    as_json: AsJson = False,
) -> None:
    """Thôi giữ các máy chủ nhúng và dừng chúng; còn chương trình đang dùng thì nói rõ."""
    home = Home(_settings().home)
    clear_held(home)
    users = living(home)
    if users and not now:
        names = ", ".join(f"{user.program} (pid {user.pid})" for user in users)
        raise Refused("RUNTIME_IN_USE", count=len(users), holders=names)
    stopped = stop(home)
    if as_json:
        typer.echo(json.dumps({"home": str(home.root), "stopped": stopped}, ensure_ascii=False))
    else:
        typer.echo("Đã dừng." if stopped else "Không có gì đang chạy.", err=True)


def env(as_json: AsJson = False) -> None:
    """In các biến môi trường cho chương trình `temporal`: eval "$(motcua env)"."""
    settings = _settings()
    needs = needs_of(settings)
    state = RunState.read(Home(settings.home)) if needs else None
    if needs and (state is None or not state.is_ready(needs)):
        raise Unavailable("RUNTIME_NOT_RUNNING", home=str(settings.home))
    runtime = runtime_of(settings, state)
    variables = {
        "TEMPORAL_ADDRESS": runtime.temporal_address,
        "TEMPORAL_NAMESPACE": runtime.namespace,
        "MOTCUA_HOME": str(settings.home),
        **({"MOTCUA_EMBEDDED": "1"} if "temporal" in needs else {}),
    }
    if as_json:
        typer.echo(json.dumps({**variables, "PATH": str(bin_folder())}, ensure_ascii=False))
        return
    for name, value in variables.items():
        typer.echo(f"export {name}={shlex.quote(value)}")
    # Twice evaluated, the path must not grow.
    folder = shlex.quote(str(bin_folder()))
    typer.echo(f'case ":$PATH:" in ":"{folder}":"*) ;; *) export PATH={folder}":$PATH" ;; esac')


def doctor(as_json: AsJson = False) -> None:
    """Kiểm tra mọi thứ cần để chạy; mã thoát 3 khi có máy chủ không tới được, 1 khi có điều sai."""
    settings = _settings()
    from motcua.cli.checks import all_checks  # noqa: PLC0415 - `env` and `down` must stay quick

    checks = list(all_checks(settings))
    verdicts = {check.verdict for check in checks}
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        for check in checks:
            _tell_check(check)
    if "unreachable" in verdicts:
        raise typer.Exit(_UNREACHABLE)
    if "wrong" in verdicts:
        raise typer.Exit(_WRONG)


def dev() -> None:
    """Khởi động các máy chủ nhúng cùng một worker ở tiền cảnh; Ctrl-C dừng tất cả."""
    settings = _settings()
    with attach(settings, tell=_tell) as runtime:
        make_ready(runtime, _ready_steps(settings), _tell)
        worker: Callable[[list[str]], int] = import_module("worker").main
        raise typer.Exit(worker(["--promote"]))  # whoever develops wants the code at hand, newer or not


def _settings() -> Settings:
    settings = Settings.load()
    log.configure(settings.log_level, settings.log_format)
    return settings


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _tell_check(check: Check) -> None:
    typer.echo(f"{_MARKS[check.verdict]} {check.name:<20} {check.fact}")
    if check.step:
        typer.echo(f"  → {check.step}")


def _facts(runtime: Runtime) -> dict[str, Any]:
    return {
        "home": str(runtime.home),
        "temporal_address": runtime.temporal_address,
        "namespace": runtime.namespace,
        "embedded": sorted(runtime.embedded),
    }


def _ready_steps(settings: Settings) -> Sequence[ReadyStep]:
    from motcua.registry import ready_steps  # noqa: PLC0415 - `env` and `down` must stay quick and need no register

    return ready_steps(settings)
