"""Every error's words, in one table: code → Vietnamese, English, and the next step in both.

Printed into docs/errors.md. A code is public and frozen; its words may be bettered. Sections follow the rooms.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["ERRORS", "ErrorText"]


class ErrorText(NamedTuple):
    """What an error says in Vietnamese and in English, and what to do next."""

    vi: str
    en: str
    next_vi: str
    next_en: str


ERRORS: Final[dict[str, ErrorText]] = {
    # ── values ────────────────────────────────────────────────────────────────────────────────────────────────────
    "MALFORMED_IDENTIFIER": ErrorText(
        "Mã không đúng dạng ({kind}).",
        "Malformed {kind}.",
        "Sửa lại theo mẫu {pattern}.",
        "Write it to the pattern {pattern}.",
    ),
    # ── calendar and clock ────────────────────────────────────────────────────────────────────────────────────────
    # ── acts, proof, policy ───────────────────────────────────────────────────────────────────────────────────────
    # ── submission ────────────────────────────────────────────────────────────────────────────────────────────────
    # ── runtime ───────────────────────────────────────────────────────────────────────────────────────────────────
    # ── register ──────────────────────────────────────────────────────────────────────────────────────────────────
    # ── catalogue ─────────────────────────────────────────────────────────────────────────────────────────────────
    "CATALOGUE_VERSION_EXISTS": ErrorText(
        "Danh mục đã có {kind} {key} phiên bản {version} với nội dung khác.",
        "The catalogue already keeps {kind} {key} version {version} with another content.",
        "Không sửa phiên bản đã nhập: hãy tăng số phiên bản rồi nhập lại.",
        "An imported version is never changed: raise the version number and import again.",
    ),
    # ── papers, signatures, delivery ──────────────────────────────────────────────────────────────────────────────
    # ── programs ──────────────────────────────────────────────────────────────────────────────────────────────────
}
