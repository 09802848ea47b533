"""§1, "Late dossiers": the apology before the breach, the head's signature, and who contests the delay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.rule import Rule, Seen, each
from motcua.conformance.rules.late import as_pauses_left, by_the_head, hours_left, of_the_accountable

__all__ = ["RULES"]


def _drafted(dossier: Dossier) -> Iterator[Seen]:
    """With the alarm before the due instant a letter waits, unless there is one, for the head who answers for it."""
    if dossier.received is None or not dossier.parameters.get("apology_drafted", False):
        return
    drafts = {event["seq"]: event for event in dossier.told("engine:apology:drafted")}
    for soon in dossier.told("clock:dossier:due_soon"):
        apologised = any(one["seq"] < soon["seq"] for one in dossier.told("engine:apology:decided"))
        draft = drafts.pop(soon["seq"] + 1, None)
        in_advance = soon["at"] < instant(soon["detail"]["promise"])
        wanted = in_advance and not apologised and not dossier.stated.get("apology")
        yield Seen.same(dossier, "a letter drafted with the alarm", draft is not None, wanted)
        if draft is not None:
            yield from of_the_accountable(dossier.ruled_by(draft), draft["detail"], draft["at"])
    if drafts:
        yield Seen(dossier.code, f"drafted as {min(drafts)}, and no alarm")


def _by_the_head(dossier: Dossier) -> Iterator[Seen]:
    """Before the due instant, by a person's own act and key, with a reason and a date past the one promised."""
    for decided in dossier.told("engine:apology:decided"):
        if not by_the_head(decided):
            continue
        told, days = decided["detail"], dossier.days
        sent = next(e for e in dossier.told("officer:apology:sent") if e["seq"] == decided["seq"] - 1)
        yield Seen.same(dossier, "signed by", told["signer"], sent["actor"])
        yield Seen.that(dossier, bool(told.get("reason_code")), "without a reason")
        yield Seen.that(dossier, decided["at"] < instant(told["due"]), "sent after the breach")
        new_due = instant(told["new_due"])
        least = days.walk(decided["at"], timedelta(hours=hours_left(dossier, decided)))
        late = new_due > instant(told["due"]) and new_due >= least and days.ends_a_session(new_due)
        yield Seen.that(dossier, late, f"new date {new_due}")
    for done in dossier.told("engine:apology:done"):
        if by_the_head(dossier.decision(done)):
            (paper,) = [one for one in dossier.papers("apology") if one["sha256"] == done["detail"]["paper"]]
            yield Seen.same(dossier, "keys under it", len(set(paper["certificates"])), 2)


def _signed_later(dossier: Dossier) -> Iterator[Seen]:
    """The head signs what the timer issued: the date as it stands; the sealed letter stays beside it."""
    for done in dossier.told("engine:apology_signature:done"):
        decided = dossier.decision(done)
        (paper,) = [one for one in dossier.papers("apology") if one["sha256"] == done["detail"]["paper"]]
        yield Seen.same(dossier, "keys under it", len(set(paper["certificates"])), 2)
        first = [one for one in dossier.told("engine:apology:decided") if one["seq"] < decided["seq"]][-1]
        stood = as_pauses_left(dossier.ruled_by(decided), instant(first["detail"]["new_due"]), first, decided)
        yield Seen.same(dossier, "its date", instant(decided["detail"]["new_due"]), stood)
        signed = next(e for e in dossier.told("officer:apology:signed") if e["seq"] == decided["seq"] - 1)
        yield Seen.same(dossier, "signed by", decided["detail"]["signer"], signed["actor"])
        sealed = [one for one in dossier.papers("apology") if len(one["certificates"]) == 1]
        yield Seen.that(dossier, bool(sealed), "the letter of the timer is gone")


def _contested(dossier: Dossier) -> Iterator[Seen]:
    """Contested by the agency that the letter named, settled by one above both that is no party; both stand."""
    for settled in dossier.told("officer:attribution:settled"):
        told = settled["detail"]
        opened = next(
            e for e in dossier.told("officer:attribution:contested") if e["detail"]["matter"] == told["matter"]
        )
        parties = {opened["agency"], opened["detail"].get("to_agency"), told["accountable_agency"]}
        yield Seen.that(dossier, settled["agency"] not in parties, f"settled by {settled['agency']}, a party")
        for party in {opened["detail"]["accountable_agency"], opened["detail"].get("to_agency")} - {None}:
            above = dossier.above(party, settled)
            yield Seen.that(dossier, settled["agency"] in above, f"settled by {settled['agency']}, not above {party}")
        last = dossier.told("officer:attribution:settled")[-1]["detail"]["accountable_agency"]
        yield Seen.same(dossier, "answers for it", dossier.row["accountable"], last)
        named = dossier.told("engine:apology:decided")[-1]["detail"]["accountable_agency"]
        yield Seen.same(dossier, "named by the letter", dossier.row["accountable_stated"], named)


RULES = (
    Rule("apology.drafted", "§1", "Trước hạn một ngày làm việc đã có dự thảo xin lỗi cho thủ trưởng chịu trách nhiệm",
         each(_drafted)),
    Rule("apology.by_the_head", "§1", "Thủ trưởng xin lỗi trước hạn bằng chữ ký của mình, có lý do và ngày hẹn lại",
         each(_by_the_head)),
    Rule("apology.signed_later", "§1", "Thủ trưởng ký sau thì vẫn ngày hẹn lại đó, văn bản đóng dấu vẫn còn",
         each(_signed_later)),
    Rule("apology.contested", "§1", "Khiếu nại trách nhiệm: cấp trên kết luận, lưu cả hai", each(_contested)),
)  # fmt: skip
