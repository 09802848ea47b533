"""Moving an open dossier to another version of its procedure, by its head's reasoned act (rulebook §0)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from models.acts import Act, Answer
from models.agency import Agency
from models.calendar import legal_day
from models.catalogue import CatalogueKind
from models.contents.ruling import MoveProcedure, NewProcedure
from models.errors import Refused
from models.identifiers import AgencyCode, DossierCode, OfficerId, ReasonCode
from models.matter import MatterKind
from models.procedure import Procedure
from models.publication import Decided, Publication, Subject
from models.resolution import pin, procedure_in_force, superiors, with_own_queue
from motcua.register import PostgresRegister
from motcua.service.acting import Acting, Saying

__all__ = ["Moving"]


class Moving:
    """Moves dossiers to the version of their procedure that is in force today."""

    def __init__(self, register: PostgresRegister, acting: Acting, legal: Callable[[], datetime]) -> None:
        self._register = register
        self._acting = acting
        self._legal = legal

    async def move(
        self, code: DossierCode, officer: OfficerId, reason: ReasonCode | None, note: str | None = None
    ) -> Answer:
        """Move one dossier. Raises Refused `DOSSIER_UNKNOWN`, `PROCEDURE_…`, `AGENCY_…`, and what the dossier refuses
        with: `PROCEDURE_IS_CURRENT`, `STEP_NOT_IN_VERSION`, `PROMISE_KEPT`; NotAllowed; InvalidInput `REASON_REQUIRED`.
        """
        content = await asyncio.to_thread(self.content, code)
        said = content.model_dump(mode="json")
        return await self._acting.act(
            code, Saying(Act.MOVE_PROCEDURE, officer, reason_code=reason, note=note, content=said)
        )

    def content(self, code: DossierCode) -> MoveProcedure:
        """Return today's version as it stands for this dossier, with the register's statement. Raises as `move`."""
        row, day = self._register.queries.require(code), legal_day(self._legal())
        kept = self._register.catalogue.kept()
        version = procedure_in_force(kept.procedures, row.procedure, day)
        desk: Agency = kept.organisation.acting(row.receiving, day)
        procedure = pin(
            version, desk.code, kept.organisation, day, row.competent, assigned=self._was_assigned(code)
        )  # fmt: skip
        concerned = [desk.code, AgencyCode(procedure.competent), *(AgencyCode(one.agency) for one in procedure.steps)]
        new = NewProcedure(
            procedure=procedure,
            superiors=superiors(concerned, kept.organisation, day),
            own_queues=with_own_queue(concerned, kept.organisation, day),
        )
        attester = self._register.keystore.attester(datetime.now(UTC))
        return MoveProcedure(
            to=new, publication=Publication.state(Subject.PROCEDURE, new, self._decided(version), attester)
        )

    def _was_assigned(self, code: DossierCode) -> bool:
        """Whether a superior named the competent agency, for the rules named none."""
        snapshot = self._register.queries.dossier(code)
        return snapshot is not None and any(matter.kind is MatterKind.COORDINATION for matter in snapshot.matters)

    def _decided(self, version: Procedure) -> Decided:
        entries = self._register.catalogue.entries(CatalogueKind.PROCEDURE)
        name = (str(version.code), str(version.version))
        found = next((entry for entry in entries if (entry.key, entry.version) == name), None)
        if found is None:
            raise Refused("PROCEDURE_UNKNOWN", procedure=version.code)
        return Decided(by=found.by, confirmed_by=found.confirmed_by, at=found.at, proposal=found.proposal)
