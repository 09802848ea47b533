"""What may be asked of an applicant, what must be handed in, and how it is counted: pure rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.components import Counted, as_told, check_given, count, documents_of, held_by
from models.dossier import DossierState
from models.errors import MotcuaError, Refused
from models.identifiers import AgencyCode, ProcedureCode, StepKey
from models.opening import Listed, OpeningBody
from models.procedure import Component, ComponentSource, Procedure
from models.resolution import pin
from models.stores import StoreKind
from models.submission import GivenComponent
from motcua.catalogue.shipped import shipped_catalogue
from workflows.lawful import require_lawful_request

BUNDLE = shipped_catalogue()
FORM, PAPER, NATIONAL, EXTRA = (StepKey(key) for key in ("to_khai", "giay_a", "can_cuoc", "giay_b"))
PROCEDURE: Procedure = BUNDLE.procedure(ProcedureCode("1.001193"), date(2026, 3, 2)).model_copy(update={
    "components": (
        Component(key=FORM, name="Tờ khai"),
        Component(key=PAPER, name="Giấy A", document="giay_a"),
        Component(key=NATIONAL, name="Căn cước", source=ComponentSource.NATIONAL, document="can_cuoc"),
        Component(key=EXTRA, name="Giấy B", required=False, document="1.001193"),
    ),
})  # fmt: skip


def given(*keys: StepKey, stored: tuple[StepKey, ...] = ()) -> list[GivenComponent]:
    return [GivenComponent(key=key, form="original", from_store=key in stored) for key in (*keys, *stored)]


def refusal(components: list[GivenComponent], held: dict[StepKey, StoreKind]) -> str:
    with pytest.raises(MotcuaError) as caught:
        check_given(components, PROCEDURE, held)
    return f"{caught.value.code}:{caught.value.facts['component']}"


def test_the_stores_are_asked_for_documents_and_answer_for_components() -> None:
    assert documents_of(PROCEDURE) == ("1.001193", "can_cuoc", "giay_a")
    assert held_by(PROCEDURE, {"1.001193": StoreKind.PROVINCE}) == {EXTRA: StoreKind.PROVINCE}


def test_what_a_store_has_need_not_be_handed_in_and_what_none_has_cannot_be_taken() -> None:
    held = {PAPER: StoreKind.SECTOR}
    check_given(given(FORM), PROCEDURE, held)
    check_given(given(FORM, stored=(PAPER, NATIONAL)), PROCEDURE, held)
    assert refusal(given(FORM), {}) == "COMPONENT_MISSING:giay_a"
    assert refusal(given(FORM, PAPER, StepKey("la")), {}) == "COMPONENT_UNKNOWN:la"
    assert refusal(given(PAPER, stored=(FORM,)), {}) == "COMPONENT_NOT_HELD:to_khai"


def test_each_component_is_told_and_counted_once_by_how_it_came() -> None:
    """What is digitised though nobody handed it in at first is a component too."""
    held = {PAPER: StoreKind.PROVINCE}
    told = as_told(given(FORM, stored=(PAPER, NATIONAL)), PROCEDURE, held)
    assert told == ("to_khai:original:1", "giay_a:province:1", "can_cuoc:national:1")
    assert count(told, [FORM]) == Counted(handed_in=3, digitised=1, reused=1, shared=1)
    assert count(told, [FORM, EXTRA]) == Counted(handed_in=4, digitised=2, reused=1, shared=1)
    assert count((), ()) == (0, 0, 0, 0)


def registered(listed: tuple[Listed, ...]) -> DossierState:
    """An online dossier before its acceptance, of which nothing else is asked here."""
    facts: dict[str, Any] = {"published": listed, "procedure": PROCEDURE.code}
    return DossierState(opening=OpeningBody.model_construct(**facts))


def test_before_its_rules_are_pinned_an_online_dossier_may_be_asked_by_the_list_of_its_registration() -> None:
    """And a dossier that knows no list may be asked for nothing."""
    listed = (Listed(key=FORM), Listed(key=PAPER, store=StoreKind.PROVINCE))
    state = registered(listed)
    require_lawful_request(state, [])
    require_lawful_request(state, [FORM])
    for components, rule in (([FORM, PAPER], "COMPONENT_HELD"), ([FORM, EXTRA], "COMPONENT_NOT_LISTED")):
        with pytest.raises(Refused, match=rule):
            require_lawful_request(state, components)
    bare = registered(())
    with pytest.raises(Refused, match="COMPONENT_NOT_LISTED"):
        require_lawful_request(bare, [FORM])


def test_an_abolished_agency_gives_way_to_its_successor_or_to_nobody() -> None:
    """A step that names the agency goes with the competence; who was assigned need not be one the rules foresee."""
    day, centre = date(2026, 3, 2), AgencyCode("H24.31.1")
    steps = tuple(step.model_copy(update={"agency": "H23.14"}) for step in PROCEDURE.steps)
    named = PROCEDURE.model_copy(update={"competent": "H23.14", "steps": steps})
    assert pin(named, centre, BUNDLE.organisation, day).competent == "H24.31"
    assert {step.agency for step in pin(named, centre, BUNDLE.organisation, day).steps} == {"H24.31"}
    nowhere = named.model_copy(update={"competent": "H24.77"})
    with pytest.raises(Refused, match="COMPETENT_NOT_FOUND"):
        pin(nowhere, centre, BUNDLE.organisation, day)
    with pytest.raises(Refused, match="COMPETENT_NOT_FOUND"):
        pin(named, centre, BUNDLE.organisation, day, AgencyCode("H24.78"), assigned=True)
    assert pin(named, centre, BUNDLE.organisation, day, AgencyCode("H24.40"), assigned=True).competent == "H24.40"
