"""All reference pages by file name, and the writing of them."""

from __future__ import annotations

import os
from pathlib import Path

from motcua.reference import commands, errors, events, policy, settings, submission

__all__ = ["pages", "write_pages"]

MADE = "<!-- Made by `make docs` from {source}; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Every reference page: file name within docs/ → text."""
    made = {
        "commands.md": ("motcua/cli", commands.page()),
        "errors.md": ("models/error_texts.py", errors.page()),
        "events.md": ("models/tags.py", events.page()),
        "policy.md": ("models/policy.py and models/lifecycle.py", policy.page()),
        "settings.md": ("motcua/settings.py", settings.page()),
        "submission.md": ("models/submission.py", submission.page()),
    }
    return {name: MADE.format(source=source) + text.rstrip() + "\n" for name, (source, text) in made.items()}


def write_pages(folder: Path) -> None:
    """Write the pages that changed into `folder`, each whole or not at all."""
    for name, text in pages().items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        half = path.with_suffix(".md.new")
        with half.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
