"""The bytes of a file or a pipe, once through: without a byte order mark, and with a look at what comes first."""

from __future__ import annotations

from typing import Final, Protocol

from models.errors import InvalidInput

__all__ = ["MOST_BYTES", "RawBytes", "Source"]

MOST_BYTES: Final = 1 << 20
"""One dossier of a file takes no more than this."""
_CHUNK: Final = 1 << 16
_BOM: Final = b"\xef\xbb\xbf"
_OTHER_ENCODINGS: Final = (b"\xff\xfe", b"\xfe\xff")


class RawBytes(Protocol):
    """An unbuffered file: `read` gives what is there, so that a slow pipe is worked on as it comes."""

    def read(self, size: int, /) -> bytes | None:
        """Return up to `size` bytes; none at the end."""
        ...


class Source:
    """Reads raw bytes. Raises InvalidInput `SUBMISSIONS_UNREADABLE`, `SUBMISSIONS_NOT_UTF8`."""

    def __init__(self, raw: RawBytes) -> None:
        self._raw = raw
        self._ahead = b""
        self._begun = False

    def read(self) -> bytes:
        """Return the next bytes; none at the end."""
        self._begin()
        ahead, self._ahead = self._ahead, b""
        return ahead or self._chunk()

    def first_line(self) -> bytes:
        """Return the first line that is not blank, without taking it; cut off if it is very long."""
        self._begin()
        while b"\n" not in self._ahead.lstrip() and len(self._ahead) < MOST_BYTES:
            more = self._chunk()
            self._ahead += more
            if not more:
                break
        return self._ahead.lstrip().partition(b"\n")[0].rstrip()

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        while len(self._ahead) < len(_BOM) and (more := self._chunk()):
            self._ahead += more
        if self._ahead.startswith(_OTHER_ENCODINGS):
            raise InvalidInput("SUBMISSIONS_NOT_UTF8")
        self._ahead = self._ahead.removeprefix(_BOM)

    def _chunk(self) -> bytes:
        try:
            return self._raw.read(_CHUNK) or b""
        except OSError as error:
            raise InvalidInput("SUBMISSIONS_UNREADABLE", error=error.errno or 0) from None
