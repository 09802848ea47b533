"""What `motcua doctor` looks at beyond the data folder: the servers themselves, reached as a program would."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from models.attributes import ALL
from models.errors import MotcuaError
from motcua.cli.master_check import master_check
from motcua.embedded import Home, RunState, Runtime, needs_of, runtime_of
from motcua.embedded.health import Check, local_checks
from motcua.engine.client import connected
from motcua.engine.namespace import NamespaceReport, look_at_namespace, require_version
from motcua.register.archives import Archives
from motcua.register.database import Database
from motcua.register.pulse import take_pulse
from motcua.register.schema import status
from motcua.security.keystore import Keystore
from motcua.settings import Settings

__all__ = ["all_checks"]

_LEAST_POSTGRESQL: Final = 15
_WITHIN: Final = timedelta(seconds=3)


def all_checks(settings: Settings) -> Iterator[Check]:
    """Every check, in the order in which one depends on the other. Starts nothing."""
    yield from local_checks(settings)
    yield _keystore(settings)
    runtime = _running(settings)
    if runtime is None:
        return
    reached = _postgresql(runtime)
    yield reached
    if reached.verdict == "ok":
        schema = _schema(runtime)
        yield schema
        if schema.verdict == "ok":
            yield _promise(runtime)
            yield master_check(settings, runtime)
    yield from _temporal(settings, runtime)


def _keystore(settings: Settings) -> Check:
    folder = settings.home / "keystore"
    if not folder.exists():
        return Check("keystore", "warning", f"{folder} chưa có", "`motcua up` sẽ tạo.")
    try:
        Keystore.open(folder, now=datetime.now(UTC), create=False)
    except MotcuaError as error:
        return Check("keystore", "wrong", error.vi, error.next_vi)
    return Check("keystore", "ok", str(folder))


def _schema(runtime: Runtime) -> Check:
    try:
        found = status(runtime.database_url)
    except MotcuaError as error:
        return Check("schema", "wrong", error.vi, error.next_vi)
    if not found.is_current:
        step = "Chạy `motcua up`." if "postgresql" in runtime.embedded else "Chạy `motcua db upgrade`."
        return Check("schema", "wrong", f"{found.current or 'trống'}, cần {found.head}", step)
    return Check("schema", "ok", found.head)


def _promise(runtime: Runtime) -> Check:
    """What must be zero in the promise's own measures."""
    with Database(runtime.database_url, pool_size=1) as database:
        pulse = take_pulse(database, Archives(database), datetime.now(UTC))
    fact = f"{pulse.open_dossiers} hồ sơ mở, {pulse.overdue} quá hạn, {pulse.apologies_owed} còn nợ xin lỗi"
    wrong = {
        "trễ mà chưa xin lỗi": pulse.overdue_without_apology,
        "nhật ký dừng": pulse.stopped_journals,
        "việc không làm được": pulse.blocked_effects,
        "mã chưa bắt đầu": pulse.not_started,
        "lịch sử mất trước khi lưu trữ": pulse.archive_missed,
    }
    if not any(wrong.values()):
        return Check("promise", "ok", fact)
    found = ", ".join(f"{number} {what}" for what, number in wrong.items() if number)
    return Check("promise", "warning", f"{fact}; {found}", "Có worker nào đang chạy không? Xem docs/operator.md.")


def _running(settings: Settings) -> Runtime | None:
    """The runtime as it stands, or None when what we run ourselves does not run."""
    needs = needs_of(settings)
    state = RunState.read(Home(settings.home)) if needs else None
    if needs and (state is None or not state.is_ready(needs)):
        return None
    return runtime_of(settings, state)


def _postgresql(runtime: Runtime) -> Check:
    url = runtime.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=int(_WITHIN.total_seconds())) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError:
        step = "Kiểm tra MOTCUA_DATABASE_URL và máy chủ đó."
        return Check("postgresql", "unreachable", "không kết nối được", step)
    except psycopg.Error:
        return Check("postgresql", "wrong", "MOTCUA_DATABASE_URL không hợp lệ", "Sửa biến đó.")
    good = version >= _LEAST_POSTGRESQL
    step = "" if good else f"Cần PostgreSQL {_LEAST_POSTGRESQL} trở lên."
    return Check("postgresql", "ok" if good else "wrong", f"phiên bản {version}", step)


def _temporal(settings: Settings, runtime: Runtime) -> Iterator[Check]:
    async def look() -> NamespaceReport:
        async with connected(settings, runtime, within=_WITHIN) as client:
            return await look_at_namespace(client, ALL)

    try:
        report = asyncio.run(look())
    except MotcuaError as error:
        yield Check("temporal", "unreachable", error.vi, error.next_vi)
        return
    yield _version(runtime, report)
    yield _namespace(settings, runtime, report)
    yield _attributes(report)


def _version(runtime: Runtime, report: NamespaceReport) -> Check:
    fact = f"{runtime.temporal_address}, phiên bản {report.server_version}"
    try:
        require_version(report.server_version)
    except MotcuaError as error:
        return Check("temporal", "wrong", fact, error.next_vi)
    return Check("temporal", "ok", fact)


def _namespace(settings: Settings, runtime: Runtime, report: NamespaceReport) -> Check:
    if report.retention_days is None:
        return Check("namespace", "wrong", f"chưa có {runtime.namespace}", "Chạy `motcua up`.")
    fact = f"{runtime.namespace}, giữ {report.retention_days} ngày"
    if report.retention_days < settings.retention_days:
        step = f"Cần {settings.retention_days} ngày; chạy `motcua up` hoặc nhờ người quản trị cụm."
        return Check("namespace", "wrong", fact, step)
    return Check("namespace", "ok", fact)


def _attributes(report: NamespaceReport) -> Check:
    if report.conflicting:
        return Check(
            "search-attributes", "wrong", "khác kiểu: " + ", ".join(report.conflicting), "Đổi TEMPORAL_NAMESPACE."
        )
    if report.missing:
        return Check("search-attributes", "wrong", "thiếu: " + ", ".join(report.missing), "Chạy `motcua up`.")
    return Check("search-attributes", "ok", f"đủ {len(ALL)} khóa")
