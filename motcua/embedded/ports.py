"""Free ports below those that the kernel gives to outgoing connections, which may take any of theirs at any moment."""

from __future__ import annotations

import secrets
import socket
from typing import Final

from models.errors import Unavailable

__all__ = ["free_port", "is_free"]

_FIRST: Final = 15000
_LAST: Final = 31999
_TRIES: Final = 200


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(*wanted: int) -> int:
    """The first wanted port that is free, else any. Raises Unavailable EMBEDDED_NOT_STARTED."""
    for port in wanted:
        if is_free(port):
            return port
    for _ in range(_TRIES):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if is_free(port):
            return port
    raise Unavailable("EMBEDDED_NOT_STARTED", server="port", log=f"127.0.0.1:{_FIRST}-{_LAST}")
