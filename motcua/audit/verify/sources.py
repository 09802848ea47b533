"""Where verifying reads: the register's rows, Temporal's histories, files. What they say is believed by nobody yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Final, Protocol

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from models.archive import ArchivedRun
from models.errors import Unavailable
from models.identifiers import DossierCode
from models.value import Hash
from motcua.audit.verify.running import Listed
from motcua.audit.verify.told import Row

__all__ = ["ArchiveFiles", "PaperFiles", "Rows", "TemporalRuns"]


_AFTER: Final = "/after"
"""What the id of the workflow that comes after a dossier's closing has beside its code."""


class Rows(Protocol):
    """The register, as rows."""

    def codes(self, after: str, most: int) -> list[str]:
        """The next codes that were ever reserved, in order."""

    def sample(self, most: int) -> list[str]:
        """So many codes at random, in order."""

    def tables(self, codes: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        """Per code and table its rows, all of one instant; a code that nobody reserved has none."""

    def heads(self, codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        """Per code the branch and seq of its newest event as of now."""

    def feedbacks(self, after: str, most: int) -> Mapping[str, Mapping[str, Sequence[Row]]]:
        """The next feedbacks that were ever reserved, in order; per code and table its rows, all of one instant."""

    def series(self) -> list[Row]:
        """Every series of numbers: `name`, `last`, `given`, `stated` (motcua.audit.verify.numbers)."""


class PaperFiles(Protocol):
    """Papers at rest."""

    def sealed(self, code: DossierCode, sha256: Hash) -> bytes:
        """A paper as it lies sealed. Raises Refused (`PAPER_UNKNOWN`)."""

    def get(self, code: DossierCode, sha256: Hash) -> bytes:
        """A paper. Raises Refused (`PERSON_ERASED`), Broken (`PAPER_CORRUPT`)."""


class ArchiveFiles(Protocol):
    """Archived histories at rest."""

    def history(self, archived: ArchivedRun, roots: Collection[str]) -> bytes:
        """A history as JSON once signature and hashes hold. Raises Broken (`ARCHIVE_…`)."""


class TemporalRuns:
    """The runs of dossiers in one namespace."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def listed(self) -> AsyncIterator[Listed]:
        """Every run of a dossier that the namespace lists, running or closed (eventually consistent)."""
        try:
            async for run in self._client.list_workflows("WorkflowType IN ('Dossier', 'DossierAfter')"):
                yield Listed(
                    run.id.removesuffix(_AFTER),
                    run.run_id,
                    run.start_time,
                    run.status is WorkflowExecutionStatus.RUNNING,
                )
        except RPCError as error:
            raise self._unreachable(error) from None

    async def newest(self, code: str) -> Listed | None:
        """The newest run of a code, for certain; None if Temporal knows none."""
        try:
            run = await self._client.get_workflow_handle(code).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise self._unreachable(error) from None
        return Listed(code, run.run_id, run.start_time, run.status is WorkflowExecutionStatus.RUNNING)

    async def history(self, code: str, run_id: str) -> list[HistoryEvent] | None:
        """A run's history, of the dossier or of what came after its closing; None if Temporal has it no more."""
        return await self._fetched(code, run_id) or await self._fetched(f"{code}{_AFTER}", run_id)

    async def _fetched(self, workflow: str, run_id: str) -> list[HistoryEvent] | None:
        handle = self._client.get_workflow_handle(workflow, run_id=run_id)
        try:
            return [event async for event in handle.fetch_history_events()]
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT):
                return None  # an id that no run can have is a run that there is not
            raise self._unreachable(error) from None

    def _unreachable(self, error: RPCError) -> Unavailable:
        denied = error.status in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED)
        code = "TEMPORAL_REFUSED" if denied else "TEMPORAL_UNREACHABLE"
        return Unavailable(code, address=self._client.service_client.config.target_host)
