"""How a dossier is told on a terminal, in Vietnamese."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act, Answer
from models.calendar import VIETNAM
from models.journal import DossierRow, Snapshot, StepRow
from models.lifecycle import Phase
from models.matter import MatterRow, Question
from models.statuses import Status
from models.value import unstamp

__all__ = ["answer_lines", "dossier_lines", "inbox_lines", "question_lines", "vietnam"]


_WANTED = {"draft": "dự thảo xin lỗi chờ thủ trưởng gửi", "signature": "văn bản xin lỗi chờ chữ ký thủ trưởng"}
"""What waits for a head, by DossierRow.apology_wants."""


def vietnam(moment: datetime | None) -> str:
    """Write an instant as people here do, `–` for none."""
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if moment else "–"


def answer_lines(act: Act, answer: Answer) -> list[str]:
    """What an act brought about."""
    due = vietnam(unstamp(answer.due)) if answer.due else "–"
    status = Status(answer.status)
    return [
        f"Đã {act.vi}: hồ sơ {answer.code}",
        f"Trạng thái {int(status)} {status.vi}; bước {answer.step or '–'}; hẹn trả {due} (sự kiện {answer.seq})",
    ]


def dossier_lines(snapshot: Snapshot) -> list[str]:
    """One dossier: where it stands, its promise, its steps."""
    row = snapshot.dossier
    status = Status(row.status)
    lines = [
        f"Hồ sơ {row.code} · thủ tục {row.procedure} · quy chế {row.regime or '–'}",
        f"Trạng thái {int(status)} {status.vi} ({Phase(row.phase).vi}); đang ở {row.holding}, bước {row.step or '–'}",
        f"Tiếp nhận {vietnam(row.received_at)}"
        + (f", số {row.book_number} sổ theo dõi" if row.book_number else "")
        + f"; hẹn trả {vietnam(row.due)}"
        + (f"; hẹn lại {vietnam(row.new_due)}" if row.new_due else ""),
    ]
    if row.finished_at:
        late = row.due is not None and row.finished_at > row.due
        lines.append(f"Có kết quả {vietnam(row.finished_at)}: {'quá hạn' if late else 'đúng hạn'}")
    elif row.overdue:
        lines.append("ĐANG QUÁ HẠN")
    if row.apology_owed:
        lines.append("Còn nợ xin lỗi")
    if row.due_extended:
        lines.append(f"Đã gia hạn đến {vietnam(row.due_extended)}; hẹn ban đầu {vietnam(row.due_original)}")
    if row.assigned:
        lines.append(f"Đang giao cho {row.assigned}")
    if row.urged:
        lines.append(f"Đã đôn đốc {row.urged} lần")
    if row.apology_wants:
        lines.append(f"{_WANTED[row.apology_wants]} ({row.apology_by})")
    if row.accountable:
        stated = f"; văn bản xin lỗi ghi {row.accountable_stated}" if row.accountable != row.accountable_stated else ""
        lines.append(f"Chịu trách nhiệm chậm trễ: {row.accountable}{stated}")
    if row.escalated:
        lines.append("Đã báo cáo cấp trên")
    if row.result_cancelled_at:
        lines.append(f"KẾT QUẢ ĐÃ BỊ HỦY, THU HỒI lúc {vietnam(row.result_cancelled_at)}")
    if row.rating:
        lines.append(f"Người nộp đánh giá {row.rating}/5")
    lines += [f"Bị chặn: {blocked}" for blocked in row.blocked]
    if row.outcome:
        lines.append(f"Kết cục: {row.outcome.vi}")
    lines += [_step_line(step) for step in snapshot.steps]
    return lines + [_matter_line(matter) for matter in snapshot.matters]


def _matter_line(matter: MatterRow) -> str:
    """What was asked of whom, and how it ended; a late opinion's delay is the consulted agency's."""
    of_whom = matter.agency or "người nộp"
    until = f", hạn {vietnam(matter.due)}" if matter.due else ""
    end = f"kết thúc {vietnam(matter.closed_at)} ({matter.outcome})" if matter.closed_at else "đang chờ"
    late = matter.detail.get("late_minutes")
    told = f", chậm {late} phút làm việc" if late is not None else ""
    return f"  Việc {matter.number}: {matter.kind.vi} — {of_whom}{until}, {end}{told}"


def _step_line(step: StepRow) -> str:
    state = "đang giữ" if step.held_since else ("đã qua" if step.officer else "chưa tới")
    return (
        f"  {step.position + 1}. {step.name} — {step.agency} ({step.role.value}): "
        f"được giao {step.allotted_minutes} phút, đã dùng {step.used_minutes} phút, {state}"
    )


def question_lines(questions: list[Question]) -> list[str]:
    """What an agency is asked, one line each."""
    return [
        f"{asked.code}  chờ ý kiến, việc {asked.number}, thủ tục {asked.procedure}, hạn {vietnam(asked.due)}"
        for asked in questions
    ]


def inbox_lines(rows: list[DossierRow]) -> list[str]:
    """What awaits an officer, one line each."""
    if not rows:
        return ["Không có hồ sơ nào đang chờ."]
    return [
        f"{row.code}  {Phase(row.phase).vi:<18} bước {row.step or '–':<12} hẹn {vietnam(row.due)}"
        + ("  QUÁ HẠN" if row.overdue else "")
        + (f"  giao cho {row.assigned}" if row.assigned else "")
        + (f"  {_WANTED[row.apology_wants]}" if row.apology_wants else "")
        for row in rows
    ]
