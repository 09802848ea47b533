"""The read model is what the journal tells: status, dates, lateness, the apology owed, hand-overs and alarms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from models.tags import Tag
from motcua.audit.verify.case import Case
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.told import Row, Told, json_of

__all__ = ["read_model_follows_journal"]

_STATUS: Final = {
    Tag.SUBMITTED: 1, Tag.COORDINATION_DONE: 2, Tag.RECEPTION_DONE: 2, Tag.REFUSED: 3, Tag.HANDED_OVER: 4,
    Tag.SENT_BACK: 4, Tag.REWORK: 4, Tag.SUPPLEMENT_CLOSED: 3, Tag.WITHDRAWN: 7, Tag.STOP_FINAL: 8,
    Tag.RELEASED: 9, Tag.RETURNED: 10,
}  # fmt: skip
"""The portal's status that an event brings about."""
_ASIDE: Final = {Tag.SUPPLEMENT_REQUESTED: 5, Tag.PAYMENT_REQUESTED: 6, Tag.STOPPED: 8}
"""While the dossier stands aside."""
_BACK: Final = (Tag.SUPPLEMENT_ANSWERED, Tag.PAID, Tag.STOP_LIFTED)
_FINISHED: Final = (Tag.RELEASED, Tag.REFUSED, Tag.SUPPLEMENT_CLOSED, Tag.WITHDRAWN, Tag.STOP_FINAL)
"""What keeps the promise."""
_UNDOABLE: Final = ("hand_over", "send_back", "complete_step")
"""The moves of which an undoing gives back the status that they found."""
_DATES: Final = ("received_at", "due_original", "due", "new_due", "finished_at", "closed_at")
_OFFERED: Final = (Tag.HANDED_OVER, Tag.SENT_BACK, Tag.REWORK)
_TAKEN: Final = (Tag.TAKEN_OVER, Tag.DECLINED)
_ALARMS: Final = (
    Tag.DUE_SOON, Tag.OVERDUE, Tag.OVERDUE_AGAIN, Tag.HAND_OVER_SILENT, Tag.ERRAND_UNANSWERED, Tag.SUPPLEMENT_DUE_SOON,
    Tag.SUPPLEMENT_UNANSWERED, Tag.PAYMENT_DUE_SOON, Tag.UNPAID, Tag.UNCOLLECTED, Tag.CONSULTATION_SILENT,
)  # fmt: skip


def read_model_follows_journal(case: Case) -> Iterator[Finding]:
    """Fold the journal into the row that it calls for, and compare."""
    row = case.row
    if row is None:
        return
    if not case.story:
        yield Finding(kind=Kind.EVENT_REMOVED, code=case.code, where="event")
        return
    for column, expected in _expected(case).items():
        found = json_of(row.get(column))
        if found != expected:
            kind = Kind.DATE_CHANGED if column in _DATES else Kind.ROW_DIFFERS
            yield _finding(kind, case, f"dossier.{column}", expected, found)
    yield from _rows(case, "hand_over", _hand_overs_told(case), [_hand_over(one) for one in case.rows("hand_over")])
    kinds = {tag.rsplit(":", 1)[1] for tag in _ALARMS}
    alarms = sorted(_alarm(one) for one in case.rows("alarm") if one["kind"] in kinds)
    yield from _rows(case, "alarm", sorted(_alarm_told(told) for told in case.told(*_ALARMS)), alarms)


def _expected(case: Case) -> dict[str, Any]:
    last = case.story[-1]
    return {"branch": last.branch, "seq": last.seq, "head": last.hash} | _submitted(case) | _promise(case) | _end(case)


def _submitted(case: Case) -> dict[str, Any]:
    first = case.last(Tag.SUBMITTED)
    told = first.detail if first else {}
    return {name: told.get(name) for name in ("submission_id", "procedure", "channel", "origin", "receiving")}


