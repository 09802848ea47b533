"""docs/events.md: every tag of the journal with its detail's fields."""

from __future__ import annotations

from collections.abc import Mapping

from models.events import DossierEvent
from models.feedback_events import FEEDBACK_TAGS
from models.tags import TAGS, TagSpec
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

FEEDBACK_HEAD = """
## Tags of feedback

A feedback (phản ánh, kiến nghị) has a journal of its own under its own code, chained likewise: one branch, no steps.

"""


def page() -> str:
    """Make the page."""
    of_feedback = {tag.value: spec for tag, spec in FEEDBACK_TAGS.items()}
    of_dossiers = {tag.value: spec for tag, spec in TAGS.items()}
    tags = TAGS_HEAD + _tags(of_dossiers) + FEEDBACK_HEAD + _tags(of_feedback)
    return INTRODUCTION + fields_of(DossierEvent) + tags


def _tags(specs: Mapping[str, TagSpec]) -> str:
    rows = ((f"`{tag}`", spec.vi, ", ".join(f"`{field}`" for field in spec.fields)) for tag, spec in specs.items())
    return table(("Tag", "Tiếng Việt", "Detail"), rows)
