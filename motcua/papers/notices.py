"""The words of the forms to applicants: receipt, supplement request, refusal, stop notice (rulebook §1, "Forms")."""

from __future__ import annotations

from typing import Any, Final

from activities.ports import LinkedLine, PaperContent, PaperLine
from models.journal import PaperKind
from models.stores import StoreKind
from motcua.papers import wording

__all__ = ["TEMPLATES", "notice_words"]

TEMPLATES: Final = {
    PaperKind.RECEIPT: "receipt",
    PaperKind.SUPPLEMENT: "supplement",
    PaperKind.REFUSAL: "refusal",
    PaperKind.STOP_NOTICE: "stop-notice",
}
"""Both regimes print these forms alike."""
_FORM: Final = {"original": "bản chính", "copy": "bản sao"} | {store.value: store.vi for store in StoreKind}


def notice_words(content: PaperContent) -> dict[str, Any]:
    """Return what the templates of these forms print beside what every paper has."""
    return {
        "contact": _contact(content),
        "papers": [_line(paper) for paper in content.papers],
        "sets": f"{content.sets:02d} bộ" if content.sets is not None else None,
        "fee": _dong(content.fee_dong),
        "counter": content.counter or content.agency_name,
        "book-number": str(content.book_number) if content.book_number is not None else "",
        "until": wording.instant_in_words(content.until) if content.until else None,
        "has-reason": bool(content.reason or content.reason_code),
        "because": wording.sentence(content.reason or f"Mã lý do {content.reason_code or 'chưa ghi'}"),
        "submitter": content.submitter_name or content.addressee.name,
        "officer": content.officer_name or content.signer_name or "",
        "tracking-key": content.tracking_key or "",
        "linked": [_part(part) for part in content.linked],
        "appointment": wording.instant_in_words(content.due) if content.due else None,
    }


def _contact(content: PaperContent) -> list[tuple[str, str]]:
    person = content.addressee
    stated = [("Địa chỉ", person.address), ("Số điện thoại", person.phone), ("Email", person.email)]
    return [(label, value) for label, value in stated if value]


def _line(paper: PaperLine) -> list[str]:
    return [paper.name, _FORM.get(paper.form or "", ""), f"{paper.count:02d}" if paper.count is not None else ""]


def _part(part: LinkedLine) -> list[str]:
    """A part that is not started has its date once it has what it waits for."""
    due = wording.instant_in_words(part.due) if part.due else "sẽ hẹn khi có kết quả của phần trước"
    return [part.name, part.agency_name, part.code or "", due]


def _dong(amount: int | None) -> str:
    """Write money as people here do: `100.000 đồng`."""
    return f"{amount:,} đồng".replace(",", ".") if amount else "không thu"
