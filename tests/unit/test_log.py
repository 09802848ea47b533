"""Logs tell codes and places, and never what people wrote or what opens a door."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from models.errors import Unavailable
from motcua import log


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Put the process's logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().err)
    return line


def test_a_foreign_exception_is_told_by_type_and_place_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Drivers and parsers repeat in their texts what people wrote."""
    log.configure("info", "json")
    try:
        raise ValueError("Nguyễn Văn A, 031234567890")
    except ValueError:
        log.logger("motcua.test").exception("effect failed", code="H29.1-240206-0001")
    event = told(capsys)
    assert event["error"] == "ValueError"
    assert "test_log.py" in str(event["at"])
    assert "Nguyễn" not in json.dumps(event, ensure_ascii=False)


def test_our_own_errors_are_told_by_their_code(capsys: pytest.CaptureFixture[str]) -> None:
    """The code leads to the documented text."""
    log.configure("info", "json")
    log.logger("motcua.test").error("down", exc_info=Unavailable("TEMPORAL_UNREACHABLE", address="127.0.0.1:1"))
    assert told(capsys)["error"] == "Unavailable TEMPORAL_UNREACHABLE"


def test_secrets_are_hidden_by_name_and_in_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    """A careless keyword does not open the register."""
    log.configure("info", "json")
    log.logger("motcua.test").info("connect", url="postgresql://motcua:geheim@127.0.0.1/x", password="geheim")
    assert "geheim" not in json.dumps(told(capsys))


def test_the_standard_librarys_loggers_share_form_and_context(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK's messages carry the dossier's code like ours."""
    log.configure("info", "json")
    log.bind(code="H29.1-240206-0001")
    logging.getLogger("temporalio.worker").warning("Completing activity as failed (%s)", "attempt 2")
    event = told(capsys)
    assert (event["event"], event["code"]) == ("Completing activity as failed (attempt 2)", "H29.1-240206-0001")


def test_below_the_level_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The level holds for ours and for others'."""
    log.configure("warning", "json")
    log.logger("motcua.test").info("quiet")
    logging.getLogger("temporalio").info("quiet")
    assert capsys.readouterr().err == ""
