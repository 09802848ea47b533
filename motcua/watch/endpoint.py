"""Health and readiness over HTTP: `/healthz` says that the process answers, `/readyz` that it can do its work.

Both answer JSON with codes only: 200 when all is well, 503 with what is missing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.errors import InvalidInput

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

__all__ = ["Endpoint", "Readiness", "serve_health"]

_STALLED: Final = "STALLED"


class Readiness(NamedTuple):
    """What was found: each thing that is needed, and None or the code of what is wrong with it."""

    needs: dict[str, str | None]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not any(self.needs.values())


class Endpoint(NamedTuple):
    """Where it is served: with port 0 asked for, the port that was free."""

    host: str
    port: int


@contextmanager
def serve_health(address: str, alive: Callable[[], bool], ready: Callable[[], Readiness]) -> Iterator[Endpoint]:
    """Serve both at `host:port` in a thread of its own, so that a stalled event loop is told and not hung upon.

    Raises InvalidInput (`HEALTH_ADDRESS_TAKEN`).
    """
    from http.server import ThreadingHTTPServer  # noqa: PLC0415 - costly, and only a worker serves

    host, _, port = address.rpartition(":")
    try:
        server = ThreadingHTTPServer((host, int(port)), _handler(alive, ready))
    except (OSError, OverflowError):
        raise InvalidInput("HEALTH_ADDRESS_TAKEN", address=address) from None
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield Endpoint(host, server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(alive: Callable[[], bool], ready: Callable[[], Readiness]) -> type[BaseHTTPRequestHandler]:
    from http.server import BaseHTTPRequestHandler  # noqa: PLC0415

    class Handler(BaseHTTPRequestHandler):
        """Answers the two questions and no other."""

        def do_GET(self) -> None:
            """Answer by path."""
            match self.path:
                case "/healthz":
                    self._answer({"worker": None if alive() else _STALLED})
                case "/readyz":
                    self._answer(ready().needs if alive() else {"worker": _STALLED})
                case _:
                    self.send_error(404)

        def _answer(self, needs: dict[str, str | None]) -> None:
            good = not any(needs.values())
            body = json.dumps({"ok": good, "needs": {name: wrong or "ok" for name, wrong in needs.items()}}).encode()
            self.send_response(200 if good else 503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the overridden method
            """Say nothing: a probe comes every few seconds."""

    return Handler
