"""Opening the register: made ready first where it is ours and new; and what must be ready before any work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models import attributes
from models.calendar import WorkingCalendar
from models.catalogue import CatalogueEntry
from models.errors import NotAllowed, Refused, Unavailable
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.calendars import newest_of
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.proposing import ProposalStore
from motcua.catalogue.shipped import shipped_catalogue
from motcua.catalogue.store import CatalogueStore
from motcua.embedded import ReadyStep, Runtime, attach, make_ready
from motcua.engine.namespace import prepare_namespace
from motcua.register import PostgresRegister, upgrade
from motcua.settings import Settings

__all__ = ["INSTALLER", "OpenCatalogue", "now", "open_catalogue", "open_register", "ready_steps", "register_of"]

INSTALLER = OfficerId("motcua")
"""In whose name the shipped catalogue is imported: the program's own."""


def now() -> datetime:
    """The real time, in UTC; workflows have their own."""
    return datetime.now(UTC)


@contextmanager
def open_register(settings: Settings, runtime: Runtime) -> Iterator[PostgresRegister]:
    """Open the register; the embedded one is made ready first if it is new."""
    ours = "postgresql" in runtime.embedded
    try:
        register = _register(settings, runtime)
    except Unavailable as error:
        if not ours or error.code != "SCHEMA_OLD":
            raise
        make_ready(runtime, ready_steps(settings), lambda _: None)
        register = _register(settings, runtime)
    with register:
        if ours and not register.catalogue.kept().entries:
            make_ready(runtime, ready_steps(settings), lambda _: None)
        yield register


def _register(settings: Settings, runtime: Runtime, pool_size: int = 40) -> PostgresRegister:
    return register_of(settings, runtime.database_url, pool_size)


def register_of(settings: Settings, database_url: str, pool_size: int = 40) -> PostgresRegister:
    """Open the register of a database whose schema is there, as it stands. Raises as `PostgresRegister.open`."""
    return PostgresRegister.open(
        database_url, _keystore(settings), calendar_of=_current_calendar, now=now(), pool_size=pool_size
    )


def _keystore(settings: Settings) -> Path:
    return settings.home / "keystore"


def _current_calendar(entries: Sequence[CatalogueEntry], places: Sequence[AgencyCode] = ()) -> WorkingCalendar:
    files = [CalendarFile.model_validate_json(entry.content_json) for entry in entries]
    newest = newest_of(files, places)
    if newest is None:
        raise Refused("CALENDAR_UNKNOWN", day="-")
    return newest.working


def ready_steps(settings: Settings) -> tuple[ReadyStep, ...]:
    """What must be done before work, in this order; each may be done again."""

    def migrate(runtime: Runtime) -> None:
        upgrade(runtime.database_url)

    def catalogue(runtime: Runtime) -> None:
        with _register(settings, runtime, pool_size=2) as register:
            if register.catalogue.kept().entries:
                return  # what a later release ships is proposed, and confirmed by a second officer
            import_bundle(register.catalogue, shipped_catalogue(), INSTALLER, now())

    def namespace(runtime: Runtime) -> None:
        prepare_namespace(settings, runtime, attributes.ALL)

    return (
        ReadyStep("Chuẩn bị không gian tên Temporal", namespace),
        ReadyStep("Nâng cấp lược đồ sổ", migrate),
        ReadyStep("Nhập danh mục kèm theo", catalogue),
    )


@dataclass(frozen=True)
class OpenCatalogue:
    """The register's catalogue, and who is acting on it."""

    store: CatalogueStore
    proposals: ProposalStore
    officer: OfficerId


@contextmanager
def open_catalogue(officer: OfficerId | None) -> Iterator[OpenCatalogue]:
    """Open the catalogue for an officer who keeps it; without one, for reading.

    Raises NotAllowed `OFFICER_MAY_NOT` for an officer without the role, `OFFICER_UNKNOWN`.
    """
    settings = Settings.load()
    with attach(settings) as runtime, open_register(settings, runtime) as register:
        if officer is not None and Role.CATALOGUE not in register.officer_today(officer, now()).roles:
            raise NotAllowed("OFFICER_MAY_NOT", act="catalogue")
        yield OpenCatalogue(register.catalogue, register.proposals, officer or INSTALLER)
