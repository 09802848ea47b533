"""How a dossier is told on a terminal, in Vietnamese."""

from __future__ import annotations

from datetime import datetime

from models.acts import Act, Answer
from models.calendar import VIETNAM
from models.journal import DossierRow, Snapshot, StepRow
from models.lifecycle import Phase
from models.statuses import Status
from models.value import unstamp

__all__ = ["answer_lines", "dossier_lines", "inbox_lines", "vietnam"]


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
    if row.escalated:
        lines.append("Đã báo cáo cấp trên")
    lines += [f"Bị chặn: {blocked}" for blocked in row.blocked]
    return lines + [_step_line(step) for step in snapshot.steps]


def _step_line(step: StepRow) -> str:
    state = "đang giữ" if step.held_since else ("đã qua" if step.officer else "chưa tới")
    return (
        f"  {step.position + 1}. {step.name} — {step.agency} ({step.role.value}): "
        f"được giao {step.allotted_minutes} phút, đã dùng {step.used_minutes} phút, {state}"
    )


def inbox_lines(rows: list[DossierRow]) -> list[str]:
    """What awaits an officer, one line each."""
    if not rows:
        return ["Không có hồ sơ nào đang chờ."]
    return [
        f"{row.code}  {Phase(row.phase).vi:<18} bước {row.step or '–':<12} hẹn {vietnam(row.due)}"
        + ("  QUÁ HẠN" if row.overdue else "")
        for row in rows
    ]
