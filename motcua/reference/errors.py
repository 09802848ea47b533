"""docs/errors.md: every error code, what it says, what to do next, and the class that sets the exit code."""

from __future__ import annotations

from models.error_texts import ERRORS
from models.errors import Broken, InvalidInput, MotcuaError, NotAllowed, Refused, Unavailable
from motcua.reference.markdown import table

__all__ = ["page"]

CLASSES: tuple[type[MotcuaError], ...] = (InvalidInput, Refused, Unavailable, NotAllowed, Broken)

INTRODUCTION = """\
# Errors

Every error has a stable code, a message in Vietnamese and English, and the next step. In logs, in `--json` output and
in histories the code stands alone with facts: codes, numbers and names of fields, never personal data.
Words in braces are those facts.

The class of an error says what kind of trouble it is, and with it the exit code of a program. A usage error
(an unknown option, a missing argument) is exit code 2.

"""


def page() -> str:
    """Make the page."""
    kinds = table(
        ("Class", "Exit code", "Meaning"),
        ((f"`{kind.__name__}`", str(kind.exit_code), _first_line(kind)) for kind in CLASSES),
    )
    entries = (
        f"### `{code}`\n\n"
        f"- vi: {text.vi} → {text.next_vi}\n"
        f"- en: {text.en} → {text.next_en}\n"
        for code, text in sorted(ERRORS.items())
    )  # fmt: skip
    return INTRODUCTION + kinds + "\n## Codes\n\n" + "\n".join(entries)


def _first_line(kind: type[MotcuaError]) -> str:
    return (kind.__doc__ or "").rsplit(" Exit ", 1)[0]
