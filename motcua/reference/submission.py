"""docs/submission.md: the public contract of what `starter.py` reads."""

from __future__ import annotations

import inspect
import json

from pydantic import BaseModel

from models.submission import Apologised, GivenComponent, Migrated, Person, Submission
from motcua.reference.fields import fields_of

__all__ = ["page"]

INTRODUCTION = """\
# Submissions

One submission starts one dossier. Files are UTF-8: one JSON object, JSON Lines (one object per line), or CSV.
Text is brought to Unicode NFC. Repeating a `submission_id` with the same content starts nothing new; with another
content it is refused.

A submission holds personal data. It is sealed in the register and never enters a workflow's history, a log or an
address.

"""


def page() -> str:
    """Make the page."""
    sections = [_section(model) for model in (Submission, Person, GivenComponent, Migrated, Apologised)]
    schema = json.dumps(Submission.model_json_schema(), ensure_ascii=False, indent=2)
    return INTRODUCTION + "\n".join(sections) + f"\n## JSON Schema\n\n```json\n{schema}\n```\n"


def _section(model: type[BaseModel]) -> str:
    return f"## {model.__name__}\n\n{inspect.getdoc(model)}\n\n{fields_of(model)}"
