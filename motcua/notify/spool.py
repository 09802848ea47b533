"""The spool: a folder of tickets, one per letter, for an officer to deliver and confirm. No personal data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from urllib.parse import quote

from activities.ports import Letter, Sent
from models.submission import Person
from models.value import stamp
from models.words import Word
from motcua.durable import create_durably, ensure_folder, writing_into
from motcua.notify.notices import NOTICES

__all__ = ["CHANNEL", "SpoolNotifier"]

CHANNEL: Final = "spool"


class SpoolNotifier:
    """Writes a ticket once per letter. It proves nothing: delivery is evident when the officer confirms it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter, addressee: Person | None, paper: bytes | None) -> Sent:  # noqa: ARG002 - stay sealed
        """Write the ticket; the same letter again changes nothing and has the same reference.

        Raises Unavailable: `DISK_FULL`, `FOLDER_UNWRITABLE`.
        """
        path = self._folder / f"{quote(letter.letter_id, safe='')}.json"
        if not path.exists():
            ticket = json.dumps(_ticket(letter), ensure_ascii=False, indent=2) + "\n"
            with writing_into(self._folder):
                ensure_folder(self._folder)
                create_durably(path, ticket.encode())
        return Sent(CHANNEL, path.name, None)


def _ticket(letter: Letter) -> dict[str, str | None]:
    return {
        "letter_id": letter.letter_id,
        "code": letter.code,
        "subject": letter.subject_code,
        "kind": letter.kind,
        "paper": letter.paper,
        "to_agency": letter.to_agency,
        "channel": CHANNEL,
        "at": stamp(letter.at),
        "todo": _todo(letter),
    }


def _todo(letter: Letter) -> str:
    """Say in Vietnamese what the officer is to do."""
    if letter.subject_code == "HAND_OVER":
        return (
            f"Báo cơ quan {letter.to_agency}: hồ sơ {letter.code} đã được giao tới, mà hệ thống của cơ quan không trả "
            f"lời. Xem: motcua dossier show {letter.code}"
        )
    if letter.subject_code == "FEEDBACK_LATE":
        return (
            f"Báo cáo cơ quan {letter.to_agency}: phản ánh, kiến nghị {letter.code} quá hạn mà chưa được trả lời. "
            f"Xem: motcua feedback show {letter.code}"
        )
    if letter.subject_code in set(Word):
        return f"Báo cơ quan {letter.to_agency}: {Word(letter.subject_code).vi.format(code=letter.code)}"
    if letter.to_agency is not None:
        return (
            f"Báo cáo cơ quan {letter.to_agency}: hồ sơ {letter.code} lại quá hạn sau khi đã hẹn lại ngày trả kết quả. "
            f"Xem diễn biến: motcua audit timeline {letter.code}"
        )
    get = f"motcua dossier paper {letter.code} {letter.kind} -o FILE.pdf --reason …" if letter.kind else ""
    if letter.subject_code in NOTICES:
        said = NOTICES[letter.subject_code].subject.format(code=letter.code)
        enclosed = f" kèm văn bản in từ {get}" if get else ""
        return f"Báo người nộp hồ sơ: “{said}”{enclosed}."
    return (
        f"In văn bản của hồ sơ {letter.code} ({get}), trao tận tay hoặc gửi bưu chính cho người nộp hồ sơ, "
        f"rồi xác nhận: motcua dossier confirm_delivery {letter.code}"
    )
