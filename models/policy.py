"""Who may do which act in which state: the one policy, pure, the same for workflow, CLI and desk (design §2.9).

`check` judges claims that a proof has shown; where a dossier stands is told by a `Standing`, which the workflow makes
of its own record. The register's half (who an officer is today) is judged where proofs are issued.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from models.acts import Act
from models.errors import InvalidInput, NotAllowed, Refused
from models.identifiers import AgencyCode, OfficerId, ReasonCode, StepKey
from models.lifecycle import WHEN, Phase
from models.matter import MatterKind
from models.parties import Party
from models.procedure import Role, StepKind
from models.proof import Authentication, Claims
from models.statuses import Channel, Origin
from models.value import Value

__all__ = [
    "RULES", "Rule", "Standing", "check", "check_person", "check_start_again", "check_submission",
    "offered",
]  # fmt: skip


class Rule(NamedTuple):
    """What an act asks of whoever does it."""

    party: Party
    needs_reason: bool = False
    separate: bool = False
    """Who handled the dossier may not do it, nor in whose name it was handled (separation of duties)."""
    binding: bool = False
    """It binds the agency towards the applicant: asks for the strength of identity that the dossier pinned."""


RULES: Final[dict[Act, Rule]] = {
    Act.ACCEPT_DOSSIER: Rule(Party.RECEPTION),
    Act.REFUSE_DOSSIER: Rule(Party.RECEPTION, needs_reason=True, binding=True),
    Act.ASSIGN_COMPETENT: Rule(Party.COORDINATOR),
    Act.HAND_OVER: Rule(Party.SENDER),
    Act.TAKE_OVER: Rule(Party.STEP),
    Act.DECLINE_HAND_OVER: Rule(Party.STEP, needs_reason=True),
    Act.COMPLETE_STEP: Rule(Party.STEP),
    Act.SEND_BACK: Rule(Party.STEP, needs_reason=True),
    Act.APPROVE: Rule(Party.STEP, separate=True, binding=True),
    Act.RETURN_FOR_REWORK: Rule(Party.STEP, needs_reason=True),
    Act.RETURN_RESULT: Rule(Party.STEP),
    Act.CONFIRM_DELIVERY: Rule(Party.CARETAKER),
    Act.RETRY: Rule(Party.SUPERVISION),
    Act.ADOPT_RESET: Rule(Party.OPERATION, needs_reason=True),
    Act.ROTATE_ROOT: Rule(Party.OPERATION),
    Act.CONSULT: Rule(Party.STEP),
    Act.ANSWER_CONSULTATION: Rule(Party.CONSULTED),
    Act.CANCEL_CONSULTATION: Rule(Party.STEP),
    Act.PROPOSE_REFUSAL: Rule(Party.STEP, needs_reason=True),
    Act.WITHDRAW: Rule(Party.COUNTER, needs_reason=True),
    Act.STOP: Rule(Party.COMPETENT, needs_reason=True),
    Act.LIFT_STOP: Rule(Party.COMPETENT, needs_reason=True),
    Act.CONCLUDE_STOP: Rule(Party.COMPETENT_HEAD, needs_reason=True, binding=True),
    Act.REQUEST_SUPPLEMENT: Rule(Party.HOLDER, binding=True),
    Act.ANSWER_SUPPLEMENT: Rule(Party.COUNTER),
    Act.CLOSE_UNANSWERED: Rule(Party.RECEPTION, needs_reason=True, binding=True),
    Act.REQUEST_PAYMENT: Rule(Party.HOLDER, binding=True),
    Act.PAY: Rule(Party.COUNTER),
    Act.DIGITISE: Rule(Party.CLERK),
    Act.APPLY_CALENDAR: Rule(Party.CATALOGUE),
    Act.MOVE_PROCEDURE: Rule(Party.DIRECTION, needs_reason=True),
    Act.SUCCEED: Rule(Party.CATALOGUE),
    Act.ASSIGN: Rule(Party.LEAD),
    Act.RELEASE: Rule(Party.ASSIGNEE, needs_reason=True),
    Act.REASSIGN: Rule(Party.LEAD, needs_reason=True),
    Act.EXTEND: Rule(Party.COMPETENT_HEAD, needs_reason=True, binding=True),
    Act.URGE: Rule(Party.OVERSIGHT),
    Act.CORRECT: Rule(Party.CLERK, needs_reason=True),
    Act.REVERSE: Rule(Party.OVERSIGHT, needs_reason=True),
    Act.SEND_APOLOGY: Rule(Party.ACCOUNTABLE, needs_reason=True, binding=True),
    Act.SIGN_APOLOGY: Rule(Party.ACCOUNTABLE, binding=True),
    Act.CONTEST_ATTRIBUTION: Rule(Party.ACCOUNTABLE, needs_reason=True),
    Act.SETTLE_ATTRIBUTION: Rule(Party.ARBITER, needs_reason=True),
    Act.RATE: Rule(Party.COUNTER),
    Act.CORRECT_RESULT: Rule(Party.COMPETENT_HEAD, needs_reason=True, binding=True),
    Act.CANCEL_RESULT: Rule(Party.COMPETENT_HEAD, needs_reason=True, binding=True),
}
"""Every act but `submit` and `start_again`; printed into docs/policy.md."""

_WORK: Final = frozenset({StepKind.HANDLE, StepKind.CONSULT})
_OPERATORS: Final = frozenset({Party.SUPERVISION, Party.OPERATION})
"""As whom an operator may act, wherever the dossier is."""


_WORKERS: Final = frozenset({Party.STEP, Party.HOLDER})
"""As whom an officer does a step's own work: the assigned one alone, once it is assigned."""
_TOLD_BY_COMMANDS: Final = frozenset({Act.ROTATE_ROOT, Act.APPLY_CALENDAR, Act.MOVE_PROCEDURE, Act.SUCCEED})
"""What is never composed by hand: commands of their own bring it, proven and complete."""


