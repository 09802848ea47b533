"""§1, "Forms": what the applicant is told, in which form; and the books in which dossiers and papers are numbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from motcua.conformance.days import VIETNAM
from motcua.conformance.evidence import Dossier, Evidence, instant
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_FORMS: Final = {
    "engine:reception:done": "receipt", "officer:supplement:requested": "supplement",
    "officer:dossier:refused": "refusal", "officer:supplement:closed_unanswered": "refusal",
}  # fmt: skip
_MESSAGES: Final = {
    "engine:result:released": "result_ready", "officer:payment:requested": "payment_request",
    "clock:supplement:supplement_due_soon": "supplement_reminder", "clock:payment:payment_due_soon": "payment_reminder",
}  # fmt: skip
_A_MOMENT: Final = timedelta(minutes=5)


def _notices(dossier: Dossier) -> list[str]:
    """What the regime has the engine tell; before acceptance by the regime of the day on which it was registered."""
    day = instant(dossier.opening["received_at"]).astimezone(VIETNAM).date()
    regime = dossier.regime if dossier.received is not None else dossier.catalogue.regime_on(day)
    assert regime is not None
    return list(regime["parameters"].get("notices", ()))


def _formed(dossier: Dossier) -> Iterator[Seen]:
    """Accepted, asked for more, refused: each by its own form, sealed and numbered."""
    yield from _decided(dossier, _FORMS)
    kinds = set(_FORMS.values()) | {"stop_notice"}
    for done in dossier.told("engine:notice:done"):
        told = done["detail"]
        if told["notice"] in kinds:
            papers = [one["sha256"] for one in dossier.papers(told["notice"])]
            sealed = told.get("paper") in papers and bool(told.get("number"))
            yield Seen.that(dossier, sealed, f"{told['notice']} without a sealed paper and its number")


def _messaged(dossier: Dossier) -> Iterator[Seen]:
    """Registered online, ready, a fee that is due, a time that is running out: the applicant hears of it."""
    yield from _decided(dossier, _MESSAGES)
    if dossier.is_online and "registered" in _notices(dossier):
        told = [one["detail"]["notice"] for one in dossier.told("engine:notice:decided")]
        yield Seen.that(dossier, "registered" in told, "no automatic reply")


def _decided(dossier: Dossier, by_tag: dict[str, str]) -> Iterator[Seen]:
    known, told = _notices(dossier), dossier.told("engine:notice:decided")
    for event in dossier.events:
        kind = by_tag.get(event["tag"])
        if kind in known and not _on_request(dossier, kind):
            sent = any(one["at"] == event["at"] and one["detail"]["notice"] == kind for one in told)
            yield Seen.that(dossier, sent, f"{event['tag']} and no {kind}")


def _on_request(dossier: Dossier, kind: str) -> bool:
    """What is returned at once has its slip on request."""
    at_once = dossier.received is not None and dossier.procedure.get("slip_on_request", False)
    return kind == "receipt" and bool(at_once)


def _in_the_book(dossier: Dossier) -> Iterator[Seen]:
    """Accepted, it stands in the register book of its counter, of the year of its entry."""
    if dossier.received is not None:
        entries = [one for one in dossier.parts["book_entry"] if one["kind"] == "register_book"]
        found = [one["number"] for one in entries]
        yield Seen.same(dossier, "numbers in the book", found, [dossier.received["detail"].get("book_number")])
        yield Seen.same(dossier, "number shown", dossier.row["book_number"], *found)


def _without_gaps(evidence: Evidence) -> Iterator[Seen]:
    """Each book of an agency and a year is numbered from 1 without a gap."""
    given: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for dossier in evidence.dossiers:
        for entry in dossier.parts["book_entry"]:
            given[entry["agency"], entry["year"], entry["kind"]].append(entry["number"])
    for (agency, year, kind), numbers in given.items():
        whole = sorted(numbers) == list(range(1, len(numbers) + 1))
        yield Seen(f"{kind} {agency} {year}", None if whole else f"numbers {sorted(numbers)}")


def _at_its_time(dossier: Dossier) -> Iterator[Seen]:
    """Nothing is received in the future; in the past only what an older system received."""
    opening = dossier.opening
    received, entered = instant(opening["received_at"]), instant(opening["entered_at"])
    yield Seen.that(dossier, received <= entered + _A_MOMENT, f"received at {received}, entered at {entered}")
    if dossier.is_migrated:
        yield Seen.that(dossier, bool(opening.get("stated")) or received < entered, "carried over, and from nowhere")
    else:
        yield Seen.that(dossier, received >= entered - _A_MOMENT, f"received at {received}, entered at {entered}")


RULES = (
    Rule("notice.forms", "§1", "Tiếp nhận, bổ sung, từ chối, dừng: đúng biểu mẫu, có dấu, có số", each(_formed)),
    Rule("notice.messages", "§1", "Người nộp được báo: đã nhận trực tuyến, có kết quả, phí, sắp hết hạn bổ sung",
         each(_messaged)),
    Rule("reception.in_the_book", "§1", "Hồ sơ tiếp nhận có số trong sổ theo dõi", each(_in_the_book)),
    Rule("reception.at_its_time", "§1", "Không tiếp nhận ở tương lai; ở quá khứ chỉ hồ sơ của hệ thống cũ",
         each(_at_its_time)),
    Rule("book.without_gaps", "§1", "Số của sổ và của văn bản liên tục theo cơ quan, năm, loại", _without_gaps),
)  # fmt: skip
