"""A dossier's story in SQL: the events of its newest branch, after those of the branches it came from (design §2.6).

What a reset made the dossier forget still stands in its journal, on a branch that was left, and does not count.
`models.branches.story_of` says the same of events in memory.
"""

from __future__ import annotations

from typing import Final

__all__ = ["TOLD"]

TOLD: Final = """
    EXISTS (
        WITH RECURSIVE story (branch, upto) AS (
            SELECT branch, seq FROM dossier WHERE dossier.code = {code}
            UNION ALL
            SELECT before.branch, before.seq FROM story
            CROSS JOIN LATERAL (
                SELECT prev FROM event WHERE event.code = {code} AND event.branch = story.branch ORDER BY seq LIMIT 1
            ) AS first
            JOIN event AS before ON before.code = {code} AND before.hash = first.prev AND before.branch < story.branch
        )
        SELECT FROM event JOIN story ON event.branch = story.branch AND event.seq <= story.upto
        WHERE event.code = {code} AND {told}
    )
"""
"""Whether an event of the story of the dossier `code` is as `told` says: to be filled in with SQL alone."""
