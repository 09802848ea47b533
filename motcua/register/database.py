"""The way to the database: one pool, short transactions, and our errors for the driver's.

Every work given here may be repeated: a connection that died in the pool, as all do when the server was restarted, is
replaced and the work is done once more.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.errors import Unavailable

__all__ = ["Database", "Raw", "connect_engine"]

Raw = psycopg.Connection[TupleRow]
"""A driver's connection in a transaction that the caller must not end."""

T = TypeVar("T")

_OPTIONS: Final = (
    "-c TimeZone=UTC -c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    " -c idle_in_transaction_session_timeout=60000"
)
_WAITING_TO_START: Final = ("starting up", "shutting down", "recovery", "too many", "remaining connection slots")
_BUSY: Final = ("40", "53", "55P03", "57014")
_STATES: Final = {"DATABASE_REFUSED": ("28", "3D", "42501"), "DATABASE_UNREACHABLE": ("08", "57P")}


def connect_engine(url: str, pool_size: int, timeout_seconds: int) -> Engine:
    """Return an engine over a pool of so many connections; nothing is connected yet."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    options = _OPTIONS.format(milliseconds=timeout_seconds * 1000)

    def connect() -> Raw:
        return psycopg.connect(plain, connect_timeout=5, application_name="motcua", options=options)

    return create_engine(
        "postgresql+psycopg://", creator=connect, pool_size=pool_size, max_overflow=0, pool_timeout=timeout_seconds
    )


class Database:
    """One database, given by a libpq URL (`postgresql://user:password@host:port/name`)."""

    def __init__(self, url: str, *, pool_size: int = 10, timeout_seconds: int = 15) -> None:
        self._engine = connect_engine(url, pool_size, timeout_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the pool's connections."""
        self._engine.dispose()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction and commit it.

        Raises Unavailable: `DATABASE_UNREACHABLE`, `DATABASE_REFUSED`, `DATABASE_BUSY`.
        """

        def in_transaction() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return self._once_more(in_transaction)

    def run_raw(self, work: Callable[[Raw], T], *, autocommit: bool = False) -> T:
        """Do `work` on the driver's connection; it commits by itself, what it left open is rolled back.

        With `autocommit` each statement is its own transaction. Raises Unavailable as `run`.
        """

        def on_connection() -> T:
            pooled = self._engine.raw_connection()
            raw = _driver(pooled.driver_connection)
            try:
                raw.autocommit = autocommit
                return work(raw)
            except psycopg.OperationalError:
                pooled.invalidate()
                raise
            finally:
                if autocommit and not raw.closed:
                    raw.autocommit = False
                pooled.close()

        return self._once_more(on_connection)

    def _once_more(self, attempt: Callable[[], T]) -> T:
        for again in (True, False):
            try:
                return attempt()
            except PoolTimeout:
                raise Unavailable("DATABASE_BUSY", sqlstate="pool") from None
            except (DBAPIError, psycopg.Error) as error:
                cause = error.orig if isinstance(error, DBAPIError) else error
                known = _in_our_words(cause)
                if known is None:
                    raise
                if known.code == "DATABASE_UNREACHABLE" and again:
                    self._engine.dispose()
                    continue
                raise known from None
        raise AssertionError  # the second attempt returns or raises


def _driver(connection: Any) -> Raw:
    assert isinstance(connection, psycopg.Connection)
    return connection


def _in_our_words(error: BaseException | None) -> Unavailable | None:
    """Return our error for a driver's, None for one that only a defect of ours can cause."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    if not state and isinstance(error, psycopg.OperationalError):
        return _of_failed_connection(str(error))
    if state.startswith(_BUSY):
        return Unavailable("DATABASE_BUSY", sqlstate=state)
    code = next((code for code, states in _STATES.items() if state.startswith(states)), None)
    return None if code is None else Unavailable(code)


def _of_failed_connection(message: str) -> Unavailable:
    """A failed log-in bears no state; the server's FATAL tells that it was reached and said no."""
    said_no = "FATAL:" in message and not any(words in message for words in _WAITING_TO_START)
    return Unavailable("DATABASE_REFUSED" if said_no else "DATABASE_UNREACHABLE")
