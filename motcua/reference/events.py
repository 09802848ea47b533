"""docs/events.md: every tag of the journal with its detail's fields."""

from __future__ import annotations

from models.events import DossierEvent
from models.tags import TAGS
from motcua.reference.fields import fields_of
from motcua.reference.markdown import table

__all__ = ["page"]

INTRODUCTION = """\
# Events

The journal of a dossier is a chain of events. Each is named by (code, branch, seq): `branch` counts from 0, `seq` from
1. `hash` is the SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of all other fields; `prev` is the hash of
the event before, 64 zeros for the first. Text is in Unicode NFC, times are UTC as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, and no
number is a floating-point number. What is known of persons never stands in an event: notes and applicants are sealed in
the register, an event names a note by its keyed hash.

An effect is two events: *decided* before it, *done* or *failed* after it.

## An event

"""

TAGS_HEAD = """
## Tags

A tag says source, subject and action. A field that ends with `?` may be absent.

"""


def page() -> str:
    """Make the page."""
    rows = ((f"`{tag.value}`", spec.vi, ", ".join(f"`{field}`" for field in spec.fields)) for tag, spec in TAGS.items())
    return INTRODUCTION + fields_of(DossierEvent) + TAGS_HEAD + table(("Tag", "Tiếng Việt", "Detail"), rows)
