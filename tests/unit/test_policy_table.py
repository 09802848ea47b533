"""Every act × role × relation × phase × kind of step, against a table that shares nothing with the policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

import pytest

from models.acts import Act
from models.errors import MotcuaError
from models.identifiers import AgencyCode, OfficerId, ReasonCode, StepKey
from models.lifecycle import Phase
from models.matter import MatterKind
from models.policy import RULES, Standing, check, check_submission
from models.procedure import Role, StepKind
from models.proof import Authentication, Claims
from models.rules import PinnedRules
from models.statuses import Channel, Origin

TABLE: Final = """
accept_dossier     registered    any              receiving                             reception
refuse_dossier     registered    any              receiving                             reception
assign_competent   coordinating  any              receiving,above                       supervisor,head
digitise           PINNED        any              receiving,competent                  reception,handler,supervisor,head
hand_over          to_hand_over  any              sender                                NAMED
take_over          handed_over   any              step                                  NAMED
decline_hand_over  handed_over   any              step                                  NAMED
complete_step      in_hand       handle,consult   step                                  NAMED
send_back          in_hand       handle,consult   step                                  NAMED
approve            in_hand       sign             step                                  NAMED
return_for_rework  in_hand       sign             step                                  NAMED
return_result      in_hand       return           step                                  NAMED
confirm_delivery   registered,receiving,coordinating,PINNED,ended any receiving,competent reception,supervisor,head
retry              any           any              receiving,competent,step,sender,above supervisor,head
retry              any           any              any                                   operator
adopt_reset        any           any              any                                   operator
rotate_root        any           any              any                                   operator
request_supplement registered    any              receiving                             reception
request_supplement to_hand_over  any              receiving                             reception
request_supplement in_hand       handle,consult   step                                  NAMED
answer_supplement  suspended     any              receiving                             reception
answer_supplement  suspended     any              any                                   portal
close_unanswered   suspended     any              receiving                             reception
request_payment    to_hand_over  any              receiving                             reception
request_payment    in_hand       handle,consult,return step                          NAMED
pay                suspended     any              receiving                             reception
pay                suspended     any              any                                   portal
apply_calendar     registered,coordinating,PINNED any  any                                   catalogue
move_procedure     MOVABLE       any              competent,above                       head
succeed            PINNED,ended,registered,coordinating any  any                                   catalogue
assign             in_hand       handle,consult   step                                  supervisor,head
release            in_hand       handle,consult   step                                  NAMED
reassign           in_hand       handle,consult   step                                  supervisor,head
extend             MOVING        handle,consult,sign competent                          head
urge               registered,MOVING any          receiving,competent,step,sender,above supervisor,head
correct            registered,MOVABLE any        receiving,competent                   reception,handler,supervisor,head
reverse            MOVING        any              receiving,competent,step,sender,above supervisor,head
send_apology       releasing,MOVING any           accountable                           head
sign_apology       PINNED,ended  any              accountable                           head
contest_attribution PINNED,ended any              accountable                           head
settle_attribution PINNED,ended  any              above                                 supervisor,head
consult            in_hand       handle,consult   step                                  NAMED
answer_consultation PINNED       any              consulted                             handler,head
cancel_consultation in_hand      handle,consult   step                                  NAMED
propose_refusal    in_hand       handle           step                                  NAMED
withdraw           registered,coordinating,MOVABLE none,handle,consult,sign receiving   reception
withdraw           registered,coordinating,MOVABLE none,handle,consult,sign any         portal
stop               MOVING        none,handle,consult,sign competent                     supervisor,head
lift_stop          suspended     any              competent                             supervisor,head
conclude_stop      suspended     any              competent                             head
rate               ended,after   any              receiving                             reception
rate               ended,after   any              any                                   portal
correct_result     ended,after   any              competent                             head
cancel_result      ended,after   any              competent                             head
"""
"""Act, phases, kinds of the current step, what the officer's agency is to the dossier, roles. NAMED: the step's."""

RELATIONS: Final = ("receiving", "competent", "step", "sender", "above", "accountable", "consulted", "other")
AGENCY: Final = {relation: AgencyCode(f"H24.{number}") for number, relation in enumerate(RELATIONS, 1)}
KINDS: Final = (None, *StepKind)
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
REASON: Final = ReasonCode("LY_DO")
WHO: Final = OfficerId("cb.mau")


class Row(NamedTuple):
    """One line of the table."""

    act: str
    phases: str
    kinds: str
    relations: str
    roles: str

    def grants(self, role: Role, relation: str, named: Role) -> bool:
        """Whether the line lets this officer act."""
        roles = [named.value] if self.roles == "NAMED" else self.roles.split(",")
        return role.value in roles and (self.relations == "any" or relation in self.relations.split(","))

    def fits(self, phase: Phase, kind: StepKind | None) -> bool:
        """Whether the line speaks of this state."""
        at_kind = self.kinds == "any" or (kind.value if kind else "none") in self.kinds.split(",")
        return at_kind and (self.phases == "any" or phase.value in self.phases.split(","))


MOVING: Final = "to_hand_over,handed_over,in_hand"
MOVABLE: Final = f"{MOVING},suspended"
ROWS: Final = [
    Row(*line.replace("PINNED", f"{MOVABLE},releasing").replace("MOVABLE", MOVABLE).replace("MOVING", MOVING).split())
    for line in TABLE.strip().splitlines()
]


def claims(*roles: Role, at: str, officer: OfficerId = WHO, **other: object) -> Claims:
    said: dict[str, object] = {"authenticated": Authentication.ASSERTED, **other}
    return Claims.model_validate(
        {"officer": officer, "agency": AGENCY[at], "roles": roles, "issued_at": EPOCH, "valid_until": EPOCH, **said}
    )


@cache
def plain(*roles: Role, at: str) -> Claims:
    """Claims of an officer who has nothing but roles and an agency; they are asked for some hundred thousand times."""
    return claims(*roles, at=at)


def standing(phase: Phase, kind: StepKind | None, named: Role, **other: object) -> Standing:
    """A dossier of which every agency is another, and in which nothing but phase and kind hinders an act."""
    said: dict[str, object] = {
        "status": 4, "phase": phase, "step": StepKey("buoc"), "kind": kind, "step_agency": AGENCY["step"],
        "step_role": named, "sender_agency": AGENCY["sender"], "sender_role": named, "receiving": AGENCY["receiving"],
        "competent": AGENCY["competent"], "handlers": (), "letter_owed": True, "blocked": True, "can_go_back": True,
        "above": (AGENCY["above"],), "coordinator": AGENCY["above"], "forked": True, "at_desk": True,
        "matters": tuple(MatterKind), "consulted": (AGENCY["consulted"],),
        "assigned": WHO, "accountable": AGENCY["accountable"], "contested": (AGENCY["accountable"],),
        "arbiters": (AGENCY["above"],),
        "apology_drafted": True, "apology_unsigned": True, "attributable": True,
        "result_holds": True,
    }  # fmt: skip
    return Standing.model_validate(said | other)


def answer(act: Act, who: Claims, at: Standing) -> str:
    """What the policy says: `done`, or the error's code. Only what is nobody's work yet is assigned."""
    at = at.model_copy(update={"assigned": None}) if act is Act.ASSIGN else at
    try:
        check(act, who, at, at_step=None, reason=REASON)
    except MotcuaError as error:
        return error.code
    return "done"


def states() -> Iterator[tuple[Phase, StepKind | None, Role, Standing]]:
    for phase, kind, named in product(Phase, KINDS, (Role.RECEPTION, Role.HANDLER, Role.HEAD)):
        yield phase, kind, named, standing(phase, kind, named)


def test_the_table_speaks_of_every_act() -> None:
    assert {row.act for row in ROWS} == {act.value for act in RULES}


def test_the_policy_says_what_the_table_says() -> None:
    """Some seventy thousand cases: nobody may more, nobody less, and a state that forbids is said first."""
    wrong = []
    for (phase, kind, named, at), act in product(states(), RULES):
        fitting = [row for row in ROWS if row.act == act.value and row.fits(phase, kind)]
        for role, relation in product(Role, RELATIONS):
            allowed = any(row.grants(role, relation, named) for row in fitting)
            said = answer(act, plain(role, at=relation), at)
            refused = {"AGENCY_MAY_NOT", "OFFICER_MAY_NOT"} if fitting else {"STATE_FORBIDS_ACT"}
            expected = {"done"} if allowed else refused
            if said not in expected:
                wrong.append((act, phase, kind, named, role, relation, said))
    assert not wrong


def test_whoever_audits_never_acts_whatever_else_they_are() -> None:
    for _, _, _, at in states():
        for act, role, relation in product(RULES, Role, RELATIONS):
            assert answer(act, plain(Role.AUDITOR, role, at=relation), at) != "done"


def test_an_operator_decides_no_case_whatever_else_they_are() -> None:
    """Who keeps the keys and repairs runs has no say in the case itself."""
    repairs = {row.act for row in ROWS if row.roles == "operator"}
    for _, _, named, at in states():
        for act, relation in product(RULES, RELATIONS):
            said = answer(act, plain(Role.OPERATOR, named, Role.HEAD, at=relation), at)
            assert said != "done" or act.value in repairs


HANDLER, HEAD = OfficerId("cv.mau"), OfficerId("ld.mau")


@pytest.mark.parametrize(
    ("officer", "for_whom", "handlers", "said"),
    [
        (HEAD, None, (HANDLER,), "done"),
        (HEAD, None, (HANDLER, HEAD), "SEPARATION_OF_DUTIES"),
        (HANDLER, HEAD, (HANDLER,), "SEPARATION_OF_DUTIES"),
        (WHO, HEAD, (HEAD,), "SEPARATION_OF_DUTIES"),
        (WHO, HEAD, (HANDLER,), "done"),
    ],
    ids=[
        "another",
        "handled it",
        "handled it, approves for the head",
        "the head handled it, another for them",
        "third",
    ],
)
def test_handling_and_approving_are_apart_by_delegation_too(
    officer: OfficerId, for_whom: OfficerId | None, handlers: tuple[OfficerId, ...], said: str
) -> None:
    at = standing(Phase.IN_HAND, StepKind.SIGN, Role.HEAD, handlers=handlers)
    assert answer(Act.APPROVE, claims(Role.HEAD, at="step", officer=officer, on_behalf_of=for_whom), at) == said


BINDING: Final = {
    "approve": (Phase.IN_HAND, StepKind.SIGN),
    "refuse_dossier": (Phase.REGISTERED, None),
    "request_supplement": (Phase.REGISTERED, None),
    "close_unanswered": (Phase.SUSPENDED, None),
    "request_payment": (Phase.TO_HAND_OVER, None),
    "extend": (Phase.IN_HAND, StepKind.HANDLE),
    "send_apology": (Phase.IN_HAND, StepKind.HANDLE),
    "sign_apology": (Phase.IN_HAND, StepKind.HANDLE),
    "conclude_stop": (Phase.SUSPENDED, None),
    "correct_result": (Phase.AFTER, None),
    "cancel_result": (Phase.AFTER, None),
}


def test_only_what_binds_the_agency_asks_for_a_stronger_identity() -> None:
    """Every act × pinned strength × the officer's own."""
    for act, wanted, own in product(RULES, Authentication, Authentication):
        row = next(row for row in ROWS if row.act == act.value)
        phase, kind = BINDING.get(act.value) or next((p, k) for p, k in product(Phase, KINDS) if row.fits(p, k))
        relation = "other" if row.relations == "any" else row.relations.split(",")[0]
        named = Role.HEAD if row.roles == "NAMED" else Role(row.roles.split(",")[0])
        said = answer(
            act, claims(named, at=relation, authenticated=own), standing(phase, kind, named, least_identity=wanted)
        )
        order = ["asserted", "oidc", "key"]
        weak = act.value in BINDING and order.index(own.value) < order.index(wanted.value)
        assert said == ("IDENTITY_TOO_WEAK" if weak else "done")


