"""From what a paper says to the words its template prints. Every template finds the same names."""

from __future__ import annotations

from typing import Any, Final

from activities.ports import PaperContent
from models.calendar import VIETNAM
from models.errors import Refused
from models.journal import PaperKind
from motcua.papers import wording
from motcua.papers.notices import TEMPLATES, notice_words

__all__ = ["RESULT", "template_of", "words_of"]

RESULT: Final = "result"
REFUSED: Final = "result-refused"
_FORMS: Final = {
    "Phiếu xin lỗi và hẹn lại ngày trả kết quả": "apology-nd61-2018",
    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết": "apology-nd118-2025",
}
"""Official title of a form → its template (rulebook §1)."""


def _form(content: PaperContent) -> tuple[str, str]:
    """Split `04 Phiếu xin lỗi …` into number and title."""
    number, _, title = content.form.partition(" ")
    return (number, title.strip()) if number.isdigit() else ("", content.form.strip())


def template_of(content: PaperContent) -> str:
    """Return the template of this paper. Raises Refused: `FORM_UNKNOWN`."""
    if content.kind is PaperKind.RESULT:
        return REFUSED if content.refused else RESULT
    if content.kind is PaperKind.CORRECTION:
        return "result-corrected"
    if content.kind in TEMPLATES:
        return TEMPLATES[content.kind]
    template = _FORMS.get(_form(content)[1])
    if template is None:
        raise Refused("FORM_UNKNOWN", form=content.form, dossier=content.code)
    return template


def words_of(content: PaperContent) -> dict[str, Any]:
    """Return the words of a paper, in the order in which it is read."""
    individual = wording.is_individual(content.addressee)
    number, title = _form(content)
    heading = title if number else _result_heading(content)
    place = wording.place_of(content.agency_name, content.superior_name)
    day = wording.date_in_words(content.issued_at.astimezone(VIETNAM).date())
    return {
        "title": f"{heading} – hồ sơ {content.code}",
        "subject": f"{content.procedure_code} {content.procedure_name}",
        "agency": content.agency_name,
        "agency-head": wording.name_parts(content.agency_name),
        "superior": wording.name_parts(content.superior_name or ""),
        "place-date": f"{place}, {day}" if place else day.capitalize(),
        "form-number": number,
        "heading": wording.heading_lines(heading),
        "addressee": wording.addressee(content.addressee),
        "you-short": "Ông/Bà" if individual else "quý tổ chức, cá nhân",
        "code": content.code,
        "procedure": f"{content.procedure_name} (mã {content.procedure_code})",
        "request": wording.sentence(content.request) if content.request else None,
        "result": content.result_name,
        "corrects": _corrected(content),
        "facts": _facts(content),
        "footer": f"Hồ sơ {content.code} · văn bản điện tử, chữ ký số kiểm tra được trên tệp PDF gốc",
        **_lateness(content),
        **notice_words(content),
        **_signer(content),
    }


def _result_heading(content: PaperContent) -> str:
    return "Thông báo không đủ điều kiện giải quyết hồ sơ" if content.refused else content.result_name


def _corrected(content: PaperContent) -> str | None:
    """Which result a corrected one takes the place of."""
    if content.corrected_on is None:
        return None
    return f"số {content.corrects}, {wording.date_in_words(content.corrected_on.astimezone(VIETNAM).date())}"


def _facts(content: PaperContent) -> list[tuple[str, str]]:
    person = content.addressee
    stated = [
        ("Mã hồ sơ", str(content.code)),
        ("Thủ tục", f"{content.procedure_name} (mã {content.procedure_code})"),
        ("Người đề nghị", person.name),
        ("Số định danh", wording.masked(person.identity_number) if person.identity_number else None),
        ("Địa chỉ", person.address),
        ("Tiếp nhận lúc", wording.instant_in_words(content.received_at)),
        ("Hẹn trả kết quả", wording.instant_in_words(content.due) if content.due else None),
    ]
    return [(label, value) for label, value in stated if value]


def _lateness(content: PaperContent) -> dict[str, Any]:
    at_fault = [content.accountable_officer_name, content.accountable_step_name]
    detail = ", ".join(f"bước “{part}”" if part is at_fault[1] else part for part in at_fault if part)
    agency = content.accountable_agency_name or content.agency_name
    received = wording.instant_in_words(content.received_at)
    return {
        "received-at": f"Lúc {received}",
        "due": wording.instant_in_words(content.due) if content.due else "chưa ghi",
        "accountable": f"{agency} ({detail})" if detail else agency,
        "reason": wording.sentence(content.reason or "chưa xác định"),
        "new-due": wording.instant_in_words(content.new_due) if content.new_due else "thời điểm sẽ thông báo sau",
    }


def _signer(content: PaperContent) -> dict[str, Any]:
    note = "(Phát hành tự động, đóng dấu số của cơ quan)" if content.automatic else None
    return {
        "automatic": content.automatic,
        "signer-authority": f"TUQ. {content.delegator_title.upper()}" if content.delegator_title else None,
        "signer-title": (content.signer_title or "Thủ trưởng cơ quan").upper(),
        "signer-name": content.signer_name or "",
        "signer-note": note,
        "recipients": ["Như trên;", f"Lưu: VT, hồ sơ {content.code}."],
    }
