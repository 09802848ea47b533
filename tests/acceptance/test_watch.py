"""What an operator watches: the promise's gauges beside the SDK's, health and readiness, told by a real worker."""

from __future__ import annotations

import asyncio
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from models.errors import InvalidInput
from models.pulse import Pulse
from models.tags import Tag
from motcua.watch import GAUGES, Readiness, serve_health
from tests.acceptance.station import ROOT, Station, Worker, migrated, until, vn


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _get(address: str, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return 0, ""


def _gauge(metrics: str, name: str) -> float | None:
    lines = [line for line in metrics.splitlines() if line.startswith(f"motcua_{name}{{")]
    return float(lines[0].rsplit(" ", 1)[1]) if lines else None


async def _asked(address: str, path: str, wanted: Callable[[int, str], bool]) -> str:
    seen = (0, "")

    async def look() -> bool:
        nonlocal seen
        seen = await asyncio.to_thread(_get, address, path)
        return wanted(*seen)

    await until(look)
    return seen[1]


def test_every_gauge_is_a_field_of_the_pulse() -> None:
    """Nothing is measured that is not shown, and nothing shown that is not measured."""
    assert set(GAUGES) == set(Pulse.model_fields) - {"at"}


def test_the_endpoint_says_what_is_missing_by_its_code() -> None:
    """503 and the code of what is wrong; a loop that does not answer is told before anything else is asked."""
    alive, wrong = [True], {"register": "DATABASE_UNREACHABLE", "temporal": None}
    with serve_health("127.0.0.1:0", lambda: alive[0], lambda: Readiness(wrong)) as endpoint:
        address = f"{endpoint.host}:{endpoint.port}"
        status, body = _get(address, "/readyz")
        assert (status, json.loads(body)["needs"]) == (503, {"register": "DATABASE_UNREACHABLE", "temporal": "ok"})
        assert _get(address, "/healthz")[0] == 200
        alive[0] = False
        assert _get(address, "/healthz")[0] == 503
        assert json.loads(_get(address, "/readyz")[1])["needs"] == {"worker": "STALLED"}
        with (
            pytest.raises(InvalidInput, match="HEALTH_ADDRESS_TAKEN"),
            serve_health(address, bool, lambda: Readiness({})),
        ):
            pass


async def test_a_worker_tells_the_promise_and_whether_it_can_do_its_work(station: Station) -> None:
    """A late dossier is counted, and has its apology at once."""
    metrics, health = _free_address(), _free_address()
    worker = Worker(
        station.home, "worker.py",
        MOTCUA_METRICS_ADDRESS=metrics, MOTCUA_HEALTH_ADDRESS=health, MOTCUA_PULSE_SECONDS="1",
    )  # fmt: skip
    try:
        await worker.ready()
        await _asked(health, "/readyz", lambda status, _: status == 200)
        code = (await station.submit(migrated("H24.31.1-260601-7101", vn(2026, 6, 1, 8), vn(2026, 6, 3, 17)))).code
        await station.told(code, Tag.DELIVERY_DONE)
        text = await _asked(metrics, "/metrics", lambda _, text: (_gauge(text, "overdue") or 0) >= 1)
        pulse = await asyncio.to_thread(station.app.register.pulse, datetime.now(UTC))
        assert pulse.overdue_without_apology == 0
        assert pulse.apologies_owed >= 1
        assert pulse.open_dossiers >= pulse.overdue >= 1
        assert "temporal_worker_task_slots_available" in text
        assert {name for name in GAUGES if _gauge(text, name) is None} == set()
        assert json.loads(_get(health, "/readyz")[1]) == {"ok": True, "needs": {"register": "ok", "temporal": "ok"}}
        assert (_get(health, "/healthz")[0], _get(health, "/else")[0]) == (200, 404)
    finally:
        worker.stop()


def test_the_operators_page_explains_every_measure() -> None:
    """Whoever is woken by a number finds what it means and what to do."""
    page = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    assert {name for name in GAUGES if f"| `{name}` |" not in page} == set()
