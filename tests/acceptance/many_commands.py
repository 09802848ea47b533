"""`python -m tests.acceptance.many_commands`: runs many calls of our programs in one process, for their imports' sake.

Standard input: JSON, a list of calls, each its words and what stands on its standard input. Standard output: JSON, for
each its exit code, output and errors, everything as a process of its own would have said it.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

import starter
from motcua import cli


def run(words: list[str], given: str) -> tuple[int, str, str]:
    """Run one call: its first word is the program."""
    out, err, sys.stdin = io.StringIO(), io.StringIO(), io.StringIO(given)
    sys.argv = [*words]
    exits = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            if words[0] == "starter":
                starter.main()
            else:
                cli.main(words[1:])
        except SystemExit as end:
            exits = int(end.code or 0)
    return exits, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    print(json.dumps([run(**call) for call in json.load(sys.stdin)]))