class Standing(Value):
    """Where a dossier stands, as far as the policy asks."""

    status: int
    phase: Phase
    step: StepKey | None
    kind: StepKind | None
    step_agency: AgencyCode | None
    step_role: Role | None
    sender_agency: AgencyCode
    sender_role: Role
    receiving: AgencyCode
    competent: AgencyCode
    handlers: tuple[OfficerId, ...]
    """Who took over or completed a handle or consult step so far."""
    letter_owed: bool
    """An apology letter was issued and its delivery has no evidence yet."""
    blocked: bool
    """Some effect waits for a retry."""
    can_go_back: bool
    """There is an earlier handle or consult step."""
    above: tuple[AgencyCode, ...] = ()
    """The agencies above those of the dossier, up to the top, as pinned at reception; none before it."""
    coordinator: AgencyCode | None = None
    """Who is to name a competent agency; None: there is one."""
    least_identity: Authentication = Authentication.ASSERTED
    """How a person must at least be authenticated for an act that binds the agency; pinned at the start."""
    at_desk: bool = False
    """The desk holds it: before acceptance, and until the first step takes it over."""
    matters: tuple[MatterKind, ...] = ()
    """What is asked of somebody and not answered yet."""
    supplemented: bool = False
    """It was accepted, and a supplement was asked for before: another is the head's to allow."""
    assigned: OfficerId | None = None
    """Whose work the current step is; None: any officer's of its agency and role."""
    accountable: AgencyCode | None = None
    """Which agency's head answers for the delay, told or foreseen; None: there is none."""
    apology_drafted: bool = False
    """The head may send the letter that was drafted, before the breach."""
    apology_unsigned: bool = False
    """A letter was issued under the seal alone where the regime wants the head's signature too."""
    attributable: bool = False
    """Who answers for the delay was told and not contested yet."""
    contested: tuple[AgencyCode, ...] = ()
    """Between which agencies it is contested who answers for the delay."""
    arbiters: tuple[AgencyCode, ...] = ()
    """Who stands above all of these."""
    consulted: tuple[AgencyCode, ...] = ()
    """Whose opinion was asked for and has not come yet, also past its deadline."""
    result_holds: bool = False
    """A result was issued, and was not cancelled since."""
    pinned: bool = True
    """It was received: the rules that judge it are pinned."""
    counted: bool = True
    """Its limit is counted by a calendar, or until it has one, how long others may take with it."""
    forked: bool = False
    """The register keeps another journal than the dossier's: it was reset, or one of the two was restored."""


