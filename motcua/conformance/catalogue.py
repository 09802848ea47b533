"""The catalogue as the register keeps it: what was published, read as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from motcua.conformance.days import Days

__all__ = ["Catalogue"]

Content = Mapping[str, Any]
Versions = Mapping[int, Content]


@dataclass(frozen=True)
class Catalogue:
    """Every version of everything, by code and version."""

    procedures: Mapping[str, Versions]
    regimes: Mapping[str, Versions]
    agencies: Mapping[str, list[Content]]
    calendars: Mapping[str, Content]
    groups: Mapping[str, Versions]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Catalogue:
        """Make it of the table `catalogue_version`."""
        kinds: dict[str, dict[str, dict[str, Content]]] = defaultdict(lambda: defaultdict(dict))
        for row in rows:
            kinds[row["kind"]][row["key"]][row["version"]] = json.loads(row["content_json"])
        by_number = {
            kind: {
                key: {int(version): content for version, content in versions.items()} for key, versions in of.items()
            }
            for kind, of in kinds.items()
            if kind in ("procedure", "regime", "linked")
        }
        return cls(
            procedures=by_number.get("procedure", {}),
            regimes=by_number.get("regime", {}),
            agencies={key: list(versions.values()) for key, versions in kinds["agency"].items()},
            calendars={v: content for of in kinds["calendar"].values() for v, content in of.items()},
            groups=by_number.get("linked", {}),
        )

    def days(self, version: str) -> Days:
        """The days as they stood after a publication: what it says, upon all that it extends.

        A version may name several layers, the nation's first; what lies above has the last word.
        """
        chain = [file for layer in self._layers(version) for file in self._chain(layer)]
        said: dict[str, str] = {}
        fixed: dict[str, tuple[int, int, int, bool]] = {}
        for file in chain:
            for entry in file.get("entries", ()):
                said[entry["date"]] = entry["kind"] if entry.get("active", True) else "plain"
            for day in file.get("statutory", ()):
                month, number = day["on"].split("-")
                fixed[day["on"]] = (int(month), int(number), day.get("days", 1), day.get("made_up", True))
        sessions = next(file["sessions"] for file in reversed(chain) if file.get("sessions"))
        return Days(
            version=version,
            off=frozenset(date.fromisoformat(day) for day, kind in said.items() if kind == "off"),
            worked=frozenset(date.fromisoformat(day) for day, kind in said.items() if kind == "worked"),
            sessions=[(time.fromisoformat(one["opens"]), time.fromisoformat(one["closes"])) for one in sessions],
            first=date.fromisoformat(next(f["published_from"] for f in reversed(chain) if f.get("published_from"))),
            last=date.fromisoformat(next(f["published_until"] for f in reversed(chain) if f.get("published_until"))),
            fixed=tuple(fixed.values()),
        )

    def _layers(self, version: str) -> list[str]:
        """The publications that a version names, each extending what it lies upon."""
        if version in self.calendars:
            return [version]
        first = max((one for one in self.calendars if version.startswith(f"{one}-")), key=len)
        return [first, *self._layers(version.removeprefix(f"{first}-"))]

    def _chain(self, version: str) -> list[Content]:
        chain = [self.calendars[version]]
        if chain[0].get("layer", "nation") != "nation":  # of a place every publication counts, the later ones last
            own = [one for one in self.calendars.values() if one.get("agency") == chain[0]["agency"]]
            own.sort(key=lambda one: (one["published_on"], one["version"]))
            return own[: own.index(chain[0]) + 1]
        while (before := chain[0].get("extends")) is not None:
            chain.insert(0, self.calendars[before])
        return chain

    @property
    def newest_days(self) -> Days:
        """The days as the newest publication of the nation leaves them."""
        nation = [one for one in self.calendars.values() if one["layer"] == "nation"]
        return self.days(max(nation, key=lambda one: (one["published_on"], one["version"]))["version"])

    def days_at(self, agency: str, day: date) -> list[Days]:
        """The days as they may have stood somewhere: the nation's alone, or with whatever was published for there."""
        nation, places = self.newest_days, {agency, *self.above(agency, day)}
        own = [version for version, one in self.calendars.items() if one.get("agency") in places]
        return [nation, *(self.days(f"{nation.version}-{version}") for version in own)]

    def superior(self, agency: str, day: date) -> str | None:
        """The agency above on a day; above one that is no more, whoever was it last."""
        begun = [one for one in self.agencies.get(agency, ()) if one["valid_from"] <= day.isoformat()]
        last = max(begun, key=lambda one: str(one["valid_from"]), default=None)
        return last.get("superior") or last.get("parent") if last else None

    def above(self, agency: str, day: date) -> list[str]:
        """The agencies above one on a day, nearest first."""
        found, code = list[str](), self.superior(agency, day)
        while code is not None and code not in found:
            found.append(code)
            code = self.superior(code, day)
        return found

    def exists(self, agency: str, day: date) -> bool:
        """Whether an agency, or whoever has its duties, is there on a day."""
        versions = self.agencies.get(agency, [])
        if any(holds(one, day) for one in versions):
            return True
        successor = versions[-1].get("successor") if versions else None
        return successor is not None and self.exists(successor, day)

    def heir(self, agency: str, day: date) -> str:
        """Who has the duties of an agency on a day."""
        version = self.agencies[agency][-1]
        if holds(version, day) or version.get("successor") is None:
            return agency
        return self.heir(version["successor"], day)

    def competent(self, procedure: Content, receiving: str, day: date) -> str | None:
        """Whom a procedure names as competent for what a counter receives."""
        named = procedure["competent"]
        if named == "@parent":
            known = [one for one in self.agencies.get(receiving, ()) if holds(one, day)]
            return known[-1].get("parent") if known else None
        return receiving if named == "@receiving" else str(named)

    def in_force(self, code: str, day: date) -> Content | None:
        """The version of a procedure that may be received on a day; None if none may."""
        begun = [v for v in self.procedures[code].values() if v["valid_from"] <= day.isoformat()]
        newest = max(begun, key=lambda one: one["version"], default=None)
        return newest if newest is not None and "limit" in newest and holds(newest, day) else None

    def regime_on(self, day: date) -> Content | None:
        """The regime in force on a day."""
        held = [v for versions in self.regimes.values() for v in versions.values() if holds(v, day)]
        return max(held, key=lambda one: (one["valid_from"], one["version"]), default=None)


def holds(version: Content, day: date) -> bool:
    """Whether a version holds on a day, both ends included."""
    return bool(version["valid_from"] <= day.isoformat() <= (version.get("valid_to") or "9999-12-31"))
