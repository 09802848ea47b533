"""What officers want: an act, who says it, with what; numbers that hypothesis draws are given meaning by the state.

So that the drawing never depends on the engine, which keeps examples replayable and lets them shrink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeVar

from models.acts import Act
from models.calendar import legal_day
from models.dossier import DossierState
from models.identifiers import AgencyCode, StepKey
from models.lifecycle import Phase
from models.matter import MatterKind
from models.procedure import StepKind
from models.proof import Claims
from models.reasons import REFUSED_FOR
from models.value import stamp
from workflows.apologies import new_date

__all__ = ["Said", "lawful", "one_of", "unlawful"]

T = TypeVar("T")
_ASKED: Final = [AgencyCode(code) for code in ("H24.5", "H24.7", "H24.4", "H24.8")]
_STAGES: Final = {StepKind.RETURN: "return"}


def one_of(choices: Sequence[T], number: int) -> T:
    """One of several, whatever the number."""
    return choices[number % len(choices)]


class Said(NamedTuple):
    """What goes with an act."""

    content: dict[str, Any] | None = None
    reason: str | None = "THEO_QUY_DINH"
    note: str | None = None


class _Where(NamedTuple):
    state: DossierState
    by: Claims
    pick: int
    now: datetime


_Say = Callable[[_Where], Said]


def lawful(act: Act, state: DossierState, by: Claims, pick: int, now: datetime) -> Said:
    """What would fit the state, as far as that is possible for this officer."""
    say = _LAWFUL.get(act)
    return Said() if say is None else say(_Where(state, by, pick, now))


# ── papers and fees ───────────────────────────────────────────────────────────────────────────────────────────────────


def _request_supplement(at: _Where) -> Said:
    may = [key for key, store in at.state.published.items() if store is None] or [StepKey("ho_so")]
    until = legal_day(at.now) + timedelta(days=3 + at.pick % 9) if at.pick % 3 == 0 else None
    asked: dict[str, Any] = {"components": [str(key) for key in may[: 1 + at.pick % 2]]}
    return Said(asked | ({"answer_by": until.isoformat()} if until else {}), "GIAY_TO_MOI", "Thiếu chữ ký.")


def _answer_supplement(at: _Where) -> Said:
    waiting = at.state.open_matters(MatterKind.SUPPLEMENT)
    if not waiting:
        return Said({"components": [], "complete": True})
    asked, had = waiting[-1].detail["components"], waiting[-1].detail["received"]
    left = [key for key in asked if key not in had]
    if at.pick % 3 == 0:
        return Said({"components": left[:1], "complete": False, "reference": f"DVC-{at.pick}"})
    return Said({"components": left, "complete": True})


def _request_payment(at: _Where) -> Said:
    state = at.state
    fee = state.rules.procedure.fee_dong if state.rules else 0
    stage = "reception"
    if state.phase is Phase.IN_HAND and state.step is not None:
        stage = _STAGES.get(state.step.kind, "supplement")
    return Said({"amount": fee or 5_000, "at": stage}, "PHI_SAO_CHUP")


def _pay(at: _Where) -> Said:
    waiting = at.state.open_matters(MatterKind.PAYMENT)
    amount = waiting[-1].detail["amount"] if waiting else 1_000
    through = one_of(["counter", "online"], at.pick)
    return Said(
        {
            "amount": amount,
            "reference": f"{at.state.opening.code}-{len(at.state.payments)}-{at.pick % 5}",
            "through": through,
        }
    )


# ── opinions ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _consult(at: _Where) -> Said:
    waiting = {matter.agency for matter in at.state.open_matters(MatterKind.CONSULTATION)}
    may = [code for code in _ASKED if code not in waiting and code != at.by.agency] or _ASKED
    several = [one_of(may, at.pick + number) for number in range(1 + at.pick % 2)]
    asked = [{"agency": code, "hours": 1 + (at.pick + number) % 9} for number, code in enumerate(several)]
    return Said({"agencies": asked}, note="Đề nghị cho ý kiến.")


def _answer_consultation(at: _Where) -> Said:
    theirs = [one.number for one in at.state.consultations_to_answer if one.agency == at.by.agency] or [1]
    opinion = one_of(["agree", "disagree", "other"], at.pick)
    return Said({"matter": one_of(theirs, at.pick), "opinion": opinion}, note="Ý kiến kèm theo.")


def _cancel_consultation(at: _Where) -> Said:
    numbers = [matter.number for matter in at.state.open_matters(MatterKind.CONSULTATION)] or [1]
    return Said({"matter": one_of(numbers, at.pick)})


# ── work ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _assign(at: _Where) -> Said:
    step = at.state.step
    agency = (step.agency if step else "H24.31").lower().replace(".", "-")
    officers = [f"cv.{agency}", f"cv2.{agency}"]
    return Said({"officer": one_of([one for one in officers if one != at.state.assigned], at.pick)}, "DI_CONG_TAC")


def _extend(at: _Where) -> Said:
    allowed = at.state.rules.procedure.extensions if at.state.rules else None
    if allowed is None:
        return Said({"amount": 1, "unit": "working_days"}, "KIEM_TRA_THUC_DIA")
    return Said({"amount": 1 + at.pick % allowed.at_most.amount, "unit": allowed.at_most.unit.value}, "KIEM_TRA")


def _reverse(at: _Where) -> Said:
    state = at.state
    done = [*(deed.seq for deed in state.moves[-1:]), *state.urges]
    done += [state.assignment.seq] if state.assignment else []
    return Said({"seq": one_of(done or [max(1, state.seq)], at.pick)}, "THAO_TAC_NHAM")


def _back(at: _Where) -> Said:
    position = at.state.earlier_step(None)
    named = position is not None and at.pick % 2
    return Said({"to_step": at.state.key_at(position)} if named and position is not None else None, "CHUA_DU")


def _returned(at: _Where) -> Said:
    evidence = one_of(["desk_signature", "post_tracking", "portal_receipt"], at.pick)
    return Said({"evidence": evidence, "reference": f"EV{at.pick}"})


def _refusing(at: _Where) -> Said:
    return Said(None, one_of([*REFUSED_FOR, "LY_DO_KHAC"], at.pick), "Không đủ căn cứ.")


# ── lateness ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _send_apology(at: _Where) -> Said:
    state = at.state
    if state.rules is None or state.due is None:
        return Said({"new_due": stamp(at.now + timedelta(days=3))}, "STEP_OVER_LIMIT")
    least = max(new_date(state, at.now), state.due + timedelta(minutes=1)) + timedelta(days=at.pick % 3)
    return Said({"new_due": stamp(state.rules.calendar.session_end_from(least))}, "STEP_OVER_LIMIT")


def _contest(at: _Where) -> Said:
    others = [one for one in _concerned(at.state) if at.state.apology and one != at.state.apology.stated_agency]
    return Said({"to_agency": one_of(others, at.pick)} if others and at.pick % 2 else None, "KHONG_DO_CHUNG_TOI")


def _settle(at: _Where) -> Said:
    may = [one for one in _concerned(at.state) if one != at.by.agency] or [AgencyCode("H24.31")]
    return Said({"accountable_agency": one_of(may, at.pick)}, "DA_XAC_MINH")


def _concerned(state: DossierState) -> list[AgencyCode]:
    return list(dict.fromkeys([state.desk, state.competent, *(AgencyCode(step.agency) for step in state.steps)]))


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_LAWFUL: Final[dict[Act, _Say]] = {
    Act.REQUEST_SUPPLEMENT: _request_supplement,
    Act.ANSWER_SUPPLEMENT: _answer_supplement,
    Act.REQUEST_PAYMENT: _request_payment,
    Act.PAY: _pay,
    Act.CONSULT: _consult,
    Act.ANSWER_CONSULTATION: _answer_consultation,
    Act.CANCEL_CONSULTATION: _cancel_consultation,
    Act.ASSIGN: _assign,
    Act.REASSIGN: _assign,
    Act.EXTEND: _extend,
    Act.REVERSE: _reverse,
    Act.SEND_BACK: _back,
    Act.RETURN_FOR_REWORK: _back,
    Act.RETURN_RESULT: _returned,
    Act.CONFIRM_DELIVERY: lambda at: Said({"evidence": "post_tracking", "reference": f"EV{at.pick}"}),
    Act.PROPOSE_REFUSAL: _refusing,
    Act.SEND_APOLOGY: _send_apology,
    Act.CONTEST_ATTRIBUTION: _contest,
    Act.SETTLE_ATTRIBUTION: _settle,
    Act.ASSIGN_COMPETENT: lambda at: Said({"agency": one_of(["H24.31", "H24.40"], at.pick)}),
    Act.RATE: lambda at: Said({"score": 1 + at.pick % 5, "criteria": {"attitude": 5} if at.pick % 2 else {}}),
    Act.CORRECT_RESULT: lambda _: Said(None, "SAI_SOT", "Ngày cấp ghi nhầm."),
    Act.CANCEL_RESULT: lambda _: Said(None, "CAP_SAI", "Cấp không đúng thẩm quyền."),
}

_HASH: Final = "0" * 64
_JUNK: Final[tuple[dict[str, Any] | None, ...]] = (None, {"nham": 1}, {"components": "ho_chieu", "complete": True})
_WRONG: Final[dict[Act, tuple[dict[str, Any], ...]]] = {
    Act.REQUEST_SUPPLEMENT: (
        {"components": ["ho_chieu_gia"]}, {"components": ["giay_to_phap_ly", "giay_to_tuy_than"]},
        {"components": ["giay_de_nghi"], "answer_by": "2026-01-01"}, {"components": []},
    ),
    Act.ANSWER_SUPPLEMENT: (
        {"components": ["giay_la"], "complete": False}, {"components": [], "complete": True}, {"components": []},
    ),
    Act.REQUEST_PAYMENT: ({"amount": 1, "at": "reception"}, {"amount": 100_000, "at": "return"}, {"amount": 0}),
    Act.PAY: ({"reference": "BL-0-0", "amount": 1}, {"reference": "BL 1", "amount": 100_000}),
    Act.CONSULT: (
        {"agencies": [{"agency": "H24.31", "hours": 2}]}, {"agencies": [{"agency": "H24.999", "hours": 2}]},
        {"agencies": [{"agency": "H24.5", "due": "2026-01-05T03:00:00.000000Z"}]}, {"agencies": "H24.5:4,H24.5:4"},
    ),
    Act.ANSWER_CONSULTATION: ({"matter": 99, "opinion": "agree"}, {"matter": 1, "opinion": "maybe"}),
    Act.CANCEL_CONSULTATION: ({"matter": 99},),
    Act.ASSIGN: ({"officer": "cv.h24-8"}, {"officer": "ai_do"}),
    Act.REASSIGN: ({"officer": "cv.h24-8"},),
    Act.EXTEND: ({"amount": 400, "unit": "calendar_days"}, {"amount": 1, "unit": "same_day"}),
    Act.REVERSE: ({"seq": 1}, {"seq": 9999}),
    Act.SEND_BACK: ({"to_step": "tra"},),
    Act.RETURN_FOR_REWORK: ({"to_step": "khong_co"},),
    Act.SEND_APOLOGY: (
        {"new_due": "2026-01-01T10:00:00.000000Z"}, {"new_due": "2126-03-05T10:00:00.000000Z"},
        {"new_due": "2026-12-30T09:00:00.000000Z"},
    ),
    Act.CONTEST_ATTRIBUTION: ({"to_agency": "H24.8"},),
    Act.SETTLE_ATTRIBUTION: ({"accountable_agency": "H24.8"},),
    Act.ASSIGN_COMPETENT: ({"agency": "H24.99"}, {"agency": "H99"}),
    Act.RATE: ({"score": 6},),
    Act.RETRY: ({"effect": "1-999"},),
    Act.RETURN_RESULT: ({"evidence": "hearsay"},),
    Act.CONFIRM_DELIVERY: ({"evidence": "hearsay"},),
    Act.DIGITISE: (
        {"component": "giay_la", "source": "original", "paper": _HASH, "sealed_file": _HASH, "size": 1},
    ),
    Act.CORRECT: ({"field": "applicant.phone", "old": _HASH, "new": _HASH}, {"field": "applicant.shoe"}),
    Act.ADOPT_RESET: ({"from_branch": 0, "from_seq": 1, "from_hash": _HASH, "branch": 1},),
}  # fmt: skip


def unlawful(act: Act, pick: int) -> Said:
    """What fits no state, or hardly one: other content, no reason, or lateness for one."""
    reason = one_of([None, "QUA_HAN", "LY_DO"], pick)
    return Said(one_of([*_WRONG.get(act, ()), *_JUNK], pick), reason)