def check(act: Act, claims: Claims, standing: Standing, *, at_step: StepKey | None, reason: ReasonCode | None) -> None:
    """Return silently if the act fits the state and the officer may do it.

    Raises Refused `STATE_FORBIDS_ACT`, `STEP_HAS_MOVED`; NotAllowed `AGENCY_MAY_NOT`, `OFFICER_MAY_NOT`,
    `SEPARATION_OF_DUTIES`, `IDENTITY_TOO_WEAK`; InvalidInput `REASON_REQUIRED`.
    """
    rule = RULES.get(act)
    if rule is None or not _fits(act, standing):
        raise Refused("STATE_FORBIDS_ACT", act=act.value, status=standing.status, phase=standing.phase.value)
    if at_step is not None and at_step != standing.step:
        raise Refused("STEP_HAS_MOVED", act=act.value, step=standing.step or "-")
    _authorise(act, rule, claims, standing)
    if rule.needs_reason and reason is None:
        raise InvalidInput("REASON_REQUIRED", act=act.value)


def check_person(act: Act, claims: Claims, standing: Standing) -> None:
    """Judge the person alone, for an act that the state asks nothing of. Raises NotAllowed as `check`."""
    _authorise(act, RULES[act], claims, standing)


def offered(claims: Claims, standing: Standing) -> tuple[Act, ...]:
    """Return the acts that this officer may do now, in the order of the table: what CLI and desk offer."""

    def may(act: Act, rule: Rule) -> bool:
        try:
            _authorise(act, rule, claims, standing)
        except NotAllowed:
            return False
        # A new root is told by the keystore's command, new rules by the catalogue's. A reset may always be adopted,
        # for a run that has nothing to write does not know yet that it was reset; it is offered where it is known.
        hidden = act in _TOLD_BY_COMMANDS or (act is Act.ADOPT_RESET and not standing.forked)
        return _fits(act, standing) and not hidden

    return tuple(act for act, rule in RULES.items() if may(act, rule))


def check_submission(claims: Claims, *, receiving: AgencyCode, channel: Channel, origin: Origin) -> None:
    """Judge who opens a dossier. Raises NotAllowed `OFFICER_MAY_NOT`, `AGENCY_MAY_NOT`.

    A migrated dossier needs a migrator, an online one the portal or the reception, what follows from another dossier's
    result the portal, any other the reception of the receiving agency (rulebook §1, "Reception").
    """
    roles = set(claims.roles)
    if _barred(None, claims):
        raise NotAllowed("OFFICER_MAY_NOT", act=Act.SUBMIT.value)
    if origin is Origin.MIGRATED:
        allowed = Role.MIGRATOR in roles
    elif origin is Origin.LINKED:
        allowed = Role.PORTAL in roles
    elif channel is Channel.ONLINE and Role.PORTAL in roles:
        return
    else:
        allowed = Role.RECEPTION in roles
    if not allowed:
        raise NotAllowed("OFFICER_MAY_NOT", act=Act.SUBMIT.value)
    if origin is Origin.NEW and claims.agency != receiving:
        raise NotAllowed("AGENCY_MAY_NOT", act=Act.SUBMIT.value, agency=claims.agency)


def check_start_again(claims: Claims, reason: ReasonCode | None) -> None:
    """Judge who starts a dossier again. Raises NotAllowed `OFFICER_MAY_NOT`, InvalidInput `REASON_REQUIRED`."""
    if Role.OPERATOR not in claims.roles:
        raise NotAllowed("OFFICER_MAY_NOT", act=Act.START_AGAIN.value)
    if reason is None:
        raise InvalidInput("REASON_REQUIRED", act=Act.START_AGAIN.value)