def test_what_is_assigned_is_one_officers_work_alone() -> None:
    """Nobody else of the agency and role may, but in that officer's name; the head may give it to another."""
    at = standing(Phase.IN_HAND, StepKind.HANDLE, Role.HANDLER, assigned=HEAD)
    for act in (Act.COMPLETE_STEP, Act.SEND_BACK, Act.RELEASE):
        for officer, on_behalf, said in ((WHO, None, "ASSIGNED_TO_ANOTHER"), (HEAD, None, "done"), (WHO, HEAD, "done")):
            assert answer(act, claims(Role.HANDLER, at="step", officer=officer, on_behalf_of=on_behalf), at) == said
    assert answer(Act.REASSIGN, claims(Role.HEAD, at="step"), at) == "done"
    assert answer(Act.ASSIGN, claims(Role.HEAD, at="step"), at) == "done"
    free = at.model_copy(update={"assigned": None})
    assert answer(Act.REASSIGN, claims(Role.HEAD, at="step"), free) == "STATE_FORBIDS_ACT"


def test_who_judges_between_agencies_stands_above_all_of_them_and_is_none() -> None:
    province, police, ward, office = (AgencyCode(code) for code in ("H24", "H24.7", "H24.31", "H24.31.3"))
    told: dict[str, Any] = {"superiors": {office: police, police: province, ward: province, province: None}}
    rules = PinnedRules.model_construct(**told)
    assert rules.above_all(office) == (police, province)
    assert rules.above_all(office, ward) == (province,)
    assert rules.above_all(office, police) == (province,)
    assert rules.above_all(office, province) == ()


