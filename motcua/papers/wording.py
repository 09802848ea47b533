"""How times, places and persons are written on a Vietnamese administrative paper (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

import re
from datetime import date, datetime

from models.calendar import VIETNAM
from models.submission import Person

__all__ = [
    "addressee", "date_in_words", "heading_lines", "instant_in_words", "is_individual", "masked", "name_parts",
    "place_of", "sentence",
]  # fmt: skip

_UNIT = re.compile(r"\b(?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)\s+(\S.*)$", re.IGNORECASE)
_LINE = 45
"""Letters of a title that fit on one line of a form."""
_INDIVIDUAL_NUMBER = re.compile(r"\d{9}|\d{12}")


def date_in_words(day: date) -> str:
    """Write `ngày 05 tháng 02 năm 2026`: days below ten and the months 1 and 2 with a nought before them."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def instant_in_words(moment: datetime) -> str:
    """Write an instant in Vietnam's time, to the minute: `17 giờ 00, ngày 14 tháng 6 năm 2024`."""
    local = moment.astimezone(VIETNAM)
    return f"{local.hour} giờ {local.minute:02d}, {date_in_words(local.date())}"


def place_of(*names: str | None) -> str | None:
    """Return the place (địa danh) before a paper's date: the unit that the first telling name ends in, or None.

    `Ủy ban nhân dân phường Lê Thanh Nghị` gives `Lê Thanh Nghị`; a department takes its superior's place.
    """
    for name in names:
        found = _UNIT.search(name or "")
        if found:
            place = re.split(r"[,;(–-]|\s+(?:tỉnh|thành phố|quận|huyện)\s", found[1])[0].strip()
            return f"{found[0].split()[0].capitalize()} {place}" if place.isdigit() else place
    return None


def name_parts(name: str) -> list[str]:
    """Split an agency's name in capitals before its unit, so that `THÀNH PHỐ HẢI PHÒNG` stays on one line."""
    found = _UNIT.search(name)
    parts = [name[: found.start()], found[0]] if found else [name]
    return [part.strip().upper() for part in parts if part.strip()]


def heading_lines(title: str) -> list[str]:
    """Put a title in capitals, a long one broken before its `và` as the printed forms do."""
    first, found, rest = title.upper().partition(" VÀ ")
    return [first, f"VÀ {rest}"] if found and len(title) > _LINE else [title.upper()]


def is_individual(person: Person) -> bool:
    """Tell a person from an organisation by what was stated: a birth date, or a number of a citizen's form."""
    number = person.identity_number
    return person.birth_date is not None or bool(number and _INDIVIDUAL_NUMBER.fullmatch(number))


def addressee(person: Person) -> str:
    """Write whom a paper is for, with the courtesy due to a person."""
    return f"Ông/Bà {person.name}" if is_individual(person) else person.name


def masked(number: str) -> str:
    """Mask an identity number: `0300******12` (rulebook §6)."""
    return number[:4] + "*" * max(len(number) - 6, 0) + number[-2:] if len(number) > 6 else "*" * len(number)


def sentence(text: str) -> str:
    """End `text` with one full stop."""
    return text.rstrip(" .") + "."
