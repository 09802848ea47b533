"""§1: withdrawn, stopped, extended, consulted."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.promises import promises_of, standing_after
from motcua.conformance.rule import Rule, Seen, each
from motcua.conformance.waiting import SETTLING

__all__ = ["RULES"]


def _withdrawn(dossier: Dossier) -> Iterator[Seen]:
    for event in dossier.told("officer:dossier:withdrawn"):
        decided = [one for one in dossier.told("officer:result:approved") if one["seq"] < event["seq"]]
        yield Seen.that(dossier, not decided, "withdrawn after the result was decided")
        yield Seen.same(dossier, "status", dossier.row["status"], 7)
        yield Seen.same(dossier, "kept at", dossier.row["finished_at"], event["at"])


def _stopped(dossier: Dossier) -> Iterator[Seen]:
    """A stop pauses until its notice is issued, where the regime has one; then it is final."""
    final = dossier.first("engine:dossier:stopped")
    for event in dossier.told("officer:dossier:stop_concluded"):
        notices = [one for one in dossier.told("engine:notice:done") if one["seq"] > event["seq"]]
        before = final is not None and any(one["seq"] < final["seq"] for one in notices)
        has_form = any(form["kind"] == "stop_notice" for form in dossier.regime["forms"])
        yield Seen.that(dossier, before or not has_form, "the stop is final and no notice is issued")
        yield Seen.same(dossier, "status", dossier.row["status"], 8)


def _with_reason(dossier: Dossier) -> Iterator[Seen]:
    for event in dossier.events:
        if event["tag"] in _REASONED:
            yield Seen.that(dossier, bool(event["detail"].get("reason_code")), f"{event['tag']} without a reason")


_REASONED = (
    "officer:dossier:withdrawn", "officer:dossier:stopped", "officer:dossier:stop_concluded",
    "officer:dossier:extended", "officer:result:refusal_proposed",
)  # fmt: skip


def _extended(dossier: Dossier) -> Iterator[Seen]:
    """Before the due instant, as far as sector law allows, and beside the original one."""
    allowed = dossier.procedure.get("extensions") if dossier.received is not None else None
    for number, event in enumerate(dossier.told("officer:dossier:extended"), start=1):
        told, standing = event["detail"], standing_after(dossier, event)
        yield Seen.that(dossier, event["at"] < instant(told["old_due"]), "extended after it was due")
        yield Seen.that(dossier, allowed is not None and number <= allowed["times"], f"extension {number}")
        yield Seen.same(dossier, "extended to", instant(told["extended_due"]), standing and standing.due)
        original = promises_of(dossier, extended=False, changed=False)[-1].due
        yield Seen.same(dossier, "due_original", dossier.row["due_original"], original)


def _silence_of_the_consulted(dossier: Dossier) -> Iterator[Seen]:
    """Whoever keeps silent past the deadline is told of; who answered in time, or is asked no more, is not."""
    silent = {event["detail"]["matter"] for event in dossier.told("clock:consultation:silent")}
    answered = {event["detail"]["matter"]: event["at"] for event in dossier.events if event["tag"] in SETTLING}
    for event in dossier.told("officer:consultation:asked"):
        for asked in event["detail"]["agencies"]:
            answer = answered.get(asked["matter"])
            due = dossier.end_of(asked["matter"], instant(asked["due"]))
            end = answer or (dossier.finished["at"] if dossier.finished else None)
            late = end is None or end > due
            yield Seen.same(dossier, f"silence of {asked['agency']}", asked["matter"] in silent, late)


def _opinion_awaited(dossier: Dossier) -> Iterator[Seen]:
    """No consent is taken for granted unless sector law says so: nothing is decided before the answer.

    A question that was taken back in time waits for none.
    """
    for event in dossier.told("officer:consultation:asked"):
        if event["detail"]["on_silence"] != "wait":
            continue
        for asked in event["detail"]["agencies"]:
            answers = [e for e in dossier.events if e["tag"] in SETTLING and e["detail"]["matter"] == asked["matter"]]
            done = [e for e in dossier.events if e["tag"] == "officer:result:approved"]
            held = not done or (answers and answers[0]["seq"] < done[0]["seq"])
            yield Seen.that(dossier, bool(held), f"decided without the opinion of {asked['agency']}")


def _refused(dossier: Dossier) -> Iterator[Seen]:
    """Not eligible after appraisal: a signed paper within the way of every result, and shown as what it is."""
    proposed = dossier.told("officer:result:refusal_proposed")
    approved = next(reversed(dossier.told("officer:result:approved")), None)
    released = dossier.first("engine:result:released")
    if proposed and approved is not None and released is not None:
        refused = approved["detail"].get("outcome") == "refused"
        yield Seen.same(dossier, "outcome", dossier.row["outcome"], "refused" if refused else "granted")
        signed = [paper for paper in dossier.papers("result") if len(set(paper["certificates"])) == 2]
        yield Seen.that(dossier, bool(signed), "refused without a signed paper")


def _paid_back(dossier: Dossier) -> Iterator[Seen]:
    """Ended without a result, what was paid is ordered to be paid back, once, whole."""
    paid = {event["detail"]["reference"]: event["detail"]["amount"] for event in dossier.told("officer:payment:paid")}
    over = dossier.finished is not None and dossier.finished["tag"] in _WITHOUT_RESULT
    if paid and over and (dossier.closed is not None or dossier.first("engine:dossier:undone")):
        ordered = [event["detail"] for event in dossier.told("engine:refund:decided")]
        found = (sum(one["amount"] for one in ordered), sorted(ref for one in ordered for ref in one["payments"]))
        yield Seen.same(dossier, "paid back", found, (sum(paid.values()), sorted(paid)))


_WITHOUT_RESULT = ("officer:dossier:withdrawn", "engine:dossier:stopped", "officer:supplement:closed_unanswered")


def _head_told(dossier: Dossier) -> Iterator[Seen]:
    """The head of the agency that kept silent is told."""
    words = [event for event in dossier.told("engine:word:decided") if event["detail"]["about"] == _SILENT]
    for event in dossier.told("clock:consultation:silent"):
        to = event["detail"]["to_agency"]
        told = any(one["at"] == event["at"] and one["detail"]["to_agency"] == to for one in words)
        yield Seen.that(dossier, told, f"{to} kept silent, and its head was not told")


_SILENT = "CONSULTATION_SILENT"

RULES = (
    Rule("ending.withdrawn", "§1", "Rút hồ sơ được đến khi kết quả được quyết định", each(_withdrawn)),
    Rule("ending.stopped", "§1", "Dừng giải quyết chỉ là cuối cùng khi đã có thông báo", each(_stopped)),
    Rule("ending.with_reason", "§1", "Rút, dừng, gia hạn, từ chối sau thẩm định phải có lý do", each(_with_reason)),
    Rule("extension.beside", "§1", "Gia hạn trước hạn, theo luật chuyên ngành, hạn gốc vẫn ghi bên cạnh",
         each(_extended)),
    Rule(
        "consultation.silence", "§1", "Cơ quan được hỏi im lặng quá hạn thì có cảnh báo",
        each(_silence_of_the_consulted),
    ),
    Rule("ending.refused", "§1", "Từ chối sau thẩm định: văn bản có ký, ghi đúng là từ chối", each(_refused)),
    Rule("fee.paid_back", "§1", "Rút, dừng hồ sơ thì hoàn trả đủ phí đã nộp", each(_paid_back)),
    Rule("consultation.head_told", "§1", "Cơ quan im lặng thì thủ trưởng cơ quan đó được báo", each(_head_told)),
    Rule("consultation.awaited", "§1", "Im lặng không phải là đồng ý", each(_opinion_awaited)),
)  # fmt: skip
