"""Working calendars as files: one per publication, each entry with its citation (rulebook §2).

A file says what its publication added; `extends` names the one before it. The newest shipped version therefore knows
every published year, and an older one still answers as people counted when it was the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from models.calendar import WorkingCalendar
from models.errors import InvalidInput
from models.identifiers import AgencyCode, CalendarVersion
from motcua.catalogue.calendar_file import CalendarEntry, CalendarFile, CounterHours, EntryKind, FixedDay, Layer
from motcua.catalogue.document import read_yaml
from motcua.catalogue.problems import CatalogueInvalid, Origin, Problem, schema_problems
from motcua.catalogue.shipped import SHIPPED

__all__ = [
    "PublishedCalendar", "calendar_as_of", "calendar_of", "current_calendar", "load_calendar", "load_calendars",
    "newest_of", "shipped_calendars",
]  # fmt: skip


@dataclass(frozen=True)
class PublishedCalendar:
    """A calendar as it stood after a publication: all entries up to it, and the calendar that they make."""

    file: CalendarFile
    working: WorkingCalendar
    entries: tuple[CalendarEntry, ...]
    """Every entry up to this publication, by date, the inactive ones too."""
    fixed_days: tuple[FixedDay, ...] = field(repr=False)
    counter: tuple[CounterHours, ...] = ()
    """When counters receive people."""

    @property
    def version(self) -> CalendarVersion:
        """Its version; of several layers, of each the newest, the nation's first."""
        return self.working.version

    @cached_property
    def by_date(self) -> Mapping[date, CalendarEntry]:
        """The active entries by their date."""
        return MappingProxyType({entry.date: entry for entry in self.entries if entry.active})

    @property
    def names(self) -> dict[date, str]:
        """What its days are called; of an unforeseen closure with the decision that ordered it."""
        return {
            day: f"{entry.name}, {entry.decision}" if entry.decision else entry.name
            for day, entry in self.by_date.items()
        }


def load_calendars(folder: Path) -> dict[CalendarVersion, PublishedCalendar]:
    """Load every calendar of a folder, in the order of publication.

    Raises CatalogueInvalid (`CATALOGUE_INVALID`) with every problem, its file and line.
    """
    problems: list[Problem] = []
    files = [read for path in sorted(folder.glob("*.yaml")) if (read := _read(path, problems))]
    if not files and not problems:
        problems.append(Problem(folder, 1, ".", InvalidInput("CATALOGUE_NOT_FOUND", path=str(folder))))
    built: dict[CalendarVersion, PublishedCalendar] = {}
    for origin, file in sorted(files, key=lambda item: (item[1].published_on, item[1].version)):
        if file.version in built:
            problems.append(origin.problem(_wrong("version", "another file bears this version"), "version"))
        elif file.extends is not None and file.extends not in built:
            problems.append(origin.problem(_wrong("extends", "no earlier publication has this version"), "extends"))
        else:
            _build(origin, file, built, problems)
    if problems:
        raise CatalogueInvalid(tuple(problems))
    return built


def load_calendar(path: Path) -> PublishedCalendar:
    """Load one calendar file together with what it extends, which stands in the same folder.

    Raises CatalogueInvalid (`CATALOGUE_INVALID`) with every problem, its file and line.
    """
    problems: list[Problem] = []
    chain: list[tuple[Origin, CalendarFile]] = []
    built: dict[CalendarVersion, PublishedCalendar] = {}
    wanted: Path | None = path
    while wanted is not None and (read := _read(wanted, problems)):
        origin, file = read
        if file.version in {later.version for _, later in chain}:
            problems.append(origin.problem(_wrong("extends", "a calendar cannot extend itself"), "extends"))
            break
        chain.append(read)
        wanted = wanted.with_name(f"{file.extends}.yaml") if file.extends else None
    if not problems:
        for origin, file in reversed(chain):
            _build(origin, file, built, problems)
    if problems:
        raise CatalogueInvalid(tuple(problems))
    return built[chain[0][1].version]


@cache
def shipped_calendars() -> Mapping[CalendarVersion, PublishedCalendar]:
    """The calendars that come with Motcua, by version, in the order of publication."""
    return MappingProxyType(load_calendars(SHIPPED / "calendars"))


def calendar_of(version: str) -> PublishedCalendar:
    """The shipped calendar of a version. Raises InvalidInput (`CALENDAR_VERSION_UNKNOWN`, `MALFORMED_IDENTIFIER`)."""
    known = shipped_calendars()
    found = known.get(CalendarVersion(version))
    if found is None:
        raise InvalidInput("CALENDAR_VERSION_UNKNOWN", version=version, known=", ".join(known))
    return found


def current_calendar() -> PublishedCalendar:
    """The newest shipped publication."""
    return list(shipped_calendars().values())[-1]


def calendar_as_of(day: date) -> PublishedCalendar:
    """The shipped calendar by which people counted on `day`; the first one for days before it."""
    first, *later = shipped_calendars().values()
    return next((one for one in reversed(later) if one.file.published_on <= day), first)


