"""What the demo shows at its end: a table per procedure, three papers, and how to look further."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from models.identifiers import DossierCode, ProcedureCode
from models.journal import DossierRow, PaperKind
from models.statuses import Status
from motcua.embedded.programs import bin_folder

__all__ = ["Line", "commands", "lines_of", "table_of"]


@dataclass
class Line:
    """One procedure's figures."""

    name: str
    received: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    apologies: int = 0
    escalated: int = 0


def lines_of(
    rows: Iterable[DossierRow], names: dict[ProcedureCode, str], apologies: dict[DossierCode, int]
) -> dict[ProcedureCode, Line]:
    """Count per procedure; late is what finished after its due instant, or is open past it."""
    lines: dict[ProcedureCode, Line] = {}
    for row in rows:
        line = lines.setdefault(row.procedure, Line(names.get(row.procedure, row.procedure)))
        line.received += row.status != Status.NOT_ACCEPTED
        late = row.overdue or (row.finished_at is not None and row.due is not None and row.finished_at > row.due)
        line.late += late
        line.in_time += row.finished_at is not None and not late and row.status != Status.NOT_ACCEPTED
        line.open += row.closed_at is None
        line.apologies += apologies.get(row.code, 0)
        line.escalated += row.escalated
    return dict(sorted(lines.items()))


def table_of(lines: dict[ProcedureCode, Line]) -> Table:
    """Return the table that a person reads."""
    table = Table(title="Kết quả giải quyết theo thủ tục", title_justify="left", show_footer=True)
    table.add_column("Mã", "Tổng", no_wrap=True)
    table.add_column("Thủ tục", overflow="ellipsis", no_wrap=True, max_width=44)
    for heading, field in (
        ("Tiếp nhận", "received"), ("Đúng hạn", "in_time"), ("Quá hạn", "late"), ("Đang mở", "open"),
        ("Xin lỗi", "apologies"), ("Báo cấp trên", "escalated"),
    ):  # fmt: skip
        table.add_column(heading, str(sum(getattr(line, field) for line in lines.values())), justify="right")
    for code, line in lines.items():
        figures = (line.received, line.in_time, line.late, line.open, line.apologies, line.escalated)
        table.add_row(code, line.name, *(str(figure) for figure in figures))
    return table


def commands(home: Path, root: Path, late: DossierRow, waiting: DossierRow, head: str) -> Sequence[str]:
    """Return the commands to look further; each works when pasted, in this order, in one shell."""
    motcua = shlex.quote(str(bin_folder() / "motcua"))
    python, worker = shlex.quote(str(bin_folder() / "python")), shlex.quote(str(root / "worker.py"))
    approve = f'"$(motcua envelope {waiting.code} approve --as {head})"'
    return (
        f"export MOTCUA_HOME={shlex.quote(str(home))}",
        f"{motcua} up",
        f'eval "$({motcua} env)"',
        f"{python} {worker} 2>>{shlex.quote(str(home / 'log' / 'worker.log'))} &",
        f"motcua audit timeline {late.code}",
        f"motcua dossier show {waiting.code}",
        f"motcua inbox --as {head}",
        'temporal workflow list --query "Overdue = true"',
        f"temporal workflow query --workflow-id {waiting.code} --type view",
        f"temporal workflow signal --workflow-id {waiting.code} --name approve --input {approve}",
        f"motcua dossier paper {late.code} {PaperKind.APOLOGY.value} -o xin-loi.pdf --as tt.h24 --reason kiem-tra",
        "kill %1; motcua down",
    )
