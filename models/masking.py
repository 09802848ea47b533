"""A person as shown to whoever need not know them in the clear: enough to tell one from another (rulebook §6)."""

from __future__ import annotations

from models.submission import Person
from models.value import Value

__all__ = ["PersonShown", "in_clear", "masked"]

_HIDDEN = "***"


class PersonShown(Value):
    """A person, in the clear or masked."""

    name: str
    identity_number: str | None
    birth_date: str | None
    phone: str | None
    email: str | None
    address: str | None


def in_clear(person: Person) -> PersonShown:
    """Return a person as stated."""
    return PersonShown.model_validate(person.model_dump(mode="json"))


def masked(person: Person) -> PersonShown:
    """Return a person masked: `Nguyễn T. H.`, `0300******12`, the year of birth, the last digits of the phone."""
    return PersonShown(
        name=_name(person.name),
        identity_number=person.identity_number and _number(person.identity_number),
        birth_date=str(person.birth_date.year) if person.birth_date else None,
        phone=person.phone and _phone(person.phone),
        email=person.email and f"{person.email[0]}{_HIDDEN}@{_HIDDEN}",
        address=person.address and _address(person.address),
    )


def _name(name: str) -> str:
    """The family name and the initials of the others; of a single word its first letter."""
    family, *others = name.split()
    if not others:
        return f"{family[0]}{_HIDDEN}"
    return " ".join([family, *(f"{other[0]}." for other in others)])


def _number(number: str) -> str:
    """Four signs in front and two behind of the twelve of a personal number; of a shorter one in proportion."""
    front, behind = len(number) // 3, len(number) // 6
    front, behind = min(front, 4), min(behind, 2)
    return number[:front] + "*" * (len(number) - front - behind) + number[len(number) - behind :]


def _phone(phone: str) -> str:
    digits = "".join(sign for sign in phone if sign.isdigit())
    return "*" * (len(digits) - 3) + digits[-3:]


def _address(address: str) -> str:
    """The last part, the commune or province; of an address in one part nothing."""
    _, comma, last = address.rpartition(",")
    return f"{_HIDDEN}, {last.strip()}" if comma else _HIDDEN