def test_without_anybody_above_both_nobody_settles_who_answers_for_a_delay() -> None:
    at = standing(Phase.IN_HAND, StepKind.HANDLE, Role.HANDLER, arbiters=())
    for relation in RELATIONS:
        assert answer(Act.SETTLE_ATTRIBUTION, claims(Role.HEAD, at=relation), at) == "AGENCY_MAY_NOT"


def test_flags_of_the_state_open_and_close_their_acts() -> None:
    flags = {
        "confirm_delivery": "letter_owed", "retry": "blocked", "send_back": "can_go_back",
        "send_apology": "apology_drafted", "sign_apology": "apology_unsigned", "contest_attribution": "attributable",
    }  # fmt: skip
    for act, flag in flags.items():
        row = next(row for row in ROWS if row.act == act)
        phase, kind = next((p, k) for p, k in product(Phase, KINDS) if row.fits(p, k))
        closed = standing(phase, kind, Role.HANDLER, **{flag: False})
        for role, relation in product(Role, RELATIONS):
            assert answer(Act(act), claims(role, at=relation), closed) == "STATE_FORBIDS_ACT"


def test_a_matter_is_answered_only_while_it_waits() -> None:
    for act in (Act.ANSWER_SUPPLEMENT, Act.CLOSE_UNANSWERED, Act.PAY, Act.LIFT_STOP, Act.CONCLUDE_STOP):
        closed = standing(Phase.SUSPENDED, StepKind.HANDLE, Role.HANDLER, matters=())
        for role, relation in product(Role, RELATIONS):
            assert answer(act, claims(role, at=relation), closed) == "STATE_FORBIDS_ACT"


