"""docs/commands.md: every command of `motcua` with its arguments and options; and the variables that options read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import typer.main

from motcua import cli
from motcua.reference.markdown import table

__all__ = ["Command", "commands", "page", "variables"]

INTRODUCTION = """\
# Commands

`motcua` is called with a noun, then a verb. Data go to standard output, messages to standard error. Exit codes: 0 done,
1 refused, 2 usage, 3 a service cannot be reached, 4 not allowed, 5 records contradict themselves ([errors](errors.md)).

"""


class Command(NamedTuple):
    """A command by its words, as the framework knows it."""

    words: str
    command: Any  # typer may vendor the class of its commands


def commands() -> Iterator[Command]:
    """Every command of `motcua`, the program itself first."""
    yield from _below("motcua", typer.main.get_command(cli.compose()))


def variables() -> dict[str, str]:
    """Every environment variable that an option reads, with the option's help."""
    return {
        str(parameter.envvar): getattr(parameter, "help", None) or ""
        for each in commands()
        for parameter in each.command.params
        if getattr(parameter, "envvar", None)
    }


def page() -> str:
    """Make the page."""
    return INTRODUCTION + "\n".join(_section(each) for each in commands())


def _below(words: str, command: Any) -> Iterator[Command]:
    yield Command(words, command)
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield from _below(f"{words} {name}", inner)


def _section(each: Command) -> str:
    rows = [
        (_name(parameter), "yes" if parameter.required else "no", getattr(parameter, "help", None) or "")
        for parameter in each.command.params
        if "--help" not in parameter.opts
    ]
    told = table(("Argument or option", "Required", "Meaning"), rows) if rows else ""
    return "\n\n".join(filter(None, (f"## {each.words}", (each.command.help or "").strip(), told.rstrip()))) + "\n"


def _name(parameter: Any) -> str:
    """Options by their spellings, arguments by their name in capitals."""
    spellings = [*parameter.opts, *parameter.secondary_opts]
    if not spellings[0].startswith("-"):
        return f"`{(parameter.metavar or parameter.name).upper()}`"
    return ", ".join(f"`{spelling}`" for spelling in spellings)
