"""What the tests of real processes share: one station for all of them."""

from __future__ import annotations

import os

import pytest

pytest.register_assert_rewrite("tests.acceptance.station", "tests.acceptance.killing")

from tests.acceptance.killing import killed  # noqa: E402
from tests.acceptance.station import station  # noqa: E402
from tests.fixtures.templates import template_home  # noqa: E402

__all__ = ["killed", "station", "template_home"]


@pytest.fixture(scope="session", autouse=True)
def begin_the_long_round_first(request: pytest.FixtureRequest) -> None:
    """Temporal waits 30 s for what a killed worker left: the other tests of the session pass meanwhile.

    Parallel test processes do not know which of them will ask for the round, so there it begins when it is asked for.
    """
    asked = any("killed" in getattr(item, "fixturenames", ()) for item in request.session.items)
    if asked and "PYTEST_XDIST_WORKER" not in os.environ:
        request.getfixturevalue("killed")
