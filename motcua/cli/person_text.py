"""People, notes and looks as lines for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from models.masking import PersonShown
from motcua.cli.dossier_text import vietnam
from motcua.register.access import View
from motcua.service.persons import NoteShown, PeopleShown

__all__ = ["note_lines", "people_lines", "view_lines"]

_FIELDS: Final = {
    "name": "Họ và tên",
    "identity_number": "Số định danh",
    "birth_date": "Ngày sinh",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "address": "Địa chỉ",
}


def people_lines(shown: PeopleShown) -> Iterator[str]:
    """The people of a dossier, each field that is known on its line."""
    yield f"Hồ sơ {shown.code}" + (" · đã che; xem đầy đủ: --unmask" if shown.masked else "")
    yield from _person("Chủ hồ sơ", shown.applicant)
    if shown.submitter is not None:
        yield from _person("Người được ủy quyền", shown.submitter)
    if shown.request is not None:
        yield f"Nội dung đề nghị: {shown.request}"


def note_lines(notes: Sequence[NoteShown]) -> list[str]:
    """Notes, each with the event that names it."""
    if not notes:
        return ["Không có ghi chú nào."]
    return [f"{note.seq:>4}  {vietnam(note.at)}  {note.officer or '–'}: {note.text}" for note in notes]


def view_lines(views: Sequence[View]) -> list[str]:
    """Looks, one line each."""
    if not views:
        return ["Không có lượt truy cập nào."]
    return [
        f"{vietnam(view.at)}  {view.officer:<14} {view.what:<20} {view.code or '–':<24} {view.reason}" for view in views
    ]


def _person(title: str, person: PersonShown) -> Iterator[str]:
    yield title
    for field, name in _FIELDS.items():
        if value := getattr(person, field):
            yield f"  {name}: {value}"
