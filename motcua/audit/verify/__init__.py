"""Verification: is the register what really happened? One module per promise, each a pure check over what was read.

A reader of its own: it imports neither workflows nor anything that counts time, and hashes by itself, so that a defect
of the engine cannot hide itself. docs/auditor.md says what each finding means.
"""

from motcua.audit.verify.finding import WORDS, Finding, Kind
from motcua.audit.verify.reading import Reader
from motcua.audit.verify.sources import TemporalRuns
from motcua.audit.verify.verifying import Verified, Verifying

__all__ = ["WORDS", "Finding", "Kind", "Reader", "TemporalRuns", "Verified", "Verifying"]
