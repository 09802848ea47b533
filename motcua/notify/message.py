"""A letter as an e-mail: Vietnamese, the signed PDF attached, always the same Message-ID for the same letter."""

from __future__ import annotations

from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from activities.ports import Letter
from models.calendar import VIETNAM
from models.errors import Refused
from models.submission import Person
from models.value import sha256_hex
from motcua.notify.notices import NOTICES, NoticeText

__all__ = ["message_id", "message_of"]

_SUBJECTS: Final = {"APOLOGY": "Xin lỗi về việc chậm trả kết quả hồ sơ {code}"}
_SUBJECT: Final = "Thông báo về hồ sơ {code}"
_BODY: Final = """\
Kính gửi {name},

{text}

Thư này do hệ thống một cửa gửi tự động. Nếu cần hỗ trợ, xin liên hệ bộ phận tiếp nhận và trả kết quả và đọc mã hồ sơ.

Trân trọng.
"""
_ENCLOSED: Final = """\
Cơ quan giải quyết thủ tục hành chính gửi kèm thư này văn bản (tệp PDF đã đóng dấu số) về hồ sơ {code}.
Nội dung chính thức, lý do và thời điểm hẹn trả kết quả nằm trong tệp đính kèm."""


def message_id(letter: Letter, sender: str) -> str:
    """Return the Message-ID: by it a mail server or a reader recognises a letter that came twice."""
    return f"<{sha256_hex(letter.letter_id.encode())[:40]}@{sender.rpartition('@')[2]}>"


def message_of(letter: Letter, addressee: Person, paper: bytes | None, sender: str) -> EmailMessage:
    """Compose the e-mail. Raises Refused: `MAIL_REJECTED` for an addressee without one whole address."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = _address(letter, addressee.email)
    subject, text = _said(letter)
    message["Subject"] = subject.format(code=letter.code)
    message["Date"] = format_datetime(letter.at.astimezone(VIETNAM))
    message["Message-ID"] = message_id(letter, sender)
    message["Content-Language"] = "vi"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_BODY.format(name=addressee.name, text=text.format(code=letter.code)))
    if paper is not None:
        name = f"{letter.code}-{letter.kind or 'van-ban'}.pdf"
        message.add_attachment(paper, maintype="application", subtype="pdf", filename=name)
    return message


def _said(letter: Letter) -> NoticeText:
    """A notice in its own words; any other letter by what it encloses."""
    enclosed = NoticeText(_SUBJECTS.get(letter.subject_code, _SUBJECT), _ENCLOSED)
    return NOTICES.get(letter.subject_code, enclosed)


def _address(letter: Letter, address: str | None) -> Address:
    """Read exactly one address, so that a comma in what was stated cannot add another addressee."""
    try:
        return Address(addr_spec=address or "")
    except (ValueError, HeaderParseError, IndexError):
        raise Refused("MAIL_REJECTED", letter=letter.letter_id, reply="BAD_ADDRESS") from None