def _fits(act: Act, standing: Standing) -> bool:
    when = WHEN[act]
    if standing.phase not in when.phases or (when.kinds is not None and standing.kind not in when.kinds):
        return False
    asks = _ASKS.get(act)
    return asks is None or asks(standing)


def _asks_for_papers(standing: Standing) -> bool:
    return standing.kind in _WORK if standing.phase is Phase.IN_HAND else standing.at_desk


def _asks_for_fees(standing: Standing) -> bool:
    return standing.kind in _WORK | {StepKind.RETURN} if standing.phase is Phase.IN_HAND else standing.at_desk


def _is_undecided(standing: Standing) -> bool:
    """The applicant may withdraw until the result is decided (rulebook §1, "Results")."""
    return standing.kind is not StepKind.RETURN


def _is_pinned(standing: Standing) -> bool:
    """It also stands aside before acceptance, when nothing but the applicant's papers can be asked for."""
    return standing.pinned


def _waits_for(kind: MatterKind) -> Callable[[Standing], bool]:
    return lambda standing: kind in standing.matters


_ASKS: Final[dict[Act, Callable[[Standing], bool]]] = {
    Act.ASSIGN_COMPETENT: _waits_for(MatterKind.COORDINATION),
    Act.CONFIRM_DELIVERY: lambda standing: standing.letter_owed,
    Act.RETRY: lambda standing: standing.blocked,
    Act.SEND_BACK: lambda standing: standing.can_go_back,
    Act.REQUEST_SUPPLEMENT: _asks_for_papers,
    Act.ANSWER_SUPPLEMENT: _waits_for(MatterKind.SUPPLEMENT),
    Act.CLOSE_UNANSWERED: _waits_for(MatterKind.SUPPLEMENT),
    Act.REQUEST_PAYMENT: _asks_for_fees,
    Act.PAY: _waits_for(MatterKind.PAYMENT),
    Act.DIGITISE: _is_pinned,
    Act.APPLY_CALENDAR: lambda standing: standing.counted,
    Act.MOVE_PROCEDURE: _is_pinned,
    Act.ASSIGN: lambda standing: standing.assigned is None,
    Act.RELEASE: lambda standing: standing.assigned is not None,
    Act.REASSIGN: lambda standing: standing.assigned is not None,
    Act.SEND_APOLOGY: lambda standing: standing.apology_drafted,
    Act.SIGN_APOLOGY: lambda standing: standing.apology_unsigned,
    Act.CONTEST_ATTRIBUTION: lambda standing: standing.attributable,
    Act.SETTLE_ATTRIBUTION: lambda standing: bool(standing.contested),
    Act.CORRECT_RESULT: lambda standing: standing.result_holds,
    Act.CANCEL_RESULT: lambda standing: standing.result_holds,
    Act.ANSWER_CONSULTATION: lambda standing: bool(standing.consulted),
    Act.CANCEL_CONSULTATION: _waits_for(MatterKind.CONSULTATION),
    Act.WITHDRAW: _is_undecided,
    Act.STOP: _is_undecided,
    Act.LIFT_STOP: _waits_for(MatterKind.STOP),
    Act.CONCLUDE_STOP: _waits_for(MatterKind.STOP),
}
"""What an act asks of the state beside phase and kind of step."""


def _authorise(act: Act, rule: Rule, claims: Claims, standing: Standing) -> None:
    if _barred(rule.party, claims):
        raise NotAllowed("OFFICER_MAY_NOT", act=act.value)
    if not (rule.party in _OPERATORS and Role.OPERATOR in claims.roles):
        _belong(act, rule.party, claims, standing)
    if rule.separate and {claims.officer, claims.on_behalf_of} & set(standing.handlers):
        raise NotAllowed("SEPARATION_OF_DUTIES", act=act.value)
    if rule.binding and not claims.authenticated.at_least(standing.least_identity):
        raise NotAllowed("IDENTITY_TOO_WEAK", act=act.value, wanted=standing.least_identity.value)


