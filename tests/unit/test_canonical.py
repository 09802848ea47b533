"""The canonical form: the standard library's encoder is used only where its bytes are those of RFC 8785."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from models.identifiers import StepKey
from models.statuses import Channel
from models.value import UtcTime, canonical, nfc, stamp, unstamp

_TEXT = st.text(max_size=12) | st.sampled_from(["Hồ sơ", "thẩm định", "é", "\n\u0303", "\u2028", "\x7f\x1f", "𝄞", "ﬀ"])
_SCALAR = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT
_FIRST = datetime(1000, 1, 2)  # noqa: DTZ001 - the strategy adds the zone
_VALUES = st.recursive(
    _SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4), max_leaves=20
)


def in_nfc(value: Any) -> Any:
    """The value with every text in NFC, by the plainest means."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(item) for key, item in value.items()}
    return [in_nfc(item) for item in value] if isinstance(value, list) else value


@given(_VALUES)
@example({"\ufb00": 1, "𝄞": 2})
@example(["\n\u0303", "n\u0303", "\u0303"])
@example({"e\u0301": 1, "z": 2, "é": 3})
def test_the_bytes_are_those_of_rfc_8785_for_every_value(value: Any) -> None:
    """Keys beyond the first plane, text not in NFC and control characters included."""
    assert canonical(value) == rfc8785.dumps(in_nfc(value))


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, {1, 2}, object()])
def test_what_is_not_json_without_fractions_is_refused(value: Any) -> None:
    """A float has no place in a journal."""
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, {"a": -(2**53)}, "\ud800", {"\udfff": 1}])
def test_what_rfc_8785_cannot_write_is_refused(value: Any) -> None:
    """An integer past 2^53 and half a character."""
    with pytest.raises(ValueError, match=r"domain|codepoints|surrogates"):
        canonical(value)


def test_identifiers_enums_tuples_and_instants_are_written_as_the_text_they_are() -> None:
    """The long way and the short one meet."""
    moment = datetime(2026, 2, 3, 4, 5, 6, 7, UTC)
    told = {"step": StepKey("tham_dinh"), "channel": Channel.DIRECT, "all": (1, True, None)}
    plain = b'{"all":[1,true,null],"channel":"direct","step":"tham_dinh"}'
    assert canonical(told) == plain
    at = b',"at":"2026-02-03T04:05:06.000007Z"'
    assert canonical(told | {"at": moment}) == plain.replace(b"]", b"]" + at)


class Inner(BaseModel):
    """A model within what is written."""

    text: str
    at: UtcTime
    share: float | int = 1


def test_a_model_within_a_value_is_written_as_it_says_itself_and_looked_at_like_the_rest() -> None:
    """What proofs and openings are signed over."""
    moment = datetime(2026, 2, 3, 4, 5, 6, 7, UTC)
    for text in ("plain", "thẩm định", "e\u0301", "𝄞"):
        inner = Inner(text=text, at=moment)
        told = {"𝄞": [inner], "\ufb00": moment, "a": inner}
        assert canonical(told) == rfc8785.dumps(
            in_nfc({"𝄞": [inner.model_dump(mode="json")], "\ufb00": stamp(moment), "a": inner.model_dump(mode="json")})
        )
    with pytest.raises(TypeError):
        canonical({"a": Inner(text="x", at=moment, share=0.5)})


@given(st.datetimes(min_value=_FIRST, timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])))
def test_an_instant_is_written_in_one_form_and_read_again(moment: datetime) -> None:
    """To the microsecond, in UTC."""
    text = stamp(moment)
    assert text == moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert unstamp(text) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-02-03T04:05:06Z", "2026-02-03T04:05:06.000007+00:00", "2026-02-03T04:05:06.000007", "2026-02-03", "x"],
)
def test_another_form_of_an_instant_is_refused(text: str) -> None:
    """So that one instant has one hash."""
    with pytest.raises(ValueError, match=r"instant|isoformat"):
        unstamp(text)


@given(st.text())
def test_nfc_is_the_standards(text: str) -> None:
    """Plain text goes the short way."""
    assert nfc(text) == unicodedata.normalize("NFC", text)
