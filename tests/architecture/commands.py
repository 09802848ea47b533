"""The commands that pages quote, and the commands that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import typer.main

from motcua import cli
from tests.architecture.sources import ROOT

OPERATORS = {"|", "||", "&&", ";", ">", ">>", "<", "2>&1", "&"}


def quoted_lines(page: str) -> Iterator[str]:
    """Every line of a code block and every inline code of a Markdown page."""
    fence = re.compile(r"^(?:```|~~~).*?\n(.*?)^(?:```|~~~)\s*$", flags=re.DOTALL | re.MULTILINE)
    for block in fence.findall(page):
        yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", fence.sub("", page))


def quoted_commands(page: str, program: str) -> Iterator[list[str]]:
    """Every call of `program` that a page quotes, as words after the program's name."""
    for line in quoted_lines(page):
        for words in _calls(line):
            if words[0] == program:
                yield words[1:]


def _calls(line: str) -> Iterator[list[str]]:
    """Split a shell line into simple calls, command substitutions included; words before a call are assignments."""
    plain = line.strip().removeprefix("$ ").partition(" # ")[0]
    inner = re.findall(r"\$\(([^()]*)\)", plain)
    for part in [re.sub(r"\$\([^()]*\)", "SUBSTITUTED", plain), *inner]:
        call: list[str] = []
        for word in [*_words(part), ";"]:
            if word in OPERATORS:
                if call:
                    yield call
                call = []
            elif call or not re.fullmatch(r"[A-Z_]+=.*", word):
                call.append(word)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(re.sub(r"(;|&&)", r" \1 ", text), comments=False)
    except ValueError:
        return text.split()


def make_targets() -> set[str]:
    """Every target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))


def command_tree() -> Any:  # Any: typer may vendor the command class it builds
    """The root of `motcua`'s commands."""
    return typer.main.get_command(cli.compose())


def fault(words: list[str], root: Any) -> str | None:
    """What is wrong with a quoted call of `motcua`; None when command and options exist."""
    command, rest = root, list(words)
    options = _options(command)
    while rest and hasattr(command, "commands"):
        word = rest[0]
        if word.startswith("-"):
            break
        if word.startswith(("<", "…", "{", "[")):
            return None
        names = word.split("|")
        if missing := [name for name in names if name not in command.commands]:
            return f"no command {' '.join(missing)}"
        command = command.commands[names[0]]
        options |= _options(command)
        rest = rest[1:]
    for word in rest:
        option = word.strip("[]").partition("=")[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", option) and option not in options:
            return f"no option {option}"
    return None


def _options(command: Any) -> set[str]:
    names = {"--help"}
    for parameter in command.params:
        names.update(parameter.opts, parameter.secondary_opts)
    return names
