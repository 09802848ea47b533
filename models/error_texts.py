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
    "ACT_CONTENT_MALFORMED": ErrorText(
        "Nội dung của thao tác {act} không đúng ở trường {field}.",
        "The content of {act} is malformed at {field}.",
        "Xem lược đồ của thao tác bằng `motcua envelope --schema {act}` rồi gửi lại.",
        "Look at the act's schema with `motcua envelope --schema {act}` and send it again.",
    ),
    "PROOF_MISSING": ErrorText(
        "Thao tác {act} không có bằng chứng về người thực hiện.",
        "The act {act} bears no proof of who acted.",
        "Lấy bằng chứng bằng `motcua envelope` hoặc thao tác qua `motcua dossier`.",
        "Get a proven act from `motcua envelope`, or act through `motcua dossier`.",
    ),
    "PROOF_FOREIGN": ErrorText(
        "Bằng chứng của thao tác {act} được cấp cho việc khác ({what}).",
        "The proof of {act} was issued for something else ({what}).",
        "Lấy bằng chứng mới cho đúng hồ sơ, đúng thao tác và đúng nội dung này.",
        "Get a new proof for this very dossier, act and content.",
    ),
    "PROOF_FORGED": ErrorText(
        "Chữ ký trên bằng chứng của thao tác {act} không đúng.",
        "The signature on the proof of {act} does not hold.",
        "Lấy bằng chứng mới; nếu lặp lại, báo người vận hành: có thể có giả mạo.",
        "Get a new proof; if it happens again tell the operator: it may be a forgery.",
    ),
    "PROOF_STALE": ErrorText(
        "Bằng chứng của thao tác {act} đã hết hạn.",
        "The proof of {act} is past its validity.",
        "Lấy bằng chứng mới rồi thao tác lại.",
        "Get a new proof and act again.",
    ),
    # ── submission ────────────────────────────────────────────────────────────────────────────────────────────────
    # ── runtime ───────────────────────────────────────────────────────────────────────────────────────────────────
    # ── register ──────────────────────────────────────────────────────────────────────────────────────────────────
    "CHAIN_FORKED": ErrorText(
        "Nhật ký hồ sơ {code} bị rẽ nhánh tại số {seq}.",
        "The journal of {code} forks at seq {seq}.",
        "Hồ sơ có thể đã bị đặt lại; kiểm tra rồi dùng `motcua dossier adopt-reset {code}`.",
        "The run may have been reset; look, then use `motcua dossier adopt-reset {code}`.",
    ),
    "CHAIN_GAP": ErrorText(
        "Nhật ký hồ sơ {code} thiếu sự kiện số {seq}.",
        "The journal of {code} lacks seq {seq}.",
        "Không sửa tay; báo người vận hành đối chiếu với lịch sử Temporal.",
        "Mend nothing by hand; let the operator compare it with Temporal's history.",
    ),
    "CHAIN_FORGED": ErrorText(
        "Sự kiện số {seq} của hồ sơ {code} không khớp mã băm.",
        "Event {seq} of {code} does not match its hash.",
        "Không sửa tay; báo kiểm tra viên.",
        "Mend nothing by hand; tell the auditor.",
    ),
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
