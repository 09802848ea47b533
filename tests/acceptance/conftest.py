"""What the tests of real processes share: one station for all of them."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.acceptance.station", "tests.acceptance.killing")

from tests.acceptance.killing import killed  # noqa: E402
from tests.acceptance.station import station  # noqa: E402

__all__ = ["killed", "station"]
