"""Proposals for the catalogue, and their one answer each (motcua.catalogue.proposing.ProposalStore)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from models.catalogue import CatalogueEntry
from models.errors import Refused
from models.proposal import Proposal, ProposalAnswer
from models.tables import METADATA
from models.value import canonical
from motcua.register.catalogue import insert_versions, lock_catalogue
from motcua.register.database import Database

__all__ = ["Proposals"]

_MADE, _ANSWER = METADATA.tables["proposal"], METADATA.tables["proposal_answer"]


class Proposals:
    """What was proposed for the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Proposal]:
        """See ProposalStore."""
        said = (_ANSWER.c.confirmed, _ANSWER.c.by.label("answered_by"), _ANSWER.c.at.label("answered_at"))
        query = select(_MADE, *said).outerjoin(_ANSWER, _MADE.c.sha256 == _ANSWER.c.sha256)
        ordered = query.order_by(_MADE.c.at, _MADE.c.sha256)
        return self._database.run(lambda connection: [_proposal(row) for row in connection.execute(ordered).mappings()])

    def add(self, proposal: Proposal) -> None:
        """See ProposalStore."""
        row = proposal.model_dump(include={"sha256", "by", "at", "decision"})
        row["entries_json"] = canonical(proposal.entries).decode()
        self._database.run(lambda connection: connection.execute(insert(_MADE).values(row).on_conflict_do_nothing()))

    def answer(
        self,
        proposal: Proposal,
        answer: ProposalAnswer,
        entries: Sequence[CatalogueEntry],
        require: Callable[[], None],
    ) -> None:
        """See ProposalStore."""
        row = {"sha256": proposal.sha256, "proposed_by": proposal.by, **answer.model_dump()}

        def work(connection: Connection) -> None:
            lock_catalogue(connection)
            first = insert(_ANSWER).values(row).on_conflict_do_nothing().returning(_ANSWER.c.by)
            if connection.execute(first).scalar() is None:
                by = connection.execute(select(_ANSWER.c.by).where(_ANSWER.c.sha256 == proposal.sha256)).scalar_one()
                raise Refused("PROPOSAL_ANSWERED", sha256=proposal.sha256[:16], by=by)
            require()
            insert_versions(connection, entries)

        self._database.run(work)


def _proposal(row: RowMapping) -> Proposal:
    answer = None
    if row["confirmed"] is not None:
        answer = ProposalAnswer(confirmed=row["confirmed"], by=row["answered_by"], at=row["answered_at"])
    entries = tuple(CatalogueEntry.model_validate(entry) for entry in json.loads(row["entries_json"]))
    return Proposal(
        sha256=row["sha256"], by=row["by"], at=row["at"], decision=row["decision"], entries=entries, answer=answer
    )
