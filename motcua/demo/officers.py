"""The demo's officers: who does the next act, found as a client would find them, and the act said."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from models.acts import Act
from models.calendar import legal_day
from models.errors import NotAllowed
from models.identifiers import AgencyCode, DossierCode, OfficerId, ReasonCode
from models.lifecycle import Phase
from models.organisation import Organisation
from models.parties import Party
from models.policy import RULES, Standing, check
from models.procedure import Role
from motcua.app import App
from motcua.demo.script import Script
from motcua.service.acting import Saying

__all__ = ["Officers"]

_ENGINE_AT_WORK = (Phase.RECEIVING, Phase.RELEASING)
_GLANCE_S = 0.03
_REASONS = {
    Act.REFUSE_DOSSIER: "KHONG_THUOC_THAM_QUYEN",
    Act.DECLINE_HAND_OVER: "THIEU_TAI_LIEU_KEM_THEO",
    Act.SEND_BACK: "CAN_LAM_RO",
    Act.RETURN_FOR_REWORK: "SAI_THE_THUC",
}


class Officers:
    """Plays every officer of the sample organisations."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._organisation: Organisation = app.register.catalogue.kept().organisation
        self.acts = 0

    async def channel(self, code: DossierCode) -> str:
        """By which channel a dossier came."""
        return (await self._app.dossiers.view(code)).dossier.channel

    async def play(self, code: DossierCode, script: Script) -> None:
        """Play one dossier to where its script leaves it."""
        while True:
            standing = await self._app.dossiers.standing(code)
            if standing.phase is Phase.ENDED:
                return
            if standing.phase in _ENGINE_AT_WORK:
                await asyncio.sleep(_GLANCE_S)
                continue
            act = script.next_act(standing)
            if act is None:
                return
            await self.say(code, act, standing)

    async def owing(self, code: DossierCode) -> Standing | None:
        """Return where a dossier stands once its letter waits for evidence; None when by the register it owes none.

        The register hears of what is done a moment later: who closed with the letter in hand may still owe it there.
        """
        while (await asyncio.to_thread(self._app.register.queries.require, code)).apology_owed:
            if (standing := await self._app.dossiers.standing(code)).letter_owed:
                return standing
            await asyncio.sleep(_GLANCE_S)
        return None

    async def say(self, code: DossierCode, act: Act, standing: Standing, content: dict[str, str] | None = None) -> None:
        """Let whoever may do an act do it."""
        reason = _REASONS.get(act)
        saying = Saying(
            act=act,
            officer=self.whoever_may(act, standing),
            reason_code=ReasonCode(reason) if reason else None,
            content=content,
        )
        await self._app.acting.act(code, saying)
        self.acts += 1

    def whoever_may(self, act: Act, standing: Standing) -> OfficerId:
        """Return an officer in office whom the policy allows the act."""
        agency, role = _expected(RULES[act].party, standing)
        today = legal_day(datetime.now(UTC))
        for officer in self._organisation.officers_of(agency, today, role):
            claims = self._app.authority.claims(self._app.authority.standing(officer.id))
            try:
                check(act, claims, standing, at_step=None, reason=ReasonCode("DUNG"))
            except NotAllowed:
                continue
            return officer.id
        raise NotAllowed("OFFICER_MAY_NOT", act=act.value)


def _expected(party: Party, standing: Standing) -> tuple[AgencyCode, Role]:
    match party:
        case Party.SENDER:
            return standing.sender_agency, standing.sender_role
        case Party.STEP:
            assert standing.step_agency is not None
            assert standing.step_role is not None
            return standing.step_agency, standing.step_role
        case _:
            return standing.receiving, Role.RECEPTION
