"""§1, "Results"."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.conformance.evidence import Dossier
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]


def _kept_at_release(dossier: Dossier) -> Iterator[Seen]:
    if dossier.finished is not None:
        yield Seen.same(dossier, "finished at", dossier.row["finished_at"], dossier.finished["at"])


def _ten_by_hand_over(dossier: Dossier) -> Iterator[Seen]:
    released, returned = dossier.first("engine:result:released"), dossier.first("officer:result:returned")
    if released is not None:
        yield Seen.same(dossier, "returned, and status 10", dossier.row["status"] == 10, returned is not None)
    if returned is not None:
        yield Seen.that(dossier, released is not None and released["at"] <= returned["at"], "returned before release")


def _signed_then_sealed(dossier: Dossier) -> Iterator[Seen]:
    if dossier.first("engine:result:released") is not None:
        papers = [paper for paper in dossier.parts["paper"] if paper["kind"] == "result"]
        signed = [len(set(paper["certificates"])) for paper in papers]
        yield Seen.same(dossier, "papers of the result, by certificates", signed, [2])
        approved = len(dossier.told("officer:result:approved"))
        yield Seen.that(dossier, approved >= 1, "released without an approval")


def _returned_with_evidence(dossier: Dossier) -> Iterator[Seen]:
    for returned in dossier.told("officer:result:returned"):
        yield Seen.that(dossier, bool(returned["detail"].get("evidence")), "returned without evidence")


RULES = (
    Rule(
        "result.kept_at_release", "§1", "Lời hẹn được giữ khi có kết quả đã ký, không phải khi người dân đến lấy",
        each(_kept_at_release),
    ),
    Rule("result.ten_by_hand_over", "§1", "Chỉ khi trao kết quả mới là trạng thái 10", each(_ten_by_hand_over)),
    Rule(
        "result.signed_then_sealed", "§5", "Kết quả có chữ ký người có thẩm quyền và dấu cơ quan",
        each(_signed_then_sealed),
    ),
    Rule("result.returned_with_evidence", "§1", "Trả kết quả có bằng chứng", each(_returned_with_evidence)),
)  # fmt: skip
