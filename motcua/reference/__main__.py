"""`python -m motcua.reference`: write the reference pages into docs/ of this checkout."""

from pathlib import Path

from motcua.reference import write_pages

write_pages(Path(__file__).resolve().parents[2] / "docs")