def _read(path: Path, problems: list[Problem]) -> tuple[Origin, CalendarFile] | None:
    try:
        read = read_yaml(path.read_bytes())
    except OSError:
        problems.append(Problem(path, 1, ".", InvalidInput("CATALOGUE_NOT_FOUND", path=str(path))))
        return None
    origin = Origin(path, read, ())
    wrong = [Origin(path, read, place).problem(error) for place, error in read.wrong]
    problems += wrong
    if wrong:
        return None
    try:
        return origin, CalendarFile.model_validate(read.tree)
    except ValidationError as error:
        problems += schema_problems(origin, error)
        return None


def _build(
    origin: Origin,
    file: CalendarFile,
    built: dict[CalendarVersion, PublishedCalendar],
    problems: list[Problem],
) -> None:
    """Put `file` upon what it extends and keep the result in `built`, or say what does not fit."""
    try:
        built[file.version] = _composed(file, built.get(file.extends) if file.extends else None)
    except _FieldMissing as missing:
        field = missing.facts["field"]
        problems.append(origin.problem(InvalidInput("CATALOGUE_FIELD_MISSING", field=field), str(field)))
    except ValidationError as error:
        problems += schema_problems(origin, error)


class _FieldMissing(InvalidInput):
    """A first publication that does not say what a later one may leave to it."""


def _composed(file: CalendarFile, base: PublishedCalendar | None) -> PublishedCalendar:
    """Put a publication upon the one that it extends. Raises _FieldMissing, ValidationError."""
    if file.layer is not Layer.NATION:
        return _laid(file, base)
    first = file.published_from or (base.working.published_from if base else None)
    sessions = file.sessions or (base.working.sessions if base else ())
    if first is None:
        raise _FieldMissing("CATALOGUE_FIELD_MISSING", field="published_from")
    if not sessions:
        raise _FieldMissing("CATALOGUE_FIELD_MISSING", field="sessions")
    assert file.published_until is not None
    entries = _later_wins(base.entries if base else (), file.entries)
    fixed = {day.on: day for day in (*(base.fixed_days if base else ()), *file.statutory)}
    working = WorkingCalendar(
        version=file.version,
        sessions=sessions,
        off=_dates(entries, EntryKind.OFF),
        worked=_dates(entries, EntryKind.WORKED),
        statutory=tuple(day.plain for day in fixed.values()),
        published_from=first,
        published_until=file.published_until,
    )
    counter = file.counter or (base.counter if base else ())
    return PublishedCalendar(file, working, entries, tuple(fixed.values()), counter)


def _laid(file: CalendarFile, base: PublishedCalendar | None) -> PublishedCalendar:
    """Lay a province's or an agency's publication upon what holds there. Raises _FieldMissing where nothing does."""
    if base is None:
        raise _FieldMissing("CATALOGUE_FIELD_MISSING", field="extends")
    entries = _later_wins(base.entries, file.entries)
    fixed = {day.on: day for day in (*base.fixed_days, *file.statutory)}
    working = base.working.model_copy(update={
        "version": file.version,
        "sessions": file.sessions or base.working.sessions,
        "off": _dates(entries, EntryKind.OFF),
        "worked": _dates(entries, EntryKind.WORKED),
        "statutory": tuple(day.plain for day in fixed.values()),
    })  # fmt: skip
    whole = WorkingCalendar.model_validate(working.model_dump())
    return PublishedCalendar(file, whole, entries, tuple(fixed.values()), file.counter or base.counter)


def newest_of(files: Iterable[CalendarFile], places: Sequence[AgencyCode] = ()) -> PublishedCalendar | None:
    """The newest of publications that were checked before, as the register keeps them; None if there are none.

    `places`: an agency and those of which it is part, nearest first. The nation's newest calendar holds; upon it lie
    the publications of each place in their order, the nearest place last.
    """
    in_order = sorted(files, key=lambda one: (one.published_on, one.version))
    built: dict[CalendarVersion, PublishedCalendar] = {}
    for file in in_order:
        if file.layer is Layer.NATION:
            built[file.version] = _composed(file, built.get(file.extends) if file.extends else None)
    whole = next(reversed(built.values()), None)
    for place in reversed(places):
        own = [file for file in in_order if file.agency == place]
        if whole is not None and own:
            whole = _under(whole, own)
    return whole


def _under(whole: PublishedCalendar, own: Sequence[CalendarFile]) -> PublishedCalendar:
    """Lay all publications of one place upon a calendar; its version names both."""
    name = CalendarVersion(f"{whole.version}-{own[-1].version}")
    for file in own:
        whole = _laid(file, whole)
    return replace(whole, working=whole.working.model_copy(update={"version": name}))


def _later_wins(earlier: Iterable[CalendarEntry], later: Iterable[CalendarEntry]) -> tuple[CalendarEntry, ...]:
    merged = {entry.date: entry for entry in earlier} | {entry.date: entry for entry in later}
    return tuple(merged[day] for day in sorted(merged))


def _dates(entries: Iterable[CalendarEntry], kind: EntryKind) -> tuple[date, ...]:
    return tuple(entry.date for entry in entries if entry.active and entry.kind is kind)


def _wrong(name: str, why: str) -> InvalidInput:
    return InvalidInput("CATALOGUE_FIELD_WRONG", field=name, why=why)
