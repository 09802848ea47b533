"""The catalogue that comes with Motcua: the regimes, and two sample organisations with their procedures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.loader import load

__all__ = ["SHIPPED", "shipped_catalogue"]

SHIPPED: Final = Path(__file__).parent / "shipped"
"""The folder of its files."""


@cache
def shipped_catalogue() -> CatalogueBundle:
    """Return the shipped catalogue, read and checked once per process."""
    return load(SHIPPED)
