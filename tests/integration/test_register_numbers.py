"""Numbers of papers: one per effect, without a gap in the agency's book of the year."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from models.errors import Broken
from models.identifiers import AgencyCode, DossierCode
from models.journal import PaperKind
from motcua.register import PostgresRegister
from tests.integration.register_data import AGENCY, OTHER_AGENCY, reserve

pytest_plugins = ("tests.fixtures.register",)


@pytest.fixture(scope="module")
def code(register: PostgresRegister) -> DossierCode:
    return reserve(register, 1)


def test_a_number_says_book_kind_and_agency(register: PostgresRegister, code: DossierCode) -> None:
    """Each agency, year and kind has its own book."""

    def numbered(effect: str, agency: AgencyCode, year: int, kind: PaperKind) -> str:
        return register.allocate_number(agency, year, kind, effect, code)

    assert numbered("0-1", AGENCY, 2026, PaperKind.RESULT) == "1/KQ-H24.31"
    assert numbered("0-2", AGENCY, 2026, PaperKind.RESULT) == "2/KQ-H24.31"
    assert numbered("0-2", AGENCY, 2026, PaperKind.APOLOGY) == "1/XL-H24.31"
    assert numbered("0-3", OTHER_AGENCY, 2026, PaperKind.RESULT) == "1/KQ-H24.12"
    assert numbered("0-4", AGENCY, 2027, PaperKind.RESULT) == "1/KQ-H24.31"


def test_the_same_effect_keeps_its_number_and_many_at_once_leave_no_gap(
    register: PostgresRegister, code: DossierCode
) -> None:
    """Every effect is tried three times at once."""
    with ThreadPoolExecutor(8) as pool:
        got = list(
            pool.map(
                lambda n: (n % 20, register.allocate_number(AGENCY, 2030, PaperKind.RESULT, f"1-{n % 20 + 1}", code)),
                range(60),
            )
        )
    assert len(set(got)) == 20
    assert {number for _, number in got} == {f"{n}/KQ-H24.31" for n in range(1, 21)}


def test_a_dossier_stands_once_in_the_register_book_whichever_effect_asks(register: PostgresRegister) -> None:
    """Tried three times at once, and again by another effect as after a reset: the numbers stay 1, 2, 3 …"""
    codes = [reserve(register, number) for number in range(2, 10)]

    def entered(code: DossierCode, effect: str = "0-2") -> int:
        return register.enter_in_book(AGENCY, 2026, effect, code)

    with ThreadPoolExecutor(8) as pool:
        first = dict(zip(codes * 3, pool.map(entered, codes * 3), strict=True))
    assert sorted(first.values()) == list(range(1, 9))
    assert {code: entered(code, "1-7") for code in codes} == first
    assert register.allocate_number(AGENCY, 2026, PaperKind.RESULT, "0-2", codes[0]).endswith("/KQ-H24.31")


def test_a_restored_register_enters_a_dossier_under_the_number_that_it_had(register: PostgresRegister) -> None:
    """The book goes on behind it, and a number that went to another since is found."""
    at, known, other = datetime(2028, 2, 1, tzinfo=UTC), reserve(register, 20), reserve(register, 21)
    for _ in range(2):
        register.restoring.enter_dossier(known, "0-2", AGENCY, at, 7)
    assert register.enter_in_book(AGENCY, 2028, "0-2", known) == 7
    assert register.enter_in_book(AGENCY, 2028, "0-2", reserve(register, 22)) == 8
    with pytest.raises(Broken, match="NUMBER_GIVEN_TWICE"):
        register.restoring.enter_dossier(other, "0-2", AGENCY, at, 7)
