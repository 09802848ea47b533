"""The embedded runtime: Temporal and PostgreSQL under one data folder, run by one supervisor (design §2.1–2.3)."""

from motcua.embedded.attach import attach, needs_of, runtime_of, stop
from motcua.embedded.home import Home
from motcua.embedded.ready import ReadyStep, make_ready
from motcua.embedded.runtime import Runtime
from motcua.embedded.state import RunState

__all__ = ["Home", "ReadyStep", "RunState", "Runtime", "attach", "make_ready", "needs_of", "runtime_of", "stop"]
