"""The catalogue of these tests: the shipped one, with procedures that have every parameter the law leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from models.agency import Agency, AgencyLevel
from models.identifiers import AgencyCode, ProcedureCode
from models.procedure import Extensions, Limit, Procedure, Unit
from models.regime import OnSilence, OnSupplement
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.importer import import_bundle
from motcua.catalogue.shipped import shipped_catalogue
from motcua.register import PostgresRegister
from motcua.registry import INSTALLER

__all__ = ["DISTRICTS", "NOBODYS", "PROCEDURES", "install"]

RESTARTS: Final = ProcedureCode("9.900004")
"""A supplement begins the limit anew; it may be extended once."""
ORPHAN: Final = ProcedureCode("9.900005")
"""Its competent agency ends with March 2026 and leaves nobody its duties."""
PROCEEDS: Final = ProcedureCode("9.900006")
"""Who is asked for an opinion and keeps silent is not waited for; it may be extended twice."""
_GONE: Final = AgencyCode("H24.99")

NOBODYS: Final = (ORPHAN, "H24.31.1")
DISTRICTS: Final = ("1.009994", "H23.14")
"""Received by a district of June 2025, which ends on 1 July."""
PROCEDURES: Final[tuple[tuple[str, str], ...]] = (
    ("1.001612", "H24.31.1"), ("1.009994", "H24.31.1"), (RESTARTS, "H24.40.1"), (PROCEEDS, "H24.31.1"),
    ("1.012766", "H24.1"), NOBODYS, ("1.001193", "H24.31.1"), ("1.004222", "H24.31.3"), ("1.014199", "H24.1"),
    DISTRICTS, (RESTARTS, "H24.31.1"), (PROCEEDS, "H24.40.1"),
)  # fmt: skip
"""What is submitted where: days, calendar days, hours, the same day; one agency and several."""


def install(register: PostgresRegister) -> None:
    """Import it."""
    shipped = shipped_catalogue()
    made = [*_monthly(_restarting(shipped)), *_monthly(_proceeding(shipped)), *_orphan(shipped)]
    import_bundle(register.catalogue, CatalogueBundle.of([*shipped.items, *made]), INSTALLER, datetime.now(UTC))


def _model(shipped: CatalogueBundle, code: str) -> Procedure:
    """The newest version of a shipped procedure."""
    return max((one for one in shipped.procedures if one.code == code), key=lambda one: one.version)


def _orphan(shipped: CatalogueBundle) -> list[Agency | Procedure]:
    market = Agency(
        code=_GONE, name="Ban quản lý chợ (mẫu)", level=AgencyLevel.DEPARTMENT, parent=AgencyCode("H24"),
        valid_from=date(2025, 7, 1), valid_to=date(2026, 3, 31),
    )  # fmt: skip
    stated = _model(shipped, "1.001612").model_dump(mode="json")
    steps = [step | {"agency": "@competent"} for step in stated["steps"]]
    steps[-1]["agency"] = "@receiving"
    changes = {"code": ORPHAN, "competent": _GONE, "received_by": ["H24.31.1"], "steps": steps, "replaces": []}
    return [market, Procedure.model_validate(stated | changes)]


def _monthly(procedure: Procedure) -> list[Procedure]:
    """A new version with every month of 2026, so that dossiers are open over an amendment; the limit changes."""
    first = procedure.model_copy(update={"version": 1, "valid_to": date(2026, 1, 31)})
    later = [
        procedure.model_copy(
            update={
                "version": month, "valid_from": date(2026, month, 1),
                "valid_to": date(2026, month + 1, 1) - timedelta(1) if month < 12 else None,
                "limit": Limit(amount=3 + month % 2, unit=Unit.WORKING_DAYS),
            }
        )
        for month in range(2, 13)
    ]  # fmt: skip
    return [first, *later]


def _restarting(shipped: CatalogueBundle) -> Procedure:
    extensions = Extensions(times=1, at_most=Limit(amount=3, unit=Unit.WORKING_DAYS))
    changes = {"code": RESTARTS, "on_supplement": OnSupplement.RESTART, "extensions": extensions, "replaces": ()}
    return _model(shipped, "1.001612").model_copy(update=changes)


def _proceeding(shipped: CatalogueBundle) -> Procedure:
    extensions = Extensions(times=2, at_most=Limit(amount=2, unit=Unit.WORKING_DAYS))
    changes = {"code": PROCEEDS, "on_silence": OnSilence.PROCEED, "extensions": extensions, "replaces": ()}
    return _model(shipped, "1.001612").model_copy(update=changes)
