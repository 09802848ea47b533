"""`python -m tests.acceptance.halting_worker PLAN FOLDER`: a worker that stops in the middle of effects, to be killed.

PLAN is JSON, dossier code → point. There it writes the file FOLDER/CODE and hangs: nothing after the point happens.
Points are `effect:where`: `numbered` (the paper has its number), `unsent` (before the letter goes out), `before` the
register's transaction (papers and tickets are written by then), `after` it, with nothing told to Temporal.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from activities.ports import Letter, Notifier, Sent
from models.identifiers import AgencyCode, DossierCode
from models.journal import EffectRow, JournalWrite, PaperKind
from models.submission import Person
from models.tags import Tag
from motcua import log
from motcua.app import open_app
from motcua.engine import workers
from motcua.register import PostgresRegister
from motcua.settings import Settings

_SIGNING = {PaperKind.RESULT: "signature", PaperKind.APOLOGY: "apology"}
_SENDING = {"APOLOGY": "delivery", "ESCALATION": "escalation"}


class Halts:
    """Where which dossier halts."""

    def __init__(self, plan: Mapping[str, str], folder: Path) -> None:
        self._plan = plan
        self._folder = folder

    def at(self, code: str, point: str) -> None:
        """Go on, or leave the mark and never come back."""
        if self._plan.get(code) == point:
            (self._folder / code).touch()
            threading.Event().wait()


class HaltingRegister:
    """The real register, with halts around what it writes."""

    def __init__(self, register: PostgresRegister, halts: Halts) -> None:
        self._register = register
        self._halts = halts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)

    def perform(self, write: JournalWrite, effect: EffectRow) -> dict[str, Any]:
        self._halts.at(write.code, f"{effect.kind}:before")
        facts = self._register.perform(write, effect)
        self._halts.at(write.code, f"{effect.kind}:after")
        return facts

    def record(self, write: JournalWrite) -> None:
        name = "closing" if any(event.tag is Tag.CLOSED for event in write.events) else "record"
        self._halts.at(write.code, f"{name}:before")
        self._register.record(write)
        self._halts.at(write.code, f"{name}:after")

    def allocate_number(self, agency: AgencyCode, year: int, kind: PaperKind, effect_id: str, code: DossierCode) -> str:
        number = self._register.allocate_number(agency, year, kind, effect_id, code)
        self._halts.at(code, f"{_SIGNING.get(kind, kind.value)}:numbered")
        return number


class HaltingNotifier:
    """The real notifier, with a halt before a letter goes out."""

    def __init__(self, notifier: Notifier, halts: Halts) -> None:
        self._notifier = notifier
        self._halts = halts

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:
        effect = _SENDING.get(letter.subject_code, "notice")
        self._halts.at(letter.code, f"{effect}:unsent")
        return self._notifier.send(letter, addressee, paper)


async def run(plan: Mapping[str, str], folder: Path) -> None:
    settings = Settings.load()
    log.configure(settings.log_level, settings.log_format)
    halts = Halts(plan, folder)
    workers.LETTER_SLOTS = len(plan)  # each that halts keeps its slot for ever
    async with open_app(settings) as app:
        register = HaltingRegister(app.register, halts)
        notifier = HaltingNotifier(app.ports.notifier, halts)
        ports = replace(app.ports, register=register, notifier=notifier)
        ordinary, letters = app.workers(strict=True, ports=ports)
        async with ordinary, letters:
            log.logger(__name__).info("worker_ready")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1]), Path(sys.argv[2])))
