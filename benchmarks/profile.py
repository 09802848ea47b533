"""Where our worker spends its time: py-spy looks into the running process a hundred times a second.

Only threads that hold the interpreter's lock are counted: waiting is no work. What the SDK's core and Typst do outside
of the lock is not seen here, but stands in the CPU times.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["Profile", "profiled"]

_FRAME: Final = re.compile(r"^(?P<name>.+) \((?P<file>.+?)(?::\d+)?\)$")
_OURS: Final = ("models/", "activities/", "workflows/", "motcua/")
_LONGEST_S: Final = 600
_NONE: Final = "-"


@dataclass
class Profile:
    """Shares of the samples, in per cent; each list counts every sample once."""

    samples: int = 0
    own: list[tuple[str, float]] = field(default_factory=list)
    """The functions on top of the stack."""
    ours: list[tuple[str, float]] = field(default_factory=list)
    """The innermost functions of ours, each with all that it calls of libraries."""
    none_of_ours: float = 0.0
    """Where none of ours was running."""
    missing: str | None = None
    """Why there is none."""


@contextmanager
def profiled(pid: int, folder: Path) -> Iterator[Profile]:
    """Profile a process while the block runs; without the means it says why and measures nothing."""
    profile = Profile()
    program = Path(sys.executable).with_name("py-spy")
    if not program.exists():
        profile.missing = "py-spy is not installed (make setup)"
        yield profile
        return
    output = folder / "profile.folded"
    spy = subprocess.Popen(
        [program, "record", "--pid", str(pid), "--rate", "100", "--duration", str(_LONGEST_S), "--function", "--gil",
         "--format", "raw", "--full-filenames", "--output", output],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield profile
    finally:
        if spy.poll() is None:
            spy.send_signal(signal.SIGINT)
        _, complaint = spy.communicate(timeout=60)
    if output.exists() and (text := output.read_text()):
        _read(text, profile)
    else:
        profile.missing = _why(complaint)


def _why(complaint: str) -> str:
    lines = [line for line in complaint.splitlines() if line.strip()]
    said = lines[-1] if lines else "no samples"
    return f"py-spy may not look into the worker; run as root or with ptrace allowed (kernel.yama.ptrace_scope): {said}"


def _read(text: str, profile: Profile, top: int = 10) -> None:
    own: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [_named(frame) for frame in stack.split(";")]
        own[frames[-1]] += int(count)
        ours[next(filter(_is_ours, reversed(frames)), _NONE)] += int(count)
        profile.samples += int(count)
    profile.own = _shares(own, profile.samples)[:top]
    profile.none_of_ours = 100 * ours.pop(_NONE, 0) / profile.samples
    profile.ours = _shares(ours, profile.samples)[:top]


def _shares(counts: Counter[str], samples: int) -> list[tuple[str, float]]:
    return [(name, 100 * count / samples) for name, count in counts.most_common()]


def _named(frame: str) -> str:
    """`function (file)`, the file from its package on."""
    found = _FRAME.match(frame)
    if found is None:
        return frame
    parts = Path(found["file"]).parts
    return f"{found['name']} ({'/'.join(parts[-3:])})"


def _is_ours(frame: str) -> bool:
    return any(f"({room}" in frame or f"/{room}" in frame for room in _OURS)
