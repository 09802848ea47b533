"""The conformance checker: what the law asks of every dossier, read from the register alone (rulebook §1–§3).

It shares no code with what it judges and imports nothing of the project (tests/architecture/test_conformance.py): it
reads rows by SQL, takes the days of the calendar from the catalogue's published lists, and counts every date again in
the plainest way, day by day and session by session. A rule is one small function in `rules/`, under a stable key and
in the words in which a person knows it.
"""

from __future__ import annotations

from motcua.conformance.evidence import Dossier, Evidence
from motcua.conformance.judging import Result, judge
from motcua.conformance.reading import read
from motcua.conformance.rule import Rule, Seen
from motcua.conformance.rules import RULES

__all__ = ["RULES", "Dossier", "Evidence", "Result", "Rule", "Seen", "judge", "read"]
