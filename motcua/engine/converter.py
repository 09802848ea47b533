"""The one data converter: pydantic's, made once for a process.

The SDK makes a payload converter anew for every activation, every activity and every workflow. Pydantic's then begins
with an empty cache of types each time, which costs more than the reading itself. It keeps no state but that cache.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter

__all__ = ["DATA_CONVERTER"]


@cache
def _shared() -> PydanticPayloadConverter:
    return PydanticPayloadConverter()


class SharedConverter(PydanticPayloadConverter):
    """What is asked for by its class, as the SDK does, is always the same converter. Threads may share it."""

    def __new__(cls) -> PydanticPayloadConverter:  # type: ignore[misc]
        """Return the one converter of this process."""
        return _shared()


DATA_CONVERTER: Final = DataConverter(payload_converter_class=SharedConverter)
"""What all our clients and workers speak: JSON by pydantic, as the stock tools read and write it."""
