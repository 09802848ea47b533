"""What lies beside exported evidence for whoever opens it years later, without us and without our servers."""

from __future__ import annotations

from collections.abc import Sequence

from models.value import Hash

__all__ = ["readme"]

_TEXT = """\
BỘ CHỨNG CỨ HỒ SƠ
=================

Hồ sơ: {codes}
Khóa gốc của tỉnh (công khai) khi trích xuất: {root}

Trong bộ này, mỗi hồ sơ một thư mục:

  journal.jsonl         nhật ký: mỗi dòng một sự kiện, JSON chuẩn tắc (RFC 8785), theo nhánh và số thứ tự
  runs.json             các lượt chạy đã ghi nhật ký, và lượt nào không còn lịch sử
  history/MÃ.json       lịch sử của từng lượt chạy, đúng dạng Temporal xuất ra
  archive/MÃ.json       xác nhận có chữ ký của bản lưu trữ lượt chạy ấy (nếu đã lưu trữ)
  anchors/NHÁNH.json    bằng chứng đầu chuỗi nằm trong mốc neo có chữ ký (nếu đã neo)
  timeline.txt, .svg    câu chuyện bằng lời và bằng hình; để đọc, không phải để làm chứng
  papers/LOẠI-MÃ.pdf    giấy đã ký, chỉ khi được yêu cầu kèm lý do

Không có dữ liệu cá nhân ngoài các giấy trong papers/.

KIỂM CHỨNG
----------

Chỉ cần khóa gốc công khai, lấy từ nơi mình tin (văn bản công bố của tỉnh), KHÔNG lấy từ tệp này:

  motcua audit check-export TỆP_HOẶC_THƯ_MỤC --root=KHÓA_GỐC

Không có chương trình ấy thì làm bằng tay:

1. manifest.json ghi SHA-256 của mọi tệp:  sha256sum TỆP
2. Mỗi sự kiện: bỏ trường "hash", viết lại thành JSON chuẩn tắc (RFC 8785), SHA-256 của nó phải bằng "hash"; "prev"
   phải bằng "hash" của sự kiện trước, sự kiện đầu tiên có 64 số 0.
3. Mỗi sự kiện phải có đúng như thế trong đầu vào ("write.events" hoặc "events") của một hoạt động trong history/.
4. Mỗi thao tác của cán bộ nằm trong history/ cùng "proof": chữ ký Ed25519 của khóa cấp chứng thực trên
   "motcua/proof/1\\n" + JSON chuẩn tắc của code, act, digest, claims, issuer; khóa ấy được khóa gốc ký trên
   "motcua/issuer/1\\n" + JSON chuẩn tắc của key, not_before, not_after.
5. archive/MÃ.json: "sha256" là của tệp history/MÃ.json; chữ ký ở "attestation", chứng chỉ do khóa gốc ký.
6. anchors/NHÁNH.json: từ "head" đi theo "path" (RFC 6962) tới "root" của mốc neo; mốc neo có chữ ký như trên. So mốc
   neo với bản đã sao ra ngoài hệ thống vào ngày ấy.
"""


def readme(codes: Sequence[str], root: Hash) -> bytes:
    """Return README.txt."""
    return _TEXT.format(codes=", ".join(codes), root=root).encode()
