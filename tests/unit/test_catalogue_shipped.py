"""The shipped catalogue: valid, staffed on every day, and the right version before and after 2025-07-01."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from models.errors import Refused
from models.identifiers import AgencyCode, ProcedureCode
from models.procedure import Procedure, Role, StepKind, Unit
from models.regime import FormKind
from models.resolution import pin, superiors
from motcua.catalogue.shipped import shipped_catalogue

LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)
KNOWN = {
    "1.001193", "1.000894", "1.000656", "1.001022", "1.004873", "2.000635", "1.004884", "2.000528", "2.000806",
    "2.000815", "2.000884", "2.000908", "1.004222", "1.009994", "1.012766", "1.014199", "1.014200", "1.014201",
    "1.001612",
}  # fmt: skip
BUNDLE = shipped_catalogue()


def _label(procedure: Procedure) -> str:
    return f"{procedure.code}/{procedure.version}"


def _pinned(procedure: Procedure, day: date) -> list[Procedure]:
    return [pin(procedure, counter, BUNDLE.organisation, day) for counter in procedure.received_by]


def _days(procedure: Procedure) -> list[date]:
    months = [date(year, month, 1) for year in range(2018, 2028) for month in range(1, 13)]
    change = [LAST_OLD + timedelta(shift) for shift in range(-5, 6)]
    ends = [procedure.valid_from, procedure.valid_to or date(2027, 12, 31)]
    return [day for day in (*ends, *months, *change) if procedure.in_force(day)]


def test_it_holds_the_procedures_of_the_rulebook() -> None:
    """At least fifteen real procedures, each under a code that the rulebook knows; the one made up says that it is."""
    made_up = {procedure for procedure in BUNDLE.procedures if str(procedure.code) not in KNOWN}
    assert {str(procedure.code) for procedure in BUNDLE.procedures} == KNOWN | {"9.000001"}
    assert all("mẫu" in one.name and "mã thủ tục (mã mẫu, không phải mã thật)" in one.unverified for one in made_up)


def test_every_unit_is_used_but_months() -> None:
    """No procedure of the rulebook is known to be limited in months, and none is invented."""
    assert {procedure.limit.unit for procedure in BUNDLE.procedures} == set(Unit) - {Unit.MONTHS}


def test_nothing_is_called_verified_and_each_says_what_is_not() -> None:
    assert all(not one.verified and one.unverified for one in BUNDLE.procedures)
    assert all(not one.verified and one.unverified for one in BUNDLE.regimes)


def test_both_organisations_are_marked_as_samples() -> None:
    assert all(agency.sample for agency in BUNDLE.agencies)
    assert all(officer.sample for officer in BUNDLE.officers)


@pytest.mark.parametrize("procedure", BUNDLE.procedures, ids=_label)
def test_the_steps_never_sum_to_more_than_the_limit(procedure: Procedure) -> None:
    assert sum(step.limit_hours for step in procedure.steps) <= procedure.limit.comparable_hours


@pytest.mark.parametrize("procedure", BUNDLE.procedures, ids=_label)
def test_every_step_has_an_officer_on_every_day_of_validity(procedure: Procedure) -> None:
    """Looked at on its first and last day, the first of every month, and each day around the change of the tree."""
    for day in _days(procedure):
        for pinned in _pinned(procedure, day):
            for step in pinned.steps:
                assert BUNDLE.organisation.officers_of(AgencyCode(step.agency), day, step.role), (day, step.key)


@pytest.mark.parametrize("procedure", BUNDLE.procedures, ids=_label)
def test_whoever_handles_need_not_be_who_signs(procedure: Procedure) -> None:
    for pinned in _pinned(procedure, procedure.valid_from):
        people = {
            step.kind: {
                one.id
                for one in BUNDLE.organisation.officers_of(AgencyCode(step.agency), procedure.valid_from, step.role)
            }
            for step in pinned.steps
        }
        assert people[StepKind.HANDLE] - people[StepKind.SIGN]


def test_at_least_five_procedures_go_through_several_agencies_in_three_steps_or_more() -> None:
    """Among those in force today; each has two agencies or more that handle, consult or sign."""
    today = [procedure for procedure in BUNDLE.procedures if procedure.in_force(date(2026, 11, 23))]
    several = [
        procedure.code for procedure in today
        if all(len({step.agency for step in pinned.steps}) >= 3 for pinned in _pinned(procedure, date(2026, 11, 23)))
    ]  # fmt: skip
    assert len(several) >= 5


@pytest.mark.parametrize("code", ["1.001193", "1.009994", "2.000806", "1.012766"])
def test_the_old_version_is_in_force_before_the_first_of_july_and_the_new_one_after(code: str) -> None:
    old, new = BUNDLE.procedure(ProcedureCode(code), LAST_OLD), BUNDLE.procedure(ProcedureCode(code), FIRST_NEW)
    assert (old.version, old.regime, new.version, new.regime) == (1, "nd61-2018", 2, "nd118-2025")
    assert (BUNDLE.regime(LAST_OLD).code, BUNDLE.regime(FIRST_NEW).code) == ("nd61-2018", "nd118-2025")


def test_a_procedure_not_yet_issued_and_an_unknown_one_cannot_be_received() -> None:
    with pytest.raises(Refused, match="PROCEDURE_NOT_IN_FORCE"):
        BUNDLE.procedure(ProcedureCode("1.014199"), LAST_OLD)
    with pytest.raises(Refused, match="PROCEDURE_UNKNOWN"):
        BUNDLE.procedure(ProcedureCode("9.999999"), LAST_OLD)
    with pytest.raises(Refused, match="REGIME_NOT_IN_FORCE"):
        BUNDLE.regime(date(2018, 6, 20))


def test_the_apology_has_the_title_of_its_regime_and_only_the_new_one_knows_a_stop_notice() -> None:
    old, new = BUNDLE.regime(LAST_OLD), BUNDLE.regime(FIRST_NEW)
    titles = [regime.form(FormKind.APOLOGY) for regime in (old, new)]
    assert [form.title for form in titles if form] == [
        "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    ]
    assert (old.form(FormKind.STOP_NOTICE), new.form(FormKind.STOP_NOTICE) is not None) == (None, True)


def test_accounts_for_every_role_exist_in_both_organisations() -> None:
    """Two for the catalogue, since what one changes another confirms."""
    for province in ("H23", "H24"):
        roles = Counter(role for one in BUNDLE.officers if one.agency.split(".")[0] == province for role in one.roles)
        assert set(roles) == set(Role)
        assert roles[Role.CATALOGUE] >= 2


def test_a_centre_receives_for_its_commune() -> None:
    """Received by the centre, handled and signed by the commune, returned by the centre."""
    day = date(2026, 11, 23)
    pinned = pin(BUNDLE.procedure(ProcedureCode("1.001193"), day), AgencyCode("H24.40.1"), BUNDLE.organisation, day)
    assert pinned.competent == "H24.40"
    assert [step.agency for step in pinned.steps] == ["H24.40", "H24.40", "H24.40.1"]
    above = superiors([AgencyCode("H24.40.1")], BUNDLE.organisation, day)
    assert above == {"H24.40.1": "H24.40", "H24.40": "H24", "H24": None}, "up to the top"


def test_received_elsewhere_the_other_agency_is_competent() -> None:
    """Phi địa giới hành chính: received at the ward's centre, competent the commune."""
    day = date(2026, 11, 23)
    procedure = BUNDLE.procedure(ProcedureCode("2.000635"), day)
    pinned = pin(procedure, AgencyCode("H24.40.1"), BUNDLE.organisation, day, AgencyCode("H24.31"))
    assert (pinned.competent, pinned.steps[0].agency, pinned.steps[-1].agency) == ("H24.31", "H24.31", "H24.40.1")
    with pytest.raises(Refused, match="AGENCY_NOT_COMPETENT"):
        pin(procedure, AgencyCode("H24.40.1"), BUNDLE.organisation, day, AgencyCode("H24.5"))
    with pytest.raises(Refused, match="AGENCY_NOT_RECEIVING"):
        pin(procedure, AgencyCode("H24.5"), BUNDLE.organisation, day)


