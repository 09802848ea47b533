"""docs/submission.md: the public contract of `starter.py`: what it reads and what it answers."""

from __future__ import annotations

import inspect
import json

from pydantic import BaseModel

from models.submission import Apologised, GivenComponent, Linked, LinkedPartGiven, Migrated, Person, Submission
from motcua.intake.columns import COLUMNS, COMPONENTS_FORM
from motcua.intake.formats import FileFormat
from motcua.reference.fields import described, fields_of
from motcua.reference.markdown import table

__all__ = ["page"]

INTRODUCTION = """\
# Submissions

One submission starts one dossier: `python starter.py FILE --as OFFICER`, or `-` for standard input. Repeating a
`submission_id` with the same content starts nothing new; with another content it is refused. So a file may be run again
whatever happened to the run before.

A submission holds personal data. It is sealed in the register and never enters a workflow's history, a log or an
address; what the program prints names lines and fields, never what stands in them.

## Files

Files are UTF-8, with or without a byte order mark; line ends may be mixed; text is brought to Unicode NFC. The format
is what `--format` says, else what the file's name ends with, else what the first line looks like. Files are read as
they come and never held whole; one dossier may take 1 MiB.

"""

READING = """
A field that is not in the contract is refused, and so is one that stands twice. A wrong line is told by its number, its
fields and a code from [the errors](errors.md); the lines around it go on. A line that repeats a `submission_id` of the
same file is refused.

Who submits is `--as` or `MOTCUA_OFFICER`, unless a submission says `entered_by`.

## Answers

With `--json` there is one line per dossier on standard output, in the order of the file:

| Field | Meaning |
| --- | --- |
| `line` | the line on which the dossier begins |
| `submission_id` | as given; null where it is missing or malformed |
| `code` | the dossier's code; null where it was refused |
| `state` | `started`, `already_started`, `pending` (started, but no worker has recorded the receipt yet) or `refused` |
| `tracking_key` | of linked procedures (liên thông), by which all their dossiers are followed; else null |
| `status` | the national portal's status, 1 to 10; null until the receipt is recorded |
| `due` | the due instant with `+07:00`; null where there is none yet |
| `error` | null, or `code`, `field`, `vi`, `en`, `next_vi`, `next_en` |
| `also` | further errors of the same line, of the same form; absent where there are none |

Exit code 0: all started, now or before. 1: some lines were refused. 2: usage. 3: a service cannot be reached; the
message says from which line to go on, and running the whole file again is as good. 4: nothing was allowed to this
officer.

## CSV

The first line names the columns, in any order, separated by commas; columns that are not needed may be left out. A cell
with commas, quotes or line breaks stands in double quotes. Spaces around a cell do not count, and an empty cell is an
absent field. The papers stand in one cell as `{components}`, for example `to_khai:original:1;anh:copy:2`. Linked
procedures (`linked`) do not fit a row of cells: they are submitted as JSON.

"""


def page() -> str:
    """Make the page."""
    meanings = described(FileFormat)
    formats = table(("Format", "Content"), ((f"`{each}`", meanings[each.name]) for each in FileFormat))
    columns = table(("Column", "Field"), ((f"`{name}`", f"`{'.'.join(path)}`") for name, path in COLUMNS.items()))
    models = (Submission, Person, GivenComponent, Migrated, Apologised, Linked, LinkedPartGiven)
    sections = [_section(model) for model in models]
    schema = json.dumps(Submission.model_json_schema(), ensure_ascii=False, indent=2)
    files = INTRODUCTION + formats + READING.replace("{components}", COMPONENTS_FORM) + columns
    return files + "\n" + "\n".join(sections) + f"\n## JSON Schema\n\n```json\n{schema}\n```\n"


def _section(model: type[BaseModel]) -> str:
    return f"## {model.__name__}\n\n{inspect.getdoc(model)}\n\n{fields_of(model)}"
