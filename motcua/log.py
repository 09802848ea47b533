"""Logging: structlog to stderr, as JSON in a pipe and readable on a terminal, the standard library's loggers included.

No personal data and no secret is ever logged (design §2.5). Our own events hold codes only; what others' libraries put
into the texts of their exceptions is not ours to judge, so of a foreign exception only its type and place are told.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final, Literal

import structlog

from models.errors import MotcuaError

__all__ = ["bind", "configure", "logger"]

_SECRET_NAMES: Final = ("password", "secret", "token", "api_key", "private_key", "authorization")
_URL_PASSWORD: Final = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*(?=@)")
_LOUD: Final = ("sqlalchemy", "alembic", "uvicorn", "asyncio", "pyhanko", "fontTools", "urllib3", "psycopg")
_FRAMES: Final = 6

_Event = MutableMapping[str, Any]


def _hide_secrets(_logger: object, _method: str, event: _Event) -> _Event:
    for key, value in event.items():
        if any(name in key.lower() for name in _SECRET_NAMES):
            event[key] = "…"
        elif isinstance(value, str) and "://" in value:
            event[key] = _URL_PASSWORD.sub(r"\1:…", value)
    return event


def _place(tb: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(tb)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _told(error: BaseException) -> str:
    return f"{type(error).__name__} {error.code}" if isinstance(error, MotcuaError) else type(error).__qualname__


def _tell_exception(_logger: object, _method: str, event: _Event) -> _Event:
    """Type, code and place of an exception, never its text: texts of drivers and parsers repeat what people wrote."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else (given[1] if isinstance(given, tuple) else sys.exc_info()[1])
    if error is None:
        return event
    event["error"] = _told(error)
    event["at"] = _place(error.__traceback__)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        event["cause"] = _told(cause)
    return event


def _flatten_fields(_logger: object, _method: str, event: _Event) -> _Event:
    """Temporal's loggers append their context to the text as a dictionary; take it as fields instead."""
    record = event.get("_record")
    for key in ("temporal_workflow", "temporal_activity"):
        context = getattr(record, key, None)
        if isinstance(context, Mapping):
            event.update({name: context[name] for name in ("workflow_id", "run_id", "attempt") if name in context})
            event["event"] = str(event["event"]).split(" ({", 1)[0]
    return event


def configure(
    level: Literal["debug", "info", "warning", "error"] = "info",
    form: Literal["auto", "json", "text"] = "auto",
) -> None:
    """Route structlog and the standard library through one formatter to stderr. May be called again."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
        _hide_secrets,
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=40)
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_flatten_fields, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log = logger(__name__)`; events are short phrases, facts are keywords."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def bind(**facts: str | int | None) -> None:
    """Add facts (dossier code, run, decision) to every event of this task's context."""
    structlog.contextvars.bind_contextvars(**facts)
