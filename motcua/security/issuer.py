"""The issuer of proofs: signs what the register says of an officer today together with the act (design §2.9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from models.acts import Envelope, digest_of
from models.errors import NotAllowed
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.proof import Authentication, Claims, KeyText, issue
from motcua.security.keystore import Keystore

__all__ = ["Issuer", "Standing"]


class Standing(NamedTuple):
    """What the register says an officer is on a day."""

    officer: OfficerId
    agency: AgencyCode
    roles: tuple[Role, ...]
    on_behalf_of: OfficerId | None = None
    """The officer who delegated, if this one acts for another."""


class Issuer:
    """Issues proofs under the keystore's issuing key, valid for so many hours from their issue."""

    def __init__(self, keystore: Keystore, hours: int = 72) -> None:
        self._issuer = keystore.issuer
        self.validity = timedelta(hours=hours)
        self.root_key: KeyText = keystore.root_key

    def prove(
        self, code: str, act: StrEnum, envelope: Envelope, standing: Standing, *, by: Authentication, now: datetime
    ) -> Envelope:
        """Return the envelope with its proof. `now` is the real time, never the shifted one.

        Whoever calls has authenticated the officer, and says how. Raises NotAllowed (`PROOF_FOREIGN`) when the
        envelope names another actor.
        """
        if envelope.actor != standing.officer:
            raise NotAllowed("PROOF_FOREIGN", act=act.value, what="actor")
        claims = Claims(
            officer=standing.officer, agency=standing.agency, roles=standing.roles, authenticated=by,
            on_behalf_of=standing.on_behalf_of, issued_at=now, valid_until=now + self.validity,
        )  # fmt: skip
        digest = digest_of(code, act, envelope)
        proof = issue(self._issuer.key, self._issuer.certificate, claims, code, act.value, digest)
        return envelope.model_copy(update={"proof": proof})
