"""Authority: what an officer is today, by the register, and the proof that says so (design §2.9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from models.acts import Act, Envelope
from models.errors import InvalidInput, NotAllowed
from models.identifiers import OfficerId
from models.procedure import Role
from models.proof import Authentication, Claims, KeyText
from motcua.register import PostgresRegister
from motcua.security.issuer import Issuer, Standing

__all__ = ["Authority", "officer_of"]


class Authority:
    """Proves acts of officers. On a local machine an officer is believed by `--as`, and the proof says so."""

    def __init__(
        self,
        register: PostgresRegister,
        issuer: Issuer,
        clock: Callable[[], datetime],
        by: Authentication = Authentication.ASSERTED,
        legal: Callable[[], datetime] | None = None,
        least: Authentication = Authentication.ASSERTED,
    ) -> None:
        """`least` is pinned on new dossiers: how somebody who binds the agency must be authenticated."""
        self._register = register
        self._issuer = issuer
        self._clock = clock
        self._legal = legal or clock
        self.by = by
        self.least = least

    @property
    def root_key(self) -> KeyText:
        """The province's root public key, to be pinned in start messages."""
        return self._issuer.root_key

    @property
    def valid_for(self) -> timedelta:
        """How long a proof holds from its issue."""
        return self._issuer.validity

    def now(self) -> datetime:
        """The real time."""
        return self._clock()

    def legal_now(self) -> datetime:
        """Legal time: the real one, but in a rehearsal. By it goes who and what is in office."""
        return self._legal()

    def standing(self, officer: OfficerId, on_behalf_of: OfficerId | None = None, act: Act | None = None) -> Standing:
        """What the officer is today: in their own right, or in the name of another who delegated `act` (or any).

        Raises Refused `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`; NotAllowed `DELEGATION_ABSENT`.
        """
        if on_behalf_of is None:
            return self._register.officer_today(officer, self._legal())
        return self._register.deputy_today(officer, on_behalf_of, act, self._legal())

    def claims(self, standing: Standing) -> Claims:
        """What a proof would state now: for offering acts and judging submissions beforehand."""
        now = self._clock()
        return Claims(
            officer=standing.officer,
            agency=standing.agency,
            roles=standing.roles,
            authenticated=self.by,
            on_behalf_of=standing.on_behalf_of,
            issued_at=now,
            valid_until=now,
        )

    def prove(self, code: str, act: StrEnum, envelope: Envelope, standing: Standing | None = None) -> Envelope:
        """Return the envelope with its proof; `standing` is asked of the register unless it was just now.

        Raises Refused `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`.
        """
        known = standing or self.standing(envelope.actor)
        return self._issuer.prove(code, act, envelope, known, by=self.by, now=self._clock())

    def require(self, officer: OfficerId, *roles: Role) -> Standing:
        """Return the officer's standing if it holds one of the roles. Raises NotAllowed `OFFICER_MAY_NOT`."""
        standing = self.standing(officer)
        if not set(roles) & set(standing.roles):
            raise NotAllowed("OFFICER_MAY_NOT", act="look")
        return standing


def officer_of(said: str | None) -> OfficerId:
    """Return the officer in whose name a command acts. Raises InvalidInput `OFFICER_NOT_NAMED`."""
    if not said:
        raise InvalidInput("OFFICER_NOT_NAMED")
    return OfficerId(said)
