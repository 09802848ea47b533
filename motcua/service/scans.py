"""Looking at components: what was digitised in a dossier, or taken from its applicant's own store (rulebook §6)."""

from __future__ import annotations

from activities.reception import ReceptionFacts
from models.errors import Refused
from models.identifiers import DossierCode, OfficerId, StepKey
from models.looks import Look
from models.stores import Shelved, StoreKind
from models.tags import Tag
from models.value import Hash
from motcua.documents import SealedStore
from motcua.register import PostgresRegister
from motcua.service.gate import Gate
from motcua.stores import FileStores

__all__ = ["Scans"]


class Scans:
    """Shows digitised components to officers."""

    def __init__(self, register: PostgresRegister, documents: SealedStore, stores: FileStores, gate: Gate) -> None:
        self._register = register
        self._documents = documents
        self._stores = stores
        self._gate = gate

    def component(self, code: DossierCode, key: StepKey, officer: OfficerId, reason: str) -> bytes:
        """Unseal a component's file for an officer of an agency of the dossier, or an auditor; logged first.

        The newest that was digitised in this dossier, else the newest of the applicant's own store if it was taken from
        there. Raises Refused `COMPONENT_NOT_DIGITISED`, `PERSON_ERASED`; what `Gate.admit` raises.
        """
        self._gate.admit(Look.PAPER, officer, reason, code, what=f"{Look.PAPER.value}:component")
        own = self._digitised(code, key)
        if own is not None:
            return self._documents.get(code, own)
        taken = self._taken(code, key)
        if not taken:
            raise Refused("COMPONENT_NOT_DIGITISED", code=code, component=key)
        return self._documents.get(taken[0].code, taken[0].paper)

    def _digitised(self, code: DossierCode, key: StepKey) -> Hash | None:
        named = [
            str(event.detail["paper"])
            for event in self._register.queries.events(code)
            if event.tag is Tag.DIGITISED and event.detail["component"] == key
        ]
        return named[-1] if named else None

    def _taken(self, code: DossierCode, key: StepKey) -> list[Shelved]:
        """What the applicant's own store has of a component that was handed in from there."""
        taken = f"{key}:{StoreKind.PROVINCE}:"
        opening = self._register.codes.opening(code).body
        received = [effect for effect in self._register.queries.effects(code) if effect.kind == "reception"]
        owner = self._register.owner_of(code)
        if owner is None or not received or not any(told.startswith(taken) for told in opening.components):
            return []
        procedure = ReceptionFacts.model_validate(received[0].facts).procedure
        document = next((one.document for one in procedure.components if one.key == key), None)
        return self._stores.shelved(owner, document) if document else []
