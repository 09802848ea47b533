"""Linked procedures without servers: what starts, what is cancelled, and what a catalogue may state of them."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.identifiers import AgencyCode, StepKey
from models.linked import LinkedProcedures, PartState, TrackingKey, judge
from motcua.catalogue.loader import read_catalogue
from motcua.catalogue.shipped import shipped_catalogue

(SAMPLE,) = shipped_catalogue().linked
BIRTH, RESIDENCE, INSURANCE = (part.key for part in SAMPLE.parts)
FINAL = (PartState.DONE, PartState.ENDED)


def states(*of: PartState) -> dict[StepKey, PartState]:
    return dict(zip((part.key for part in SAMPLE.parts), of, strict=True))


def test_what_waits_is_started_once_all_it_needs_is_settled_and_never_before() -> None:
    waiting = PartState.WAITING
    assert judge(SAMPLE, states(PartState.STARTED, waiting, waiting)) == ((), {})
    assert judge(SAMPLE, states(PartState.DONE, waiting, waiting)) == ((RESIDENCE,), {})
    assert judge(SAMPLE, states(PartState.DONE, PartState.STARTED, waiting)) == ((), {})
    assert judge(SAMPLE, states(PartState.DONE, PartState.ENDED, waiting)) == ((INSURANCE,), {})
    assert judge(SAMPLE, states(PartState.ENDED, waiting, waiting)) == ((), {RESIDENCE: BIRTH, INSURANCE: BIRTH})


def test_every_group_comes_to_an_end_whatever_becomes_of_its_parts() -> None:
    """For every outcome of every started part: nothing waits for ever, nothing that was settled is judged again."""
    for outcomes in product(FINAL, repeat=len(SAMPLE.parts)):
        becomes = states(*outcomes)
        now = states(*(PartState.WAITING for _ in SAMPLE.parts))
        for _ in SAMPLE.parts:
            judged = judge(SAMPLE, now)
            assert {now[key] for key in (*judged.ready, *judged.cancelled)} <= {PartState.WAITING}
            now |= dict.fromkeys(judged.cancelled, PartState.CANCELLED)
            now |= {key: becomes[key] for key in judged.ready}
        assert PartState.WAITING not in now.values()


def test_a_tracking_key_is_composed_and_read_again() -> None:
    place = (AgencyCode("H24.31.1"), date(2026, 11, 23), 7)
    key = TrackingKey.compose(*place)
    assert key == "LT-H24.31.1-261123-0007"
    assert key.place == place


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (["a needs b", "b"], "does not stand before it"),
        (["a needs a", "b"], "does not stand before it"),
        (["a", "a"], "twice"),
        (["a"], "at least 2"),
    ],
)
def test_parts_that_wait_in_a_circle_or_stand_twice_cannot_be_stated(parts: list[str], why: str) -> None:
    made = []
    for part in parts:
        key, _, need = part.partition(" needs ")
        needs = [{"component": "giay", "part": need}] if need else []
        made.append({"key": key, "procedure": "1.001193", "needs": needs})
    told = {**SAMPLE.model_dump(mode="json"), "parts": made}
    with pytest.raises(ValidationError, match=why):
        LinkedProcedures.model_validate(told)


def test_a_group_names_procedures_in_force_and_components_that_they_list(tmp_path: Path) -> None:
    text = """
linked:
  - code: SAI
    version: 1
    name: Nhóm sai
    valid_from: 2026-01-01
    decision: thử
    parts:
      - {key: a, procedure: 1.001193}
      - {key: b, procedure: 1.004222, needs: [{component: khong_co, part: a}]}
      - {key: c, procedure: 9.000001, needs: [{component: giay_khai_sinh, part: a, on_end: continue}]}
      - {key: d, procedure: 1.999999}
    verified: false
"""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    _, problems = read_catalogue([tmp_path], shipped_catalogue())
    assert {(one.error.code, one.place) for one in problems} == {
        ("CATALOGUE_NEED_UNLISTED", "linked[0].parts[1]"),
        ("CATALOGUE_NEED_REQUIRED", "linked[0].parts[2]"),
        ("CATALOGUE_PART_ABSENT", "linked[0].parts[3]"),
        ("CATALOGUE_UNVERIFIED_UNSAID", "linked[0].verified"),
    }