def _promise(case: Case) -> dict[str, Any]:
    """What was promised. A due date moves by what is told to have moved it, and by nothing else."""
    decided, done = _detail(case.last(Tag.RECEPTION_DECIDED)), _detail(case.last(Tag.RECEPTION_DONE))
    late, apology = case.last(Tag.OVERDUE), _detail(case.last(Tag.APOLOGY_DECIDED))
    issued = _detail(case.last(Tag.APOLOGY_DONE))
    stated = _detail(case.last(Tag.SUBMITTED)).get("stated_new_due") if late else None
    finished = case.last(*_FINISHED)
    return {
        "received_at": decided.get("received_at"),
        **_due(case, done.get("due")),
        "due_extended": _due(case, done.get("due"))["due"] if case.told(Tag.EXTENDED) else None,
        "new_due": _moved(case) or stated or issued.get("new_due") or apology.get("new_due"),
        "procedure_version": _detail(case.last(Tag.PROCEDURE_MOVED)).get("new_version", done.get("procedure_version")),
        "regime": done.get("regime"),
        "calendar": _counted_by(case),
        "overdue": finished is None and (due := _due(case, done.get("due"))["due"]) is not None
        and case.story[-1].at > due,
    }  # fmt: skip


def _counted_by(case: Case) -> str | None:
    """The calendar of its limit; until it is received, of how long its counter or whoever coordinates may take."""
    received, answer = False, (case.reservation.get("opening") or {}).get("body", {}).get("answer_calendar")
    counted: str | None = answer
    for told in case.story:
        match told.tag:
            case Tag.CALENDAR_CHANGED:
                counted = told.detail["new_version"]
            case Tag.RECEPTION_DONE | Tag.COORDINATION_DONE:
                received = received or told.tag == Tag.RECEPTION_DONE
                counted = told.detail.get("calendar")
            case Tag.ACCEPTED | Tag.COMPETENT_ASSIGNED | Tag.SUPPLEMENT_REQUESTED if not received:
                counted = None
            case _ if told.tag in _FINISHED and not received:
                return None
    return counted


def _moved(case: Case) -> str | None:
    """The date of an apology as the last pause left it."""
    after = [told.detail["new_due_after"] for told in case.story if "new_due_after" in told.detail]
    return after[-1] if after else None


def _due(case: Case, due: str | None) -> dict[str, str | None]:
    """The due date as it was moved: by pauses, by new rules, and by extensions, which leave the first one."""
    original, told_on = due, True
    for told in case.story:
        if told.tag == Tag.EXTENDED:
            due = told.detail.get("extended_due")
        elif told.at < told.detail.get("due_before", told.at):  # what was late already stays late
            due = original = None
        elif "due_after" in told.detail:
            due = told.detail["due_after"]
            original = due if told_on and not case.told(Tag.EXTENDED) else original
        elif told in case.ruled_anew:
            told_on = False
            due = told.detail.get("new_due")
    # By how much a pause moved the first date is not told where the limit was extended, or the rules changed meanwhile:
    # it is the clock's to say.
    silent = original is None and (bool(case.told(Tag.EXTENDED)) or not told_on)
    return {"due": due} if silent else {"due": due, "due_original": original}


def _end(case: Case) -> dict[str, Any]:
    finished, closed = case.last(*_FINISHED), case.last(Tag.CLOSED)
    cancelled = case.last(Tag.RESULT_CANCELLED)
    evidence = [told for told in case.told(Tag.DELIVERY_DONE, Tag.DELIVERY_CONFIRMED) if told.detail.get("evidence")]
    return {
        "status": _status(case),
        "outcome": _outcome(case, finished),
        "finished_at": finished.at if finished else None,
        "closed_at": closed.at if closed else None,
        "rating": _detail(case.last(Tag.RATED)).get("score"),
        "result_cancelled_at": cancelled.at if cancelled else None,
        "apology_owed": bool(case.told(Tag.APOLOGY_DECIDED)) and not evidence,
        "escalated": _escalated(case),
        "marked_late": any(told.detail.get("marked_late") for told in case.told(Tag.SUPPLEMENT_REQUESTED)),
    }


def _outcome(case: Case, finished: Told | None) -> str | None:
    """By what kept the promise; a result that was approved as a refusal refuses."""
    if finished is None:
        return None
    if finished.tag == Tag.RELEASED:
        return str(_detail(case.last(Tag.APPROVED)).get("outcome", "granted"))
    return {Tag.WITHDRAWN: "withdrawn", Tag.STOP_FINAL: "stopped"}.get(Tag(finished.tag), "not_accepted")


