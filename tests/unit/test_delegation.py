"""Who may act in whose name on a day, and what a catalogue says against a delegation that could not be given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from activities.ports import PaperContent
from models.acts import Act
from models.delegation import Delegation
from models.errors import MotcuaError
from models.identifiers import OfficerId
from models.organisation import Organisation
from models.procedure import Role
from motcua.catalogue.loader import read_catalogue
from motcua.catalogue.shipped import shipped_catalogue
from motcua.papers.view import words_of
from tests.fixtures.papers import result

HEAD, DIRECTOR = OfficerId("ld.h24-31"), OfficerId("ld.h24-31-1")
SHIPPED = shipped_catalogue().organisation
GIVEN = next(one for one in SHIPPED.delegations if one.delegate == DIRECTOR)
FIRST, LAST = GIVEN.valid_from, date(2026, 12, 31)


def with_delegation(**changes: object) -> Organisation:
    version = {**GIVEN.model_dump(mode="json"), "version": 2, **changes}
    return replace(SHIPPED, delegations=(*SHIPPED.delegations, Delegation.model_validate(version)))


def refused(organisation: Organisation, act: Act | None, day: date, delegator: OfficerId = HEAD) -> str:
    try:
        organisation.deputy(DIRECTOR, delegator, act, day)
    except MotcuaError as error:
        return error.code
    return "may"


def test_a_deputy_stands_at_the_delegators_agency_with_the_delegated_roles_alone() -> None:
    deputy = SHIPPED.deputy(DIRECTOR, HEAD, Act.APPROVE, FIRST)
    assert (deputy.id, deputy.agency, deputy.roles) == (DIRECTOR, "H24.31", (Role.HEAD,))


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 1, 4), "DELEGATION_ABSENT"), (FIRST, "may"), (LAST, "may"), (date(2027, 1, 1), "DELEGATION_ABSENT")],
)
def test_it_holds_from_its_first_day_to_its_last(day: date, said: str) -> None:
    assert refused(SHIPPED, Act.APPROVE, day) == said


def test_a_later_version_revokes() -> None:
    revoked = with_delegation(valid_to="2026-02-28")
    assert refused(revoked, Act.APPROVE, date(2026, 2, 28)) == "may"
    assert refused(revoked, Act.APPROVE, date(2026, 3, 1)) == "DELEGATION_ABSENT"


def test_only_the_acts_that_were_named_are_covered() -> None:
    assert refused(SHIPPED, Act.RETURN_FOR_REWORK, FIRST) == "may"
    assert refused(SHIPPED, Act.CONFIRM_DELIVERY, FIRST) == "DELEGATION_ABSENT"
    assert refused(with_delegation(acts=[]), Act.CONFIRM_DELIVERY, FIRST) == "may"


def test_what_the_delegator_no_longer_holds_is_delegated_no_longer() -> None:
    """Out of office, moved to another agency, or without the role: the delegation is worth nothing that day."""
    now = SHIPPED.officer(HEAD, FIRST)

    def changed(**other: object) -> Organisation:
        version = {**now.model_dump(mode="json"), "version": now.version + 1, "may_sign": False, **other}
        return replace(SHIPPED, officers=(*SHIPPED.officers, type(now).model_validate(version)))

    day = date(2026, 6, 1)
    assert refused(changed(valid_to="2026-05-31"), Act.APPROVE, day) == "OFFICER_NOT_IN_OFFICE"
    assert refused(changed(valid_from="2026-05-01", agency="H24.40"), Act.APPROVE, day) == "DELEGATION_ABSENT"
    assert refused(changed(valid_from="2026-05-01", roles=["handler"]), Act.APPROVE, day) == "DELEGATION_ABSENT"


def test_what_was_delegated_is_not_delegated_again() -> None:
    """The director's deputy would be a deputy's deputy (Decree 30/2020, Art. 13)."""
    handler = OfficerId("cv.h24-31")
    version = GIVEN.model_copy(update={"code": "uq-lai", "delegator": DIRECTOR, "delegate": handler})
    again = replace(SHIPPED, delegations=(*SHIPPED.delegations, version))
    with pytest.raises(MotcuaError, match="DELEGATION_ABSENT"):
        again.deputy(handler, DIRECTOR, Act.APPROVE, FIRST)


TEXT = """
delegations:
  - code: uq-thu
    delegator: ld.h24-40
    delegate: ld.h24-40-1
    agency: H24.40
    roles: [head]
    valid_from: 2026-12-01
    valid_to: 2027-03-31
    decision: Quyết định số 1/QĐ-UBND
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("delegator: ld.h24-40", "delegator: ld.h24-99", "delegator"),
        ("agency: H24.40", "agency: H24.31", "agency"),
        ("roles: [head]", "roles: [head, supervisor]", "roles"),
        ("roles: [head]", "roles: [operator]", ""),
        ("delegate: ld.h24-40-1", "delegate: cv.h24-40", "delegate"),
        ("delegate: ld.h24-40-1", "delegate: ld.h24-31-1", "delegate"),
        ("delegate: ld.h24-40-1", "delegate: tt.h24", "delegate"),
        ("delegate: ld.h24-40-1", "delegate: ld.h24-40", ""),
        ("    valid_to: 2027-03-31\n", "", ""),
        ("    decision: Quyết định số 1/QĐ-UBND\n", "", ""),
        ("valid_from: 2026-12-01", "valid_from: 2025-01-01", "delegator"),
    ],
)
def test_a_delegation_that_could_not_be_given_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    def places(text: str) -> set[str]:
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        _, problems = read_catalogue([tmp_path], shipped_catalogue())
        return {problem.place for problem in problems}

    assert places(TEXT) == set()
    assert old in TEXT
    assert f"delegations[0].{place}".rstrip(".") in places(TEXT.replace(old, new, 1))


def test_the_paper_names_whose_authority_it_is() -> None:
    """TUQ. and the delegator's title above the signer's own."""

    def words(**other: object) -> dict[str, object]:
        content: PaperContent = result(signer_title="Giám đốc", **other)
        return words_of(content)

    assert words()["signer-authority"] is None
    delegated = words(delegator_title="Chủ tịch Ủy ban nhân dân")
    assert delegated["signer-authority"] == "TUQ. CHỦ TỊCH ỦY BAN NHÂN DÂN"
    assert delegated["signer-title"] == "GIÁM ĐỐC"
