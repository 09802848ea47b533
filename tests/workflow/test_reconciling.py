"""What is lost is told, and what merely ended while somebody looked is not."""

from __future__ import annotations

from datetime import datetime

import pytest

from activities.reconcile import Reconciliation
from models.identifiers import DossierCode
from models.opening import Opening
from motcua.engine.dossiers import TemporalDossiers
from motcua.register.reconciling import Reconcilable
from tests.fixtures.casefile import Casefile
from tests.fixtures.dossiers import Office

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")


class Only(Reconcilable):
    """The register, of which only one dossier is looked at."""

    def __init__(self, dossier: Casefile) -> None:
        super().__init__(dossier.app.register)
        self._code = dossier.code

    def left_after(self) -> tuple[DossierCode, ...]:
        return ()

    def open_codes(self) -> tuple[DossierCode, ...]:
        return tuple(code for code in super().open_codes() if code == self._code)

    def not_started(self, before: datetime) -> tuple[Opening, ...]:
        """Others' are left alone."""
        return ()


class EndsMeanwhile:
    """Temporal, where the dossier comes to its end just before the running ones are asked for."""

    def __init__(self, dossier: Casefile) -> None:
        self._dossier = dossier
        self._real: TemporalDossiers = dossier.app.dossiers

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    async def running(self) -> set[str]:
        await self._dossier.walk()
        await self._dossier.result()
        return await self._real.running() - {self._dossier.code}


async def test_a_dossier_that_ends_while_it_is_looked_for_is_not_lost(office: Office) -> None:
    """Seen at ten thousand: the list of what runs took so long that some had closed since the register was read."""
    dossier = await office.submit()
    await dossier.walk("ky")
    found = await Reconciliation(Only(dossier), EndsMeanwhile(dossier)).reconcile()  # type: ignore[arg-type]
    assert dossier.code not in found.not_running


async def test_a_dossier_that_was_ended_from_outside_is_lost(office: Office) -> None:
    dossier = await office.submit()
    await dossier.at_rest()
    await dossier.handle.terminate()
    found = await Reconciliation(Only(dossier), dossier.app.dossiers).reconcile()
    assert found.not_running == (dossier.code,)