def _status(case: Case) -> int | None:
    """The last that an event brought about; what stood aside or was undone goes back to the one before."""
    status, aside, before = None, None, dict[int, int | None]()
    for told in case.story:
        tag = Tag(told.tag)
        before[told.seq] = status
        if tag in _ASIDE:
            aside, status = status, _ASIDE[tag]
        elif tag in _BACK and told.detail.get("complete", True):
            status = aside
        elif tag == Tag.REVERSED and told.detail.get("act") in _UNDOABLE:
            status = before.get(told.detail["seq"], status)
        elif tag != Tag.COORDINATION_DONE or status != _STATUS[Tag.WITHDRAWN]:  # it was under way when it was withdrawn
            status = _STATUS.get(tag, status)
    return status


def _escalated(case: Case) -> bool:
    """Whether the superior was told of a lateness that no later rule lifted."""
    said = [told for told in case.story if told.tag == Tag.ESCALATION_DECIDED or "lifted" in told.detail]
    return bool(said) and said[-1].tag == Tag.ESCALATION_DECIDED


def _hand_overs_told(case: Case) -> list[tuple[Any, ...]]:
    """Every offer with who gave it and when, and what became of it."""
    offers: list[list[Any]] = []
    for told in case.told(*_OFFERED, *_TAKEN, Tag.REVERSED, Tag.WORD_DECIDED, Tag.DUTIES_PASSED):
        if told.tag in _OFFERED:
            to = (told.detail.get("to_agency"), told.detail.get("to_step"))
            offers.append([told.at, told.fields["actor"], *to, None, None, False, False])
        elif told.tag == Tag.WORD_DECIDED:
            if offers and told.detail.get("about") == "HAND_OVER_RECALLED":
                offers[-1][4], offers[-1][7] = told.at, True
        elif told.tag == Tag.DUTIES_PASSED:
            if offers and offers[-1][4] is None:  # what waits is the successor's to take
                offers[-1][2] = told.detail["succession"]["duties"].get(offers[-1][2], offers[-1][2])
        elif offers and told.tag == Tag.REVERSED:
            offers += _undone(offers[-1], told)
        elif offers:
            offers[-1][4:7] = [told.at, told.fields["actor"], told.tag == Tag.DECLINED]
    return [tuple(offer) for offer in offers]


def _undone(offer: list[Any], reversed_: Told) -> list[list[Any]]:
    """An offer taken back ends; one whose taking over was undone ends too, and lies there again."""
    act = reversed_.detail.get("act")
    if act == "take_over":
        offer[7] = True
        return [[reversed_.at, *offer[1:4], None, None, False, False]]
    if act in ("hand_over", "send_back"):
        offer[4], offer[7] = reversed_.at, True
    return []


def _hand_over(row: Row) -> tuple[Any, ...]:
    columns = ("given_at", "given_by", "to_agency", "to_step", "taken_at", "taken_by", "declined", "withdrawn")
    return tuple(json_of(row[column]) for column in columns)


def _alarm_told(told: Told) -> tuple[str, ...]:
    return told.tag.rsplit(":", 1)[1], str(told.detail.get("due")), str(told.detail.get("fired"))


def _alarm(row: Row) -> tuple[str, ...]:
    return str(row["kind"]), str(json_of(row["due"])), str(json_of(row["fired"]))


def _rows(case: Case, table: str, told: list[tuple[Any, ...]], kept: list[tuple[Any, ...]]) -> Iterator[Finding]:
    """The first row that is not what was told; those after it tell nothing more."""
    for number in range(max(len(told), len(kept))):
        expected, found = told[number : number + 1], kept[number : number + 1]
        if expected != found:
            yield _finding(Kind.ROW_DIFFERS, case, f"{table}:{number + 1}", _text(expected), _text(found))
            return


def _text(row: list[tuple[Any, ...]]) -> str | None:
    return " ".join(str(value) for value in row[0]) if row else None


def _detail(told: Told | None) -> dict[str, Any]:
    return told.detail if told else {}


def _finding(kind: Kind, case: Case, where: str, expected: Any, found: Any) -> Finding:
    said = [None if value is None else str(value) for value in (expected, found)]
    return Finding(kind=kind, code=case.code, where=where, expected=said[0], found=said[1])