def test_a_districts_dossier_is_finished_by_its_successor() -> None:
    """Received by the district before it was abolished; every later step has somebody to do it today."""
    received, today = date(2025, 6, 20), date(2026, 11, 23)
    procedure = BUNDLE.procedure(ProcedureCode("1.009994"), received)
    pinned = pin(procedure, AgencyCode("H23.14"), BUNDLE.organisation, received, acting_on=today)
    assert [step.agency for step in pinned.steps] == ["H24.31", "H24.4", "H24.31", "H24.31", "H24.31"]
    for step in pinned.steps:
        assert BUNDLE.organisation.officers_of(AgencyCode(step.agency), today, step.role)


def test_every_old_agency_has_a_successor_that_works_today() -> None:
    for agency in BUNDLE.agencies:
        assert BUNDLE.organisation.acting(agency.code, date(2026, 11, 23)).code.startswith("H24")


def test_an_agency_or_officer_is_refused_outside_their_days() -> None:
    with pytest.raises(Refused, match=r"successor: H24\.31"):
        BUNDLE.organisation.agency(AgencyCode("H23.14"), FIRST_NEW)
    assert BUNDLE.organisation.head_of(AgencyCode("H24.31"), LAST_OLD) is None
    assert BUNDLE.organisation.superior_of(AgencyCode("H24"), FIRST_NEW) is None
