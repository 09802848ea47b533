"""Where tests rehearse: servers of their own, a register copied from the year's template, a namespace each time."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from motcua.embedded import Home, Runtime, attach
from motcua.registry import register_of
from motcua.rehearsal.office import Office
from motcua.rehearsal.plan import Plan
from motcua.rehearsal.rehearsing import judged
from motcua.rehearsal.report import Report
from motcua.rehearsal.stage import office_on, own_home, registered, rehearsal_settings
from motcua.rehearsal.year import Year
from motcua.settings import Settings

__all__ = ["Theatre", "theatre"]


@dataclass
class Theatre:
    """Rehearses one plan after another, each on a register and in a namespace of its own."""

    settings: Settings
    runtime: Runtime
    templates: dict[int, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def rehearse(self, plan: Plan) -> Report:
        """Play a plan and judge it."""
        url = self._register_of(plan.year)
        async with self._office(url) as office, office.worker():
            return await judged(office, plan, url)

    @asynccontextmanager
    async def _office(self, url: str) -> AsyncIterator[Office]:
        number = next(self.numbers)
        endpoint = replace(self.runtime, namespace=f"dien-tap-{number}")
        # Papers lie under the home by their content, sealed for one register: each has a home, and the same keys.
        settings = self.settings.model_copy(update={"home": self.settings.home / f"lan-{number}"})
        shutil.copytree(self.settings.home / "keystore", settings.home / "keystore")
        with register_of(settings, url, pool_size=8) as register:
            async with office_on(settings, endpoint, register) as office:
                yield office

    def prepare(self, year: Year) -> None:
        """Make the year's template, if it is not there."""
        if year.number not in self.templates:
            self.templates[year.number] = f"nam_{year.number}"
            with registered(self.settings, self._created(f"nam_{year.number}", "template1"), year):
                pass

    def _register_of(self, year: Year) -> str:
        self.prepare(year)
        return self._created(f"lan_{next(self.numbers)}", self.templates[year.number])

    def _created(self, name: str, template: str) -> str:
        plain = self.runtime.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return f"{self.runtime.database_url.rsplit('/', 1)[0]}/{name}"


@contextmanager
def theatre() -> Iterator[Theatre]:
    """Servers of their own, ended and removed afterwards."""
    with own_home(None) as home:
        _prepare(home)
        settings = rehearsal_settings(home)
        with attach(settings) as runtime:
            yield Theatre(settings, runtime)


def _prepare(home: Path) -> None:
    Home(home).prepare()
    Home(home).rehearsal_file.touch()
