"""Intake: files of submissions, read line by line; what is wrong is told by place, never by what stands there."""

from motcua.intake.entry import Entry, Problem
from motcua.intake.formats import FileFormat
from motcua.intake.reading import read

__all__ = ["Entry", "FileFormat", "Problem", "read"]
