"""Profiles of the property tests: small ones in every run; `make soak` (`-m soak`) runs each of them deep."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

pytest.register_assert_rewrite("tests.fixtures")

# Deadlines are off because a busy machine is no failure; small runs repeat the same examples on every machine.
settings.register_profile("small", max_examples=40, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "soak", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


def _is_soak(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "soak")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile."""
    settings.load_profile("soak" if _is_soak(config) else "small")


_LONG_FIRST = ("chaos", "acceptance", "rehearsal", "stateful", "integration", "workflow", "replay", "architecture")
"""Folders whose tests wait for processes come first, and what only computes fills the time beside and after them."""


def _place(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return _LONG_FIRST.index(folder) if folder in _LONG_FIRST else len(_LONG_FIRST)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put long tests first; count every property test among the soak tests: it is its own deep form."""
    items.sort(key=_place)
    if _is_soak(config):
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.soak)
                item.add_marker(pytest.mark.timeout(0))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int | pytest.ExitCode | None, int | None]:
    """End at once with the status of the run, in the parallel workers too, when Temporal's native part was loaded.

    Its threads can crash an interpreter that comes apart around them (sdk-python#300), and a run that passed would
    end with 139. By now reports are written and every fixture has ended its servers.
    """
    status = yield
    if "temporalio.bridge.temporal_sdk_bridge" in sys.modules:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(status or 0))
    return status
