"""The register's anchors, and the heads that they are taken over (activities.anchor.Heads)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from models.anchor import Anchor, AnchorBody, Head
from models.attest import Attestation
from models.errors import Broken
from models.identifiers import DossierCode
from models.tables import METADATA
from models.value import Hash
from motcua.register.database import Database, Raw

__all__ = ["Anchors"]

T = TypeVar("T")

_ANCHOR = METADATA.tables["anchor"]
_HEADS: Final = """
    SELECT dossier.code, branch.number, last.seq, last.hash
    FROM dossier CROSS JOIN LATERAL generate_series(0, dossier.branch) AS branch(number)
    CROSS JOIN LATERAL (
        SELECT event.seq, event.hash FROM event
        WHERE event.code = dossier.code AND event.branch = branch.number ORDER BY event.seq DESC LIMIT 1
    ) AS last
    ORDER BY dossier.code COLLATE "C", branch.number
"""
_STANDING: Final = """
    SELECT event.code, event.branch, event.seq, event.hash
    FROM unnest(%(codes)s::text[], %(branches)s::int[], %(seqs)s::bigint[]) AS wanted(code, branch, seq)
    JOIN event USING (code, branch, seq)
"""
_AT_ONCE: Final = 2_000


class Anchors:
    """Anchors, oldest first, without a gap."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_heads(self, take: Callable[[Iterator[Head]], T]) -> T:
        """See activities.anchor.Heads."""

        def read(raw: Raw) -> T:
            raw.execute("SET LOCAL statement_timeout = 0")
            with raw.cursor(name="heads") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(_HEADS)
                return take(_head(row) for row in cursor)

        return self._database.run_raw(read)

    def last(self) -> Anchor | None:
        """See activities.anchor.Heads."""
        found = self._anchors(select(_ANCHOR).order_by(_ANCHOR.c.number.desc()).limit(1))
        return found[0] if found else None

    def keep(self, anchor: Anchor) -> None:
        """See activities.anchor.Heads."""
        row = dict(anchor.body) | {"hash": anchor.hash, "attestation": anchor.attestation.model_dump(mode="json")}
        number = anchor.body.number
        standing = select(_ANCHOR.c.hash).where(_ANCHOR.c.number == number)
        self._database.run(
            lambda connection: connection.execute(insert(_ANCHOR).values(row).on_conflict_do_nothing()).rowcount
        )
        if self._database.run(lambda connection: connection.execute(standing).scalar_one()) != anchor.hash:
            raise Broken("ANCHOR_BROKEN", number=number, what="number")

    def all(self) -> list[Anchor]:
        """Return every anchor."""
        return self._anchors(select(_ANCHOR).order_by(_ANCHOR.c.number))

    def standing(self, heads: Sequence[Head]) -> dict[tuple[DossierCode, int, int], Hash]:
        """Return the hashes that the journals have today where these heads stood; what is gone is left out."""
        found: dict[tuple[DossierCode, int, int], Hash] = {}
        for start in range(0, len(heads), _AT_ONCE):
            some = heads[start : start + _AT_ONCE]
            said = {
                "codes": [head.code for head in some],
                "branches": [head.branch for head in some],
                "seqs": [head.seq for head in some],
            }
            rows = self._database.run_raw(lambda raw, said=said: raw.execute(_STANDING, said).fetchall())  # type: ignore[misc]
            found |= {(code, branch, seq): digest for code, branch, seq, digest in rows}
        return found

    def _anchors(self, query: Any) -> list[Anchor]:
        rows = self._database.run(lambda connection: list(connection.execute(query).mappings()))
        return [_anchor(row) for row in rows]


def _head(row: tuple[Any, ...]) -> Head:
    code, branch, seq, digest = row
    return Head(code=code, branch=branch, seq=seq, hash=digest)


def _anchor(row: RowMapping) -> Anchor:
    said = dict(row)
    del said["hash"]  # it follows from the rest
    attestation = Attestation.model_validate(said.pop("attestation"))
    return Anchor(body=AnchorBody.model_validate(said), attestation=attestation)
