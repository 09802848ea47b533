"""Who may look: every role at every look, near and far."""

from __future__ import annotations

import pytest

from models.errors import InvalidInput, NotAllowed
from models.identifiers import AgencyCode
from models.looks import LOOKS, Look, Looker, check_look
from models.procedure import Role

HERE, THERE = AgencyCode("H24.31"), AgencyCode("H24.40")
OFFICERS = {Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.SUPERVISOR}
NEAR = {
    Look.PERSON_MASKED: OFFICERS | {Role.AUDITOR, Role.OPERATOR},
    Look.PERSON: OFFICERS | {Role.AUDITOR},
    Look.NOTES: OFFICERS | {Role.AUDITOR},
    Look.PAPER: OFFICERS | {Role.AUDITOR},
    Look.FIND: {Role.RECEPTION, Role.HEAD, Role.SUPERVISOR, Role.AUDITOR},
    Look.ACCESS_LOG: {Role.AUDITOR},
    Look.ASK_ERASURE: {Role.HEAD, Role.SUPERVISOR},
    Look.CONFIRM_ERASURE: {Role.OPERATOR},
    Look.ROTATE_MASTER: {Role.OPERATOR},
    Look.SEARCH: {Role.AUDITOR},
    Look.FEEDBACK: OFFICERS | {Role.AUDITOR},
    Look.EXPORT: {Role.AUDITOR},
}
EVERYWHERE = {Role.AUDITOR, Role.OPERATOR}


def _may(look: Look, role: Role, agency: AgencyCode) -> bool:
    try:
        check_look(look, Looker(agency, (role,)), {HERE}, "đối chiếu")
    except NotAllowed as error:
        assert error.code in ("OFFICER_MAY_NOT", "AGENCY_MAY_NOT")
        return False
    return True


@pytest.mark.parametrize("look", Look)
def test_a_look_is_for_these_roles_and_no_other(look: Look) -> None:
    assert {role for role in Role if _may(look, role, HERE)} == NEAR[look]
    assert {role for role in Role if _may(look, role, THERE)} == NEAR[look] & EVERYWHERE
    assert look in LOOKS


@pytest.mark.parametrize("look", Look)
def test_no_look_goes_without_a_reason(look: Look) -> None:
    with pytest.raises(InvalidInput, match="REASON_REQUIRED"):
        check_look(look, Looker(HERE, tuple(Role)), {HERE}, " \n")
