"""`python -m motcua.demo`: fresh servers, a worker, a file of dossiers, officers at work, letters, and a table."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from models.acts import Act
from models.contents.returning import Evidence
from models.errors import MotcuaError
from models.identifiers import DossierCode, OfficerId
from models.journal import DossierRow, PaperKind
from models.lifecycle import Phase
from models.procedure import Role, StepKind
from models.statuses import Channel
from motcua import log
from motcua.app import App, open_app
from motcua.cli.speech import complain
from motcua.demo.officers import Officers
from motcua.demo.progress import Stages
from motcua.demo.script import script_of
from motcua.demo.summary import commands, lines_of, table_of
from motcua.durable import ensure_folder, replace_durably
from motcua.intake import read
from motcua.register import Search
from motcua.service.batch import Batch, State
from motcua.settings import Settings

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "examples" / "submissions.jsonl"
AUDITOR = OfficerId("tt.h24")
AT_ONCE = 12


def main() -> int:
    """Return the exit code: 0 when everything was shown, 143 when SIGTERM ended it. Nothing runs on."""
    home = os.environ.get("MOTCUA_HOME") or str(ROOT / ".motcua" / "demo" / f"{datetime.now(UTC):%y%m%d-%H%M%S}")
    os.environ["MOTCUA_HOME"] = home
    try:
        settings = Settings.load()
        ensure_folder(settings.home)
        log.configure("warning", settings.log_format)
        return asyncio.run(_show(settings))
    except MotcuaError as error:
        complain(error, as_json=False)
        return error.exit_code
    except asyncio.CancelledError:
        return 128 + signal.SIGTERM


async def _show(settings: Settings) -> int:
    shown = asyncio.current_task()
    assert shown is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, shown.cancel)
    began = time.monotonic()
    stages, console = Stages(), Console(width=None if sys.stdout.isatty() else 130)
    stages.tell("Khởi động Temporal và PostgreSQL nhúng, nhập danh mục mẫu")
    async with open_app(settings) as app, _worker(settings):
        started = await _submit(app, stages)
        officers = Officers(app)
        await _play(officers, stages, started)
        await _letters(app, officers, stages)
        rows = app.register.queries.search(Search())
        papers = await asyncio.to_thread(_papers, app, rows)
        _tell(console, app, rows, papers)
        spent = time.monotonic() - began
        console.print(f"{len(started)} hồ sơ, {officers.acts} thao tác, {spent:.0f} giây.", highlight=False)
    return 0


@asynccontextmanager
async def _worker(settings: Settings) -> AsyncIterator[None]:
    """A worker as its own process; its log goes to a file, so that a pipe behind us ends with us."""
    ensure_folder(settings.home / "log")
    with (settings.home / "log" / "worker.log").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "worker.py"), stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _submit(app: App, stages: Stages) -> dict[DossierCode, int]:
    """Start every dossier of the file; return their codes with their lines."""
    with SUBMISSIONS.open("rb") as raw, stages.bar("Nộp hồ sơ", _lines(SUBMISSIONS)) as advance:
        started: dict[DossierCode, int] = {}
        async for outcome in Batch(app.submitting, None, concurrency=AT_ONCE).outcomes(
            read(raw, name=SUBMISSIONS.name)
        ):
            advance()
            for problem in outcome.problems:
                complain(problem.error, as_json=False)
            if outcome.state is not State.REFUSED and outcome.submitted is not None:
                started[outcome.submitted.code] = outcome.line
    return started


def _lines(path: Path) -> int:
    return sum(1 for line in path.read_bytes().splitlines() if line.strip())


async def _play(officers: Officers, stages: Stages, started: dict[DossierCode, int]) -> None:
    """Let the officers work on all dossiers, so many at a time."""
    room = asyncio.Semaphore(AT_ONCE)
    with stages.bar("Cán bộ xử lý", len(started)) as advance:

        async def one(code: DossierCode, line: int) -> None:
            async with room:
                online = (await officers.channel(code)) == Channel.ONLINE.value
                await officers.play(code, script_of(line, online=online))
                advance()

        await asyncio.gather(*(one(code, line) for code, line in started.items()))


async def _letters(app: App, officers: Officers, stages: Stages) -> None:
    """Wait for the letters of what is late; of those that are owed, every second one is confirmed by post."""
    stages.tell("Văn bản xin lỗi: đồng hồ pháp lý tự ban hành, cán bộ xác nhận đã gửi")
    owed = [row.code for row in await asyncio.to_thread(app.register.queries.apology_owed)]
    owing = [(code, standing) for code in owed if (standing := await officers.owing(code)) is not None]
    for code, standing in owing[::2]:
        content = {"evidence": Evidence.POST_TRACKING.value, "reference": f"VN{code.number:09d}"}
        await officers.say(code, Act.CONFIRM_DELIVERY, standing, content)


def _papers(app: App, rows: Sequence[DossierRow]) -> list[Path]:
    """Write three papers out, as an auditor may: a result, and a letter of each regime."""
    wanted = [
        (PaperKind.RESULT, None, "ket-qua"), (PaperKind.APOLOGY, "nd118-2025", "xin-loi-nd118-2025"),
        (PaperKind.APOLOGY, "nd61-2018", "xin-loi-nd61-2018"),
    ]  # fmt: skip
    folder, written = app.settings.home / "papers", []
    ensure_folder(folder)
    for kind, regime, name in wanted:
        row = next(r for r in rows if regime in (None, r.regime) and _has(app, r, kind))
        path = folder / f"{name}.pdf"
        replace_durably(path, app.looking.paper(row.code, kind, AUDITOR, "make demo"))
        written.append(path)
    return written


def _has(app: App, row: DossierRow, kind: PaperKind) -> bool:
    return any(paper.kind is kind for paper in app.register.queries.papers(row.code))


def _tell(console: Console, app: App, rows: Sequence[DossierRow], papers: Sequence[Path]) -> None:
    kept = app.register.catalogue.kept()
    names = {procedure.code: getattr(procedure, "name", "") for procedure in kept.procedures}
    letters = {row.code: int(_has(app, row, PaperKind.APOLOGY)) for row in rows}
    console.print(table_of(lines_of(rows, names, letters)))
    console.print("Ba giấy đã ký, ghi ra để xem:")
    for path in papers:
        console.print(f"  {path}", soft_wrap=True, highlight=False)
    late = next(row for row in rows if row.escalated) if any(r.escalated for r in rows) else rows[0]
    apologised = next((row for row in rows if letters[row.code]), late)
    waiting = next(row for row in rows if _waits_for_signature(app, row))
    head = kept.organisation.officers_of(waiting.holding, datetime.now(UTC).date(), Role.HEAD)[0].id
    console.print("Xem tiếp (dán vào một shell, từ trên xuống):")
    for line in commands(app.settings.home, ROOT, apologised, waiting, head):
        console.print(f"  {line}", soft_wrap=True, highlight=False, markup=False)


def _waits_for_signature(app: App, row: DossierRow) -> bool:
    snapshot = app.looking.dossier(row.code)
    step = next((step for step in snapshot.steps if step.key == row.step), None)
    return row.phase == Phase.IN_HAND.value and step is not None and step.kind is StepKind.SIGN


if __name__ == "__main__":
    sys.exit(main())
