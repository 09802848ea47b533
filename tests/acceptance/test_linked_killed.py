"""Linked procedures on real processes: a worker killed while it feeds; then everything by the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from models.identifiers import DossierCode, OfficerId, StepKey
from models.submission import Submission
from models.tags import Tag
from tests.acceptance.station import ROOT, Station, until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak, pytest.mark.timeout(600)]
POINTS = ("feeding:before", "feeding:after")
"""The parts are started and the register does not have the effect; it has, and Temporal was not told."""


def birth(number: int) -> Submission:
    form = {"key": "to_khai", "form": "original"}
    return Submission.model_validate({
        "submission_id": f"lien-thong-{number}", "procedure": "1.001193", "channel": "direct",
        "receiving_agency": "H24.31.1", "applicant": {"name": "Nguyễn Thị Hường"},
        "components": [form, {"key": "giay_chung_sinh", "form": "original"}],
        "linked": {"group": "KS-TT-BHYT", "parts": [
            {"key": "thuong_tru", "receiving_agency": "H24.31.3", "components": [form]},
            {"key": "bao_hiem", "receiving_agency": "H24.10.1", "components": [form]},
        ]},
    })  # fmt: skip


async def test_a_worker_killed_while_it_feeds_feeds_once(station: Station, tmp_path: Path) -> None:
    """One dossier for the part, one event of it on both sides, at whichever point the worker dies."""
    desk = OfficerId("mc.h24-31-1")
    begun = [await station.submit(birth(number), desk) for number in range(len(POINTS))]
    codes = [one.code for one in begun]
    for code in codes:
        await station.to_sign(code)
    station.worker.stop()
    plan = json.dumps(dict(zip(codes, POINTS, strict=True)))
    await station.work("-m", "tests.acceptance.halting_worker", plan, str(tmp_path), PYTHONPATH=str(ROOT))
    for code in codes:
        await station.drive(code, lambda standing: standing.step != "ky")
        await until((tmp_path / code).exists)
    station.worker.kill()
    await station.work()
    for code in codes:
        told = await station.told(code, Tag.FEEDING_DONE)
        assert [event.tag for event in station.journal(code)].count(Tag.FEEDING_DECIDED) == 1
        residence = await started(station, code, StepKey("thuong_tru"))
        assert told.detail["started"] == {"thuong_tru": residence}
        assert [event.tag for event in station.journal(residence)].count(Tag.SUBMITTED) == 1
        await station.drive(residence)
        await station.drive(code)
        insurance = await started(station, code, StepKey("bao_hiem"))
        await station.drive(insurance)
        await station.closed(code, residence, insurance)
    again = await station.submit(birth(0), desk)
    assert (again.code, again.tracking_key) == (codes[0], begun[0].tracking_key)
    await commands_tell_the_group(station, codes[0], str(begun[0].tracking_key), tmp_path / "group.svg")


async def started(station: Station, code: DossierCode, key: StepKey) -> DossierCode:
    """The code of a part, once it is started and received."""
    found: list[DossierCode] = []

    def look() -> bool:
        group = station.app.register.linked.group_of(code)
        assert group is not None
        found[:] = [part for part in [group.part(key).code] if part]
        return bool(found) and station.app.register.queries.dossier(found[0]) is not None

    await until(look)
    return found[0]


async def commands_tell_the_group(station: Station, code: DossierCode, key: str, picture: Path) -> None:
    shown = await asyncio.to_thread(station.shell, f"motcua group show {key}")
    assert shown.returncode == 0, shown.stderr
    assert code in shown.stdout
    one = await asyncio.to_thread(station.shell, f"motcua dossier show {code} --json")
    assert json.loads(one.stdout)["tracking_key"] == key
    told = await asyncio.to_thread(station.shell, f"motcua audit timeline {key} --svg {picture}")
    assert told.returncode == 0, told.stdout
    assert "giay_khai_sinh là kết quả của" in told.stdout
    drawn = await asyncio.to_thread(picture.read_text, encoding="utf-8")
    assert drawn.count("<svg") == 4
    unknown = await asyncio.to_thread(station.shell, "motcua group show LT-H24.31.1-200101-0001")
    assert unknown.returncode == 1
    assert "GROUP_UNKNOWN" in unknown.stderr
