"""§1, "Forbidden", and §4, 4.2 to 4.4: what the State has is not asked for, and what came how is counted apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua.conformance.evidence import Dossier, Evidence, Row
from motcua.conformance.rule import Rule, Seen, each

__all__ = ["RULES"]

_DIGITISED = "officer:component:digitised"
_SHARED = ("national", "sector")


def _came(dossier: Dossier) -> dict[str, str]:
    """How each component came, by key: `original`, `copy`, or the store from which it was taken."""
    return {key: form for key, form, _ in (part.split(":") for part in dossier.opening["components"])}


def _held(dossier: Dossier) -> dict[str, str]:
    """Which components a store has: for the applicant, as reception found, or for everybody, as the list says."""
    assert dossier.received is not None
    listed = {part["key"]: part.get("source", "applicant") for part in dossier.procedure["components"]}
    always = {key: source for key, source in listed.items() if source != "applicant"}
    return always | dict(dossier.received["detail"].get("held") or {})


def _not_asked(dossier: Dossier) -> Iterator[Seen]:
    """No request names what a store has; neither one that was issued here before nor one that others share."""
    if dossier.received is None:
        return
    for event in dossier.told("officer:supplement:requested"):
        held = _held(dossier.ruled_by(event))
        asked = set(event["detail"]["components"]) & held.keys()
        if held and event["seq"] > dossier.received["seq"]:
            yield Seen.that(dossier, not asked, f"asked for {sorted(asked)}, which a store has")


def _whence(evidence: Evidence) -> Iterator[Seen]:
    """What was taken from the province's store had been digitised here, or issued here, before that."""
    for dossier in evidence.dossiers:
        if dossier.received is None:
            continue
        issued_as = {part["key"]: part.get("document") for part in dossier.procedure["components"]}
        for key, form in _came(dossier).items():
            if form == "province":
                given = any(_gave(other, issued_as.get(key), dossier) for other in evidence.dossiers)
                yield Seen.that(dossier, given, f"{key} from the store, where nobody had put it")
            elif form in _SHARED:
                yield Seen.same(dossier, f"whose store has {key}", _held(dossier).get(key), form)


def _gave(other: Dossier, document: str | None, taker: Dossier) -> bool:
    if other.code == taker.code or other.received is None:
        return False
    before = taker.events[0]["at"]
    kinds = {part["key"]: part.get("document") for part in other.procedure["components"]}
    digitised = (event for event in other.told(_DIGITISED) if event["at"] <= before)
    if any(document == kinds.get(event["detail"]["component"]) for event in digitised):
        return True
    released = other.first("engine:result:released")
    return document == other.opening["procedure"] and released is not None and released["at"] <= before


def _digitised(dossier: Dossier) -> Iterator[Seen]:
    """A digitised paper is one of the list, says what it was made from, lies sealed, and enters the store."""
    for event in dossier.told(_DIGITISED):
        told = event["detail"]
        listed = {part["key"] for part in dossier.ruled_by(event).procedure["components"]}
        yield Seen.that(dossier, told["component"] in listed, f"{told['component']} is none of the list")
        sealed = bool(told["source"] and told["sealed_file"]) and told["sealed_file"] != told["paper"]
        yield Seen.that(dossier, sealed, f"{told['component']} does not lie sealed")
        entered = [one for one in dossier.told("engine:digitisation:done") if one["seq"] > event["seq"]]
        yield Seen.that(dossier, bool(entered) or dossier.closed is None, f"{told['component']} entered no store")


def _counted_apart(dossier: Dossier) -> Iterator[Seen]:
    """Handed in, digitised, reused and shared are each counted by themselves."""
    came, made = _came(dossier), {event["detail"]["component"] for event in dossier.told(_DIGITISED)}
    forms = list(came.values())
    wanted: Mapping[str, int] = {
        "handed_in": len(came.keys() | made), "digitised": len(made), "reused": forms.count("province"),
        "shared": sum(forms.count(store) for store in _SHARED),
    }  # fmt: skip
    found: Row = {name: dossier.row[name] for name in wanted}
    yield Seen.same(dossier, "components", found, wanted)


RULES = (
    Rule("stores.not_asked", "§1", "Không yêu cầu giấy tờ mà cơ sở dữ liệu hoặc kho kết quả đã có", each(_not_asked)),
    Rule("stores.whence", "§1", "Giấy tờ lấy từ kho là giấy tờ đã số hóa hoặc kết quả đã cấp", _whence),
    Rule("stores.digitised", "§1", "Số hóa: trong danh mục, ghi nguồn, lưu kín, vào kho dữ liệu", each(_digitised)),
    Rule("stores.counted_apart", "§4", "Số hóa, tái sử dụng, chia sẻ được đếm riêng", each(_counted_apart)),
)
