"""The catalogue in words: one line per version, and a summary."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

from models.agency import Agency, Officer
from models.catalogue import CatalogueAction, CatalogueKind
from models.delegation import Delegation
from models.linked import LinkedProcedures
from models.procedure import Abolition, Procedure
from models.regime import Regime
from motcua.catalogue.bundle import CatalogueBundle, Item
from motcua.catalogue.calendar_file import CalendarFile
from motcua.catalogue.schema import in_force, kind_of, name_of, span_of

__all__ = ["ACTIONS", "KINDS", "list_lines", "rows", "summary"]

KINDS: Final = {
    CatalogueKind.AGENCY: "cơ quan",
    CatalogueKind.OFFICER: "cán bộ",
    CatalogueKind.DELEGATION: "ủy quyền",
    CatalogueKind.PROCEDURE: "thủ tục",
    CatalogueKind.LINKED: "nhóm thủ tục liên thông",
    CatalogueKind.REGIME: "quy chế",
    CatalogueKind.CALENDAR: "lịch làm việc",
}
ACTIONS: Final = {
    CatalogueAction.ISSUE: "ban hành",
    CatalogueAction.AMEND: "sửa đổi, bổ sung",
    CatalogueAction.REPLACE: "thay thế",
    CatalogueAction.ABOLISH: "bãi bỏ",
}


def rows(bundle: CatalogueBundle, kind: CatalogueKind | None, on: date | None) -> list[dict[str, Any]]:
    """Return one row per version, of one kind and in force on a day if given, sorted by kind, key and begin."""
    items = bundle.items if on is None else in_force(bundle.items, on)
    found = [_row(item) for item in items if kind in (None, kind_of(item))]
    return sorted(found, key=lambda row: (row["kind"], row["key"], row["valid_from"], row["version"]))


def list_lines(found: list[dict[str, Any]]) -> list[str]:
    """Write rows for a person."""
    return [
        f"{KINDS[CatalogueKind(row['kind'])]:<14} {row['key']:<14} {row['version']:<10} "
        f"{row['valid_from']} – {row['valid_to'] or '…':<10}  {row['name']}{_mark(row)}"
        for row in found
    ] or ["Không có phiên bản nào."]


def summary(bundle: CatalogueBundle, problems: int) -> str:
    """Write how much a set of files holds, or that it may not be used."""
    if problems:
        return f"Danh mục có {problems} lỗi; chưa dùng được."
    counted = Counter(kind_of(item) for item in bundle.items)
    parts = ", ".join(f"{counted[kind]} {name}" for kind, name in KINDS.items() if counted[kind])
    return f"Danh mục hợp lệ (số phiên bản): {parts or 'trống'}."


def _row(item: Item) -> dict[str, Any]:
    name = name_of(item)
    begins, ends = span_of(item)
    row: dict[str, Any] = {
        "kind": kind_of(item).value, "key": name.key, "version": name.version, "name": _name(item),
        "valid_from": begins.isoformat(), "valid_to": ends.isoformat() if ends else None,
    }  # fmt: skip
    match item:
        case Procedure() | Abolition() | Regime() | LinkedProcedures():
            row |= {"verified": item.verified, "unverified": list(item.unverified)}
        case Agency() | Officer() | Delegation():
            row |= {"sample": item.sample}
    return row


def _name(item: Item) -> str:
    match item:
        case Abolition():
            return f"bãi bỏ theo {item.decision}"
        case CalendarFile():
            return item.title
        case Officer():
            return f"{item.name}, {item.title}, {item.agency}"
        case Delegation():
            return f"{item.delegate} thay {item.delegator} ({', '.join(item.roles)}), {item.decision}"
        case Procedure() | Agency() | Regime() | LinkedProcedures():
            return item.name


def _mark(row: dict[str, Any]) -> str:
    if row.get("sample"):
        return "  [mẫu]"
    return "  [chưa kiểm chứng]" if row.get("verified") is False else ""
