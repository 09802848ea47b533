"""A masked person can be told from another, and not be known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.masking import in_clear, masked
from models.submission import Person

WHOLE = Person(
    name="Nguyễn Thị Hường",
    identity_number="030012345612",
    birth_date=date(1990, 4, 5),
    phone="+84 912.345-678",
    email="huong@thu.vn",
    address="Số 7 ngõ 31, thôn Vạn Tải, xã Nam Sách",
)


def test_a_personal_number_is_masked_as_the_rule_says() -> None:
    """Rulebook §6."""
    assert masked(WHOLE).identity_number == "0300******12"


def test_every_field_is_masked() -> None:
    shown = masked(WHOLE)
    assert (shown.name, shown.birth_date, shown.phone) == ("Nguyễn T. H.", "1990", "********678")
    assert (shown.email, shown.address) == ("h***@***", "***, xã Nam Sách")


def test_what_was_not_stated_is_not_shown() -> None:
    shown = masked(Person(name="Lan"))
    assert shown.model_dump(exclude_none=True) == {"name": "L***"}


def test_in_the_clear_everything_is_as_stated() -> None:
    assert in_clear(WHOLE).model_dump() == WHOLE.model_dump(mode="json")


@given(st.from_regex(r"[0-9A-Z-]{6,20}", fullmatch=True))
def test_of_no_number_more_than_half_is_shown(number: str) -> None:
    """And its length stays, so that a slip of the pen is seen."""
    shown = masked(Person(name="Lan", identity_number=number)).identity_number
    assert shown is not None
    assert len(shown) == len(number)
    assert shown.count("*") * 2 >= len(number)


@pytest.mark.parametrize("address", ["Thôn Vạn Tải", "Ngõ 31", ""])
def test_an_address_in_one_part_is_hidden_whole(address: str) -> None:
    assert masked(Person(name="Lan", address=address)).address in ("***", "")
