"""The searcher for personal data: what is planted, in which forms it could lie somewhere, and where is looked.

Every plant holds one of a few unusual words, so that any piece of it that got anywhere is found, whatever stands before
and after it: letter case, composed or decomposed Unicode, UTF-16, JSON's and URLs' escapes, base64 at any offset, hex.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["DIGITS", "SIGNALLED", "VIETNAMESE", "WORD", "Leaks", "folds", "forms", "planted"]

WORD = "Zwqvkxjhgfbt"
"""Stands in every name, address, note and reason that is planted."""
DIGITS = "0399177462"
"""Begins every identity number, and is the phone number."""
VIETNAMESE = "Khoắng Vệt Quẫy"
"""Stands in addresses and requests: letters that every encoding writes in its own way."""
SIGNALLED = "Vjkxpqwzmrtg"
"""What a stranger writes into a signal with the stock program, which lays it into Temporal's history by itself."""

_CHUNK = 32 * 1024 * 1024
_OVERLAP = 4096


def planted(number: int) -> dict[str, str]:
    """A person of a submission, unlike any other."""
    return {
        "name": f"Quỳnh Xuýt {WORD}{number}",
        "identity_number": f"{DIGITS}{number:02}",
        "phone": DIGITS,
        "email": f"{WORD.lower()}.{number}@thu.example.vn",
        "address": f"Ngõ {number} phố {VIETNAMESE} {WORD}, xã Nam Sách",
    }


def forms(text: str) -> Iterator[bytes]:
    """A text as it may lie in a file, in the letter case it is given in."""
    for form in ("NFC", "NFD"):
        said = unicodedata.normalize(form, text)
        plain = said.encode()
        yield plain
        yield plain.hex().encode()
        yield quote(said).encode()
        for encoding in ("utf-16-le", "utf-16-be"):
            yield said.encode(encoding)
        escaped = json.dumps(said)[1:-1].encode()
        yield escaped
        yield escaped.replace(b"\\", b"\\\\")
        for offset in range(3):  # the signs that stand in base64 whatever comes before and after
            inside = b64encode(b"\0" * offset + plain)[4 if offset else 0 :]
            yield inside[:-4] if (offset + len(plain)) % 3 else inside


def folds(text: str) -> Iterator[bytes]:
    """A text in the cases in which anybody writes it."""
    for said in (text, text.lower(), text.upper()):
        yield from forms(said)


@dataclass(frozen=True)
class Leaks:
    """Looks for some words everywhere."""

    needles: frozenset[bytes]

    @classmethod
    def of(cls, *words: str) -> Leaks:
        """Look for these words."""
        needles = frozenset(needle for word in words for needle in folds(word))
        assert min(map(len, needles)) >= 8, "a short needle is found by chance"
        return cls(needles)

    def within(self, content: bytes | str) -> list[bytes]:
        """What of it is found, with what stands around it."""
        read = content.encode() if isinstance(content, str) else content
        places = [(place, needle) for needle in self.needles if (place := read.find(needle)) >= 0]
        return [read[max(place - 40, 0) : place + len(needle) + 40] for place, needle in places]

    def in_files(self, paths: Iterable[Path]) -> dict[Path, list[bytes]]:
        """The files that hold anything of it."""
        found = {}
        for path in paths:
            try:
                told = list(self._in_file(path))
            except FileNotFoundError:  # the servers run on: what they removed meanwhile holds nothing any more
                continue
            if told:
                found[path] = told
        return found

    def _in_file(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            before = b""
            while content := file.read(_CHUNK):
                yield from self.within(before + content)
                before = content[-_OVERLAP:]
