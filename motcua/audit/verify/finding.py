"""A finding: one thing that does not hold, told once, by codes and hashes only."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from models.value import Value

__all__ = ["WORDS", "Finding", "Kind", "Words"]


class Kind(StrEnum):
    """What does not hold; public and frozen. docs/auditor.md says what each means and what to do."""

    EVENT_CHANGED = "EVENT_CHANGED"
    EVENT_REMOVED = "EVENT_REMOVED"
    EVENT_MOVED = "EVENT_MOVED"
    EVENT_ADDED = "EVENT_ADDED"
    EVENT_BEYOND_HISTORY = "EVENT_BEYOND_HISTORY"
    HISTORY_FORKED = "HISTORY_FORKED"
    HASH_WRONG = "HASH_WRONG"
    LINK_BROKEN = "LINK_BROKEN"
    SEQ_MISSING = "SEQ_MISSING"
    BRANCH_LOOSE = "BRANCH_LOOSE"
    DATE_CHANGED = "DATE_CHANGED"
    ROW_DIFFERS = "ROW_DIFFERS"
    OPENING_DIFFERS = "OPENING_DIFFERS"
    EFFECT_DIFFERS = "EFFECT_DIFFERS"
    EFFECT_MISSING = "EFFECT_MISSING"
    EFFECT_UNDECIDED = "EFFECT_UNDECIDED"
    PAPER_DIFFERS = "PAPER_DIFFERS"
    PAPER_MISSING = "PAPER_MISSING"
    PAPER_UNTOLD = "PAPER_UNTOLD"
    PAPER_FILE_MISSING = "PAPER_FILE_MISSING"
    PAPER_SWAPPED = "PAPER_SWAPPED"
    PAPER_UNREADABLE = "PAPER_UNREADABLE"
    PAPER_SIGNATURE = "PAPER_SIGNATURE"
    LETTER_WITHOUT_LATENESS = "LETTER_WITHOUT_LATENESS"
    LATENESS_WITHOUT_LETTER = "LATENESS_WITHOUT_LETTER"
    LETTER_DIFFERS = "LETTER_DIFFERS"
    LETTER_MISSING = "LETTER_MISSING"
    LETTER_UNTOLD = "LETTER_UNTOLD"
    NUMBER_MISSING = "NUMBER_MISSING"
    NUMBER_TWICE = "NUMBER_TWICE"
    NUMBER_DIFFERS = "NUMBER_DIFFERS"
    DOSSIER_MISSING = "DOSSIER_MISSING"
    DOSSIER_WITHOUT_WORKFLOW = "DOSSIER_WITHOUT_WORKFLOW"
    WORKFLOW_WITHOUT_DOSSIER = "WORKFLOW_WITHOUT_DOSSIER"
    WORKFLOW_NOT_RUNNING = "WORKFLOW_NOT_RUNNING"
    HISTORY_MISSING = "HISTORY_MISSING"
    ACT_UNPROVEN = "ACT_UNPROVEN"
    ACT_UNHEARD = "ACT_UNHEARD"
    ACT_DIFFERS = "ACT_DIFFERS"
    ROOT_FOREIGN = "ROOT_FOREIGN"
    ARCHIVE_MISSING = "ARCHIVE_MISSING"
    ARCHIVE_BROKEN = "ARCHIVE_BROKEN"
    ARCHIVE_FORGED = "ARCHIVE_FORGED"
    ARCHIVE_SWAPPED = "ARCHIVE_SWAPPED"
    ANCHOR_MISSING = "ANCHOR_MISSING"
    ANCHOR_FORGED = "ANCHOR_FORGED"
    ANCHOR_REPLACED = "ANCHOR_REPLACED"
    ANCHOR_UNMET = "ANCHOR_UNMET"
    FILE_DIFFERS = "FILE_DIFFERS"


class Finding(Value):
    """One thing that does not hold."""

    kind: Kind
    code: str | None
    """The dossier; None for what is nobody's: a book, an anchor."""
    where: str
    """The place: an event as `branch/seq`, a row as `table.column` or `table:key`, a file, a run."""
    expected: str | None = None
    """What should stand there: a code, an instant or a hash."""
    found: str | None = None


class Words(NamedTuple):
    """What a finding says."""

    vi: str
    en: str