def test_only_who_is_asked_has_an_opinion_and_only_what_is_asked_is_taken_back() -> None:
    unasked = standing(Phase.IN_HAND, StepKind.HANDLE, Role.HANDLER, consulted=(), matters=())
    for act, role, relation in product((Act.ANSWER_CONSULTATION, Act.CANCEL_CONSULTATION), Role, RELATIONS):
        assert answer(act, claims(role, at=relation), unasked) == "STATE_FORBIDS_ACT"


def test_the_reception_asks_for_nothing_while_another_holds_it() -> None:
    for act in (Act.REQUEST_SUPPLEMENT, Act.REQUEST_PAYMENT):
        away = standing(Phase.TO_HAND_OVER, StepKind.HANDLE, Role.HANDLER, at_desk=False)
        assert answer(act, claims(Role.RECEPTION, at="receiving"), away) == "STATE_FORBIDS_ACT"


def test_a_second_supplement_is_the_heads_to_ask_for() -> None:
    """Of the agency that holds it or of the competent one (rulebook §1, "Supplement")."""
    for phase, kind, holder in (
        (Phase.TO_HAND_OVER, StepKind.HANDLE, "receiving"),
        (Phase.IN_HAND, StepKind.CONSULT, "step"),
    ):
        again = standing(phase, kind, Role.HANDLER, supplemented=True)
        for role, relation in product(Role, RELATIONS):
            allowed = role is Role.HEAD and relation in (holder, "competent")
            assert (answer(Act.REQUEST_SUPPLEMENT, claims(role, at=relation), again) == "done") == allowed


SUBMITS: Final = """
new       direct  reception
new       post    reception
new       online  reception,portal
migrated  direct  migrator
migrated  post    migrator
migrated  online  migrator
linked    direct  portal
linked    post    portal
linked    online  portal
"""


def test_who_may_submit() -> None:
    """A reception officer at the counter that receives; portal and migrator from anywhere."""
    lines = [line.split() for line in SUBMITS.strip().splitlines()]
    for origin, channel, role, relation in product(Origin, Channel, Role, RELATIONS):
        roles = next(roles for o, c, roles in lines if (o, c) == (origin.value, channel.value)).split(",")
        allowed = role.value in roles and (role is not Role.RECEPTION or relation == "receiving")
        assert _submits(claims(role, at=relation), channel, origin) == allowed
        for barred in (Role.AUDITOR, Role.OPERATOR):
            assert not _submits(claims(role, barred, at=relation), channel, origin)


def _submits(who: Claims, channel: Channel, origin: Origin) -> bool:
    try:
        check_submission(who, receiving=AGENCY["receiving"], channel=channel, origin=origin)
    except MotcuaError:
        return False
    return True