def _barred(party: Party | None, claims: Claims) -> bool:
    """Auditors never act, operators decide no case whatever other role they hold; a party of None: submission."""
    operator = Role.OPERATOR in claims.roles
    strays = party not in _OPERATORS if operator else party is Party.OPERATION
    return strays or Role.AUDITOR in claims.roles


def _belong(act: Act, party: Party, claims: Claims, standing: Standing) -> None:
    if party is Party.COUNTER and Role.PORTAL in claims.roles:
        return
    agencies, roles = _expected(party, standing)
    if act is Act.REQUEST_SUPPLEMENT and standing.supplemented:  # rulebook §1, "Supplement": with the head's reason
        agencies, roles = agencies | {standing.competent}, {Role.HEAD}
    if party is not Party.CATALOGUE and claims.agency not in agencies:
        raise NotAllowed("AGENCY_MAY_NOT", act=act.value, agency=claims.agency)
    if not roles & set(claims.roles):
        raise NotAllowed("OFFICER_MAY_NOT", act=act.value)
    if _is_anothers(act, party, claims, standing):
        raise NotAllowed("ASSIGNED_TO_ANOTHER", act=act.value, officer=standing.assigned or "-")


def _is_anothers(act: Act, party: Party, claims: Claims, standing: Standing) -> bool:
    """Whether the step's work was assigned to somebody else; what only the head may allow stays the head's."""
    of_the_step = party in _WORKERS and standing.phase is Phase.IN_HAND and standing.kind in _WORK
    heads = act is Act.REQUEST_SUPPLEMENT and standing.supplemented
    theirs = standing.assigned in (None, claims.officer, claims.on_behalf_of)
    return (of_the_step and not heads and not theirs) or (party is Party.ASSIGNEE and not theirs)


def _expected(  # noqa: PLR0911, PLR0912 - one return for each party
    party: Party, standing: Standing
) -> tuple[set[AgencyCode | None], set[Role | None]]:
    match party:
        case Party.RECEPTION | Party.COUNTER:
            return {standing.receiving}, {Role.RECEPTION}
        case Party.HOLDER if standing.phase is not Phase.IN_HAND:
            return {standing.receiving}, {Role.RECEPTION}
        case Party.COORDINATOR:
            return {standing.receiving, standing.coordinator}, {Role.HEAD, Role.SUPERVISOR}
        case Party.SENDER:
            return {standing.sender_agency}, {standing.sender_role}
        case Party.STEP | Party.HOLDER | Party.ASSIGNEE:
            return {standing.step_agency}, {standing.step_role}
        case Party.CONSULTED:
            return set(standing.consulted), {Role.HANDLER, Role.HEAD}
        case Party.COMPETENT | Party.COMPETENT_HEAD:
            return {standing.competent}, {Role.HEAD, Role.SUPERVISOR if party is Party.COMPETENT else Role.HEAD}
        case Party.CARETAKER:
            return {standing.receiving, standing.competent}, {Role.RECEPTION, Role.SUPERVISOR, Role.HEAD}
        case Party.SUPERVISION | Party.OVERSIGHT:
            own = {standing.receiving, standing.competent, standing.step_agency, standing.sender_agency}
            return own | set(standing.above), {Role.SUPERVISOR, Role.HEAD}
        case Party.OPERATION:
            return set(), {Role.OPERATOR}
        case Party.CATALOGUE:
            return set(), {Role.CATALOGUE}
        case Party.DIRECTION:
            return {standing.competent, *standing.above}, {Role.HEAD}
        case Party.LEAD:
            return {standing.step_agency}, {Role.HEAD, Role.SUPERVISOR}
        case Party.CLERK:
            return {standing.receiving, standing.competent}, {Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.SUPERVISOR}
        case Party.ACCOUNTABLE:
            return {standing.accountable}, {Role.HEAD}
        case Party.ARBITER:
            return set(standing.arbiters), {Role.HEAD, Role.SUPERVISOR}
