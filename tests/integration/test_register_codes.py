"""Codes are reserved once per submission, numbered per agency and day in Vietnam, and never with a gap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from models.acts import Act, digest_of
from models.errors import Refused
from models.identifiers import AgencyCode, DossierCode
from models.proof import verify
from models.submission import Person
from motcua.register import PostgresRegister, Reserved
from tests.integration.register_data import CLERK, NOW, opening_builder, reserve, submission

pytest_plugins = ("tests.fixtures.register",)

LAST_MOMENT = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
"""One second before midnight in Vietnam."""


def _reserve(register: PostgresRegister, number: int, now: datetime = NOW, agency: str = "H24.31") -> Reserved:
    given = submission(number, agency=AgencyCode(agency))
    return register.codes.reserve(given, opening_builder(register, given, now), now=now)


def test_codes_count_per_agency_and_vietnamese_day(register: PostgresRegister) -> None:
    """Midnight is Vietnam's, not UTC's."""
    moments = [LAST_MOMENT - timedelta(hours=9), LAST_MOMENT, LAST_MOMENT + timedelta(seconds=1)]
    codes = [_reserve(register, 100 + place, at, "H24.40").code for place, at in enumerate(moments)]
    assert codes == ["H24.40-261124-0001", "H24.40-261124-0002", "H24.40-261125-0001"]
    assert _reserve(register, 110, LAST_MOMENT, "H24.41").code == "H24.41-261124-0001"


def test_many_at_once_leave_no_gap_and_no_double(register: PostgresRegister) -> None:
    """Among them every submission twice, and one in seven that fails on the way."""

    def attempt(index: int) -> str | None:
        given = submission(1000 + index // 2, agency=AgencyCode("H24.50"))
        build = opening_builder(register, given)

        def stumble(code: DossierCode, digest: str) -> object:
            msg = "stumbled"
            raise RuntimeError(msg)

        try:
            if index % 7 == 0:
                register.codes.reserve(given, stumble, now=NOW)  # type: ignore[arg-type]
            return register.codes.reserve(given, build, now=NOW).code
        except RuntimeError:
            return None

    with ThreadPoolExecutor(8) as pool:
        got = [code for code in pool.map(attempt, range(80)) if code]
    numbers = sorted({DossierCode(code).number for code in got})
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 39


def test_the_same_submission_again_has_the_same_code_and_opening(register: PostgresRegister) -> None:
    """Another day, another proof: what was reserved first stands."""
    first = _reserve(register, 200)
    again = _reserve(register, 200, NOW + timedelta(days=3))
    assert (first.new, again.new) == (True, False)
    assert (again.code, again.opening) == (first.code, first.opening)


def test_a_submission_id_with_other_content_is_refused(register: PostgresRegister) -> None:
    """The refusal names the dossier that has it, and nobody."""
    code = _reserve(register, 300).code
    other = submission(300, applicant=Person(name="Trần Văn Khác"))
    with pytest.raises(Refused, match="SUBMISSION_CONFLICT") as caught:
        register.codes.reserve(other, opening_builder(register, other), now=NOW)
    assert caught.value.facts == {"submission": "nop-00300", "code": code}


def test_a_migrated_code_is_taken_as_it_is_and_not_counted(register: PostgresRegister) -> None:
    """The counter passes over a number that came with an older system."""
    agency = AgencyCode("H24.60")
    assert reserve(register, 400, agency=agency, migrated="H24.60-261124-0002") == "H24.60-261124-0002"
    assert reserve(register, 401, agency=agency, migrated="000.00.04.G18-20231114-0007") == (
        "000.00.04.G18-20231114-0007"
    )
    counted = [_reserve(register, 410 + index, agency="H24.60").code.number for index in range(3)]
    assert counted == [1, 3, 4]


def test_a_migrated_code_belongs_to_one_submission(register: PostgresRegister) -> None:
    reserve(register, 500, migrated="H23.14-240614-0001")
    assert reserve(register, 500, migrated="H23.14-240614-0001") == "H23.14-240614-0001"
    with pytest.raises(Refused, match="CODE_TAKEN"):
        reserve(register, 501, migrated="H23.14-240614-0001")


def test_a_refused_code_leaves_the_submission_free(register: PostgresRegister) -> None:
    """Corrected, the same submission id may be given again."""
    reserve(register, 510, migrated="H23.14-240614-0010")
    with pytest.raises(Refused, match="CODE_TAKEN"):
        reserve(register, 511, migrated="H23.14-240614-0010")
    assert reserve(register, 511, migrated="H23.14-240614-0011") == "H23.14-240614-0011"


def test_only_the_reserved_opening_is_confirmed(register: PostgresRegister) -> None:
    """Confirming again is harmless; from then on it counts as started."""
    reserved = _reserve(register, 600)
    body = reserved.opening.body
    waiting = NOW + timedelta(hours=1)
    assert reserved.opening in register.codes.not_started(waiting)
    assert reserved.opening not in register.codes.not_started(NOW)
    for _ in range(2):
        register.confirm_reservation(body)
    assert reserved.opening not in register.codes.not_started(waiting)
    assert _reserve(register, 600).started
    for stranger in (
        body.model_copy(update={"components": ("to_khai:original:1",)}),
        body.model_copy(update={"code": DossierCode("H24.31-261124-9999")}),
    ):
        with pytest.raises(Refused, match="NOT_RESERVED"):
            register.confirm_reservation(stranger)


def test_a_kept_opening_still_proves_who_submitted(register: PostgresRegister) -> None:
    """What `reconcile` starts is proven as it was: nothing is lost in the database."""
    code = _reserve(register, 700).code
    kept = next(one for one in register.codes.not_started(NOW + timedelta(1)) if one.body.code == code)
    digest = digest_of(code, Act.SUBMIT, kept.envelope)
    claims = verify(
        kept.envelope.proof, root=kept.body.root_key, code=code, act="submit", digest=digest, actor=CLERK.officer,
        now=NOW,
    )  # fmt: skip
    assert claims.agency == CLERK.agency
    assert kept.envelope.content == {"opening": kept.body.digest}


def test_the_database_itself_knows_no_code_twice(database_url: str, register: PostgresRegister) -> None:
    _reserve(register, 800)
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT submission_id) FROM reservation").fetchone()
    assert row is not None
    assert row[0] == row[1] > 0
