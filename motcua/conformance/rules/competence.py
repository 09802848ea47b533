"""§0 and §1: received at one agency, decided by another; and what nobody is competent for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from motcua.conformance.days import day_of
from motcua.conformance.evidence import Dossier, instant
from motcua.conformance.rule import Rule, Seen, each
from motcua.conformance.rules.late import by_the_head, draft_of

__all__ = ["RULES"]

_SUCCEEDED = "officer:agency:succeeded"
_MOVES = ("officer:step:", "officer:result:")


def _work_of_the_competent(dossier: Dossier) -> Iterator[Seen]:
    """Received elsewhere: reception and return stay with who received it, every other step is the competent one's."""
    if dossier.received is None or dossier.told(_SUCCEEDED) or dossier.is_migrated:
        return
    opening, day = dossier.opening, dossier.legal_day_received
    usual = dossier.catalogue.competent(dossier.procedure, opening["receiving"], day)
    if usual == dossier.row["competent"]:
        return
    placed = {step["key"]: dossier.place(step["agency"]) for step in dossier.procedure["steps"]}
    for step in dossier.parts["step"]:
        yield Seen.same(dossier, f"agency of {step['key']}", step["agency"], placed[step["key"]])


def _lateness_of_the_step(dossier: Dossier) -> Iterator[Seen]:
    """The agency at fault is the one whose step it was; the reception's, where it never left the desk."""
    decided = dossier.first("engine:apology:decided")
    if decided is None or dossier.told(_SUCCEEDED) or dossier.told("officer:procedure:moved"):
        return
    told, facts = decided["detail"], decided
    if by_the_head(decided):  # its reason is the head's own word; by the facts it is its draft's
        facts = draft_of(dossier, decided)
    if facts["detail"]["reason_code"] in ("CONSULTATION_SILENT", "STATED_BY_OLDER_SYSTEM"):
        return
    steps = {step["key"]: step["agency"] for step in dossier.parts["step"]}
    wanted = steps.get(told.get("accountable_step"), dossier.opening["receiving"])
    yield Seen.same(dossier, "agency at fault", told["accountable_agency"], wanted)


def _queued(dossier: Dossier) -> Iterator[Seen]:
    """Whom nobody is competent for waits with the superior of its counter, for so many working hours."""
    for done in dossier.told("engine:coordination:done"):
        decided = dossier.decision(done)
        day, own = day_of(decided["at"]), dossier.successor(dossier.opening["receiving"], decided)
        named = decided["detail"].get("named")
        nobody = named is None or not dossier.catalogue.exists(named, day)
        yield Seen.that(dossier, nobody, f"{named} is there on {day}, and it waits for coordination")
        above = dossier.catalogue.superior(own, day) or own
        yield Seen.same(dossier, "to be coordinated by", done["detail"]["to_agency"], above)
        if dossier.received is not None:
            hours = timedelta(hours=dossier.parameters.get("coordination_hours", 8))
            stated = done["detail"].get("calendar")
            wanted = (dossier.catalogue.days(stated) if stated else dossier.days).walk(decided["at"], hours)
            yield Seen.same(dossier, "to be assigned by", instant(done["detail"]["assign_by"]), wanted)


def _waits_for_a_name(dossier: Dossier) -> Iterator[Seen]:
    """Until somebody is named nobody works on it; its clock counts from its reception, whoever is found."""
    queued, assigned = dossier.first("engine:coordination:done"), dossier.assigned
    if queued is None:
        return
    until = assigned["seq"] if assigned else dossier.events[-1]["seq"] + 1
    moved = [e["tag"] for e in dossier.events if queued["seq"] < e["seq"] < until and e["tag"].startswith(_MOVES)]
    yield Seen.that(dossier, not moved, f"{moved} before anybody was competent")
    if assigned is not None and dossier.received is not None:
        accepted = dossier.first("officer:dossier:accepted")
        wanted = accepted["at"] if accepted else instant(dossier.opening["received_at"])
        yield Seen.same(dossier, "received at", dossier.row["received_at"], wanted)
        yield Seen.same(dossier, "competent", dossier.row["competent"], assigned["detail"]["agency"])


def _silence_of_the_coordinator(dossier: Dossier) -> Iterator[Seen]:
    told = [instant(event["detail"]["due"]) for event in dossier.told("clock:competence:not_coordinated")]
    named = dossier.told("officer:competence:assigned")
    for queued in dossier.told("engine:coordination:done"):
        answered = next((one for one in named if one["seq"] > queued["seq"]), None)
        if answered is not None:
            ends = dossier.ends_of(queued["detail"]["matter"], instant(queued["detail"]["assign_by"]), answered)
            wanted = next((end for end, until in ends if until > end), None)
            found = next((due for due in told if due in {end for end, _ in ends}), None)
            yield Seen.same(dossier, "silence of the coordinator told", found, wanted)


RULES = (
    Rule("competence.elsewhere", "§0", "Nhận nơi khác: tiếp nhận, trả là nơi nhận; giải quyết là cơ quan có thẩm quyền",
         each(_work_of_the_competent)),
    Rule("competence.lateness", "§0", "Chậm ở bước nào thì tính cho cơ quan của bước đó", each(_lateness_of_the_step)),
    Rule("competence.queued", "§1", "Không có cơ quan có thẩm quyền thì cấp trên của nơi nhận điều phối, có thời hạn",
         each(_queued)),
    Rule("competence.waits_for_a_name", "§1", "Chưa giao cơ quan thì chưa xử lý; hạn vẫn tính từ khi tiếp nhận",
         each(_waits_for_a_name)),
    Rule("competence.silence", "§1", "Quá giờ chưa giao cơ quan có thẩm quyền thì có cảnh báo",
         each(_silence_of_the_coordinator)),
)  # fmt: skip