WORDS: Final[dict[Kind, Words]] = {
    Kind.EVENT_CHANGED: Words("Sự kiện trong sổ khác với lịch sử", "The register's event is not the history's"),
    Kind.EVENT_REMOVED: Words("Sự kiện có trong lịch sử đã mất khỏi sổ", "An event of the history is gone"),
    Kind.EVENT_MOVED: Words("Sự kiện đứng sai thứ tự trong sổ", "An event stands in another place"),
    Kind.EVENT_ADDED: Words("Sự kiện chỉ có trong sổ, lịch sử không có", "An event that no history told"),
    Kind.EVENT_BEYOND_HISTORY: Words("Sổ đi trước lịch sử", "The register goes on where the history ends"),
    Kind.HISTORY_FORKED: Words("Lịch sử kể khác sổ và chưa được công nhận", "The history forked and was not adopted"),
    Kind.HASH_WRONG: Words("Mã băm của sự kiện không đúng", "An event's hash does not hold"),
    Kind.LINK_BROKEN: Words("Sự kiện không nối với sự kiện trước", "An event does not follow the one before"),
    Kind.SEQ_MISSING: Words("Thiếu số thứ tự trong nhật ký", "A number is missing in the journal"),
    Kind.BRANCH_LOOSE: Words("Nhánh không gắn vào nhánh nào trước", "A branch begins nowhere"),
    Kind.DATE_CHANGED: Words("Ngày trong sổ khác với nhật ký", "A date is not the journal's"),
    Kind.ROW_DIFFERS: Words("Dòng sổ khác với nhật ký", "A row is not what the journal tells"),
    Kind.OPENING_DIFFERS: Words("Lệnh mở hồ sơ không phải lệnh đã giữ chỗ", "The opening is not the one reserved"),
    Kind.EFFECT_DIFFERS: Words("Việc đã làm khác với điều đã kể", "An effect is not what was told of it"),
    Kind.EFFECT_MISSING: Words("Việc đã kể là làm nhưng không có trong sổ", "An effect told as done is not there"),
    Kind.EFFECT_UNDECIDED: Words("Việc đã làm mà không có quyết định", "An effect that nothing decided"),
    Kind.PAPER_DIFFERS: Words("Giấy trong sổ khác với điều đã kể", "A paper's row is not what was told of it"),
    Kind.PAPER_MISSING: Words("Giấy đã kể nhưng không có trong sổ", "A paper that was told is not there"),
    Kind.PAPER_UNTOLD: Words("Giấy có trong sổ mà nhật ký không kể", "A paper that nothing told"),
    Kind.PAPER_FILE_MISSING: Words("Tệp giấy không còn", "A paper's file is gone"),
    Kind.PAPER_SWAPPED: Words("Tệp giấy đã bị thay", "A paper's file is another one"),
    Kind.PAPER_UNREADABLE: Words("Tệp giấy không mở được dù chưa xóa dữ liệu", "A paper cannot be unsealed"),
    Kind.PAPER_SIGNATURE: Words("Chữ ký trên giấy không đúng", "A paper's signatures do not hold"),
    Kind.LETTER_WITHOUT_LATENESS: Words("Có văn bản xin lỗi mà hồ sơ không muộn", "An apology without lateness"),
    Kind.LATENESS_WITHOUT_LETTER: Words("Hồ sơ muộn mà không có văn bản xin lỗi", "Lateness without an apology"),
    Kind.LETTER_DIFFERS: Words("Thư trong sổ khác với điều đã kể", "A letter's row is not what was told of it"),
    Kind.LETTER_MISSING: Words("Thư đã kể nhưng không có trong sổ", "A letter that was told is not there"),
    Kind.LETTER_UNTOLD: Words("Thư có trong sổ mà nhật ký không kể", "A letter that nothing told"),
    Kind.NUMBER_MISSING: Words("Dãy số bị khuyết", "A number is missing in its series"),
    Kind.NUMBER_TWICE: Words("Một số cấp hai lần", "A number was given twice"),
    Kind.NUMBER_DIFFERS: Words("Số không khớp với sổ số", "A number is not its book's"),
    Kind.DOSSIER_MISSING: Words("Mã đã bắt đầu chạy mà sổ không có hồ sơ", "A started code without a dossier"),
    Kind.DOSSIER_WITHOUT_WORKFLOW: Words("Hồ sơ không có lượt chạy nào", "A dossier without any workflow"),
    Kind.WORKFLOW_WITHOUT_DOSSIER: Words("Lượt chạy không có hồ sơ", "A workflow without a dossier"),
    Kind.WORKFLOW_NOT_RUNNING: Words("Hồ sơ đang mở mà không chạy", "An open dossier that does not run"),
    Kind.HISTORY_MISSING: Words("Thiếu lịch sử của một lượt chạy", "A run's history is gone"),
    Kind.ACT_UNPROVEN: Words("Bằng chứng của thao tác không đúng", "An act's proof does not hold"),
    Kind.ACT_UNHEARD: Words("Lịch sử không có thao tác này", "No history heard this act"),
    Kind.ACT_DIFFERS: Words("Sự kiện không kể đúng thao tác đã chứng thực", "The event is not the act proven"),
    Kind.ROOT_FOREIGN: Words("Khóa gốc đã ghim không phải của tỉnh", "The pinned root key is foreign"),
    Kind.ARCHIVE_MISSING: Words("Bản lưu trữ không còn", "An archive is gone"),
    Kind.ARCHIVE_BROKEN: Words("Bản lưu trữ hỏng hoặc bị thay", "An archive's file is damaged or another one"),
    Kind.ARCHIVE_FORGED: Words("Chữ ký của bản lưu trữ không đúng", "An archive's signature does not hold"),
    Kind.ARCHIVE_SWAPPED: Words("Bản lưu trữ là của lượt chạy khác", "An archive is another run's"),
    Kind.ANCHOR_MISSING: Words("Thiếu mốc neo", "An anchor is gone"),
    Kind.ANCHOR_FORGED: Words("Chữ ký của mốc neo không đúng", "An anchor's signature does not hold"),
    Kind.ANCHOR_REPLACED: Words("Mốc neo đã bị thay", "An anchor was replaced"),
    Kind.FILE_DIFFERS: Words("Tệp khác với bảng kê", "A file is not what the manifest lists"),
    Kind.ANCHOR_UNMET: Words("Nhật ký không còn như lúc neo", "A journal is not what was anchored"),
}
"""Every kind of finding in words."""
