"""Only Temporal's stock program, as `motcua env` gives it: operators see, ask and act by the dossier's code."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from models.identifiers import DossierCode
from models.tags import Tag
from tests.acceptance.station import ROOT, Station, migrated, until, vn
from tests.fixtures.debian import run_debian

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEAD = "ld.h24-31"
MALFORMED: tuple[tuple[str, ...], ...] = (
    ("--name", "approve"),
    ("--name", "approve", "--input", "1", "--input", "2"),
    ("--name", "approve", "--input", '{"who": "me"}'),
    ("--name", "approve", "--input", "{", "--input-meta", "encoding=martian/plain"),
    ("--name", "aprove", "--input", "{}"),
)
"""None, two, the wrong shape, the wrong encoding, an unknown name."""


async def run(station: Station, *words: str, given: dict[str, str] | None = None) -> str:
    """Run a program in the shell that evaluated `motcua env`, and return what it says."""
    surroundings = given if given is not None else await surroundings_of(station)
    done = await asyncio.to_thread(
        subprocess.run, words, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def surroundings_of(station: Station) -> dict[str, str]:
    done = await asyncio.to_thread(station.shell, 'eval "$(motcua env)" && env -0')
    return dict(pair.split("=", 1) for pair in done.stdout.split("\0") if pair)


async def late(station: Station, number: int) -> DossierCode:
    """A dossier that an older system let pass, with its letter out."""
    code = DossierCode(f"H24.31.1-260106-{number:04}")
    await station.submit(migrated(code, vn(2026, 1, 6, 8), vn(2026, 1, 9, 17)))
    await station.told(code, Tag.DELIVERY_DONE)
    return code


async def test_the_stock_program_lists_signals_asks_and_shows(station: Station) -> None:
    """Whatever it sends, the dossier lives: what is wrong becomes an event, what is right an approval, once."""
    code = await late(station, 1)
    await station.to_sign(code)
    shell = await surroundings_of(station)

    async def is_listed() -> bool:
        told = await run(
            station, "temporal", "workflow", "list", "--query", "Overdue = true", "-o", "json", given=shell
        )
        return code in {each["execution"]["workflowId"] for each in json.loads(told)}

    await until(is_listed)

    for words in MALFORMED:
        await run(station, "temporal", "workflow", "signal", "-w", code, *words, given=shell)
    await station.told(code, Tag.ACT_REFUSED, len(MALFORMED))
    refused = [event.detail for event in station.journal(code) if event.tag is Tag.ACT_REFUSED]
    assert [(each["act"], each["error"]) for each in refused] == [
        *[("approve", "ACT_MALFORMED")] * 4,
        ("unknown", "ACT_UNKNOWN"),
    ]

    stranger = await run(station, "motcua", "envelope", code, "approve", "--as", "cv.h24-31", given=shell)
    proven = await run(station, "motcua", "envelope", code, "approve", "--as", HEAD, given=shell)
    for envelope in (stranger, proven, proven):
        words = ("--name", "approve", "--input", envelope.strip())
        await run(station, "temporal", "workflow", "signal", "-w", code, *words, given=shell)
    await station.told(code, Tag.RELEASED)
    last = await station.told(code, Tag.ACT_REFUSED, len(MALFORMED) + 1)
    assert (last.detail["error"], last.detail["claimed_actor"]) == ("OFFICER_MAY_NOT", "cv.h24-31")
    assert station.tags(code).count(Tag.APPROVED) == 1

    asked = ("temporal", "workflow", "query", "-w", code, "--type", "view", "-o", "json")
    [view] = json.loads(await run(station, *asked, given=shell))["queryResult"]
    assert (view["dossier"]["code"], view["dossier"]["status"]) == (code, 9)
    history = json.loads(await run(station, "temporal", "workflow", "show", "-w", code, "-o", "json", given=shell))
    signals = [each.get("workflowExecutionSignaledEventAttributes") for each in history["events"]]
    assert [each["signalName"] for each in signals if each] == ["approve"] * 4 + ["aprove"] + ["approve"] * 3
    assert "Phê duyệt kết quả" in await run(station, "motcua", "audit", "timeline", code, given=shell)


@pytest.mark.debian
@pytest.mark.soak
async def test_the_letter_of_a_migrated_overdue_dossier_is_written_out_signed(station: Station, tmp_path: Path) -> None:
    """`motcua dossier paper` gives it to who may have it; the whole document is signed; it says sorry in Vietnamese."""
    code = await late(station, 2)
    path = tmp_path / "xin lỗi.pdf"
    taking = ("motcua", "dossier", "paper", code, "apology", "-o", str(path), "--reason", "trả lời công dân")
    shell = await surroundings_of(station)
    foreign = await asyncio.to_thread(
        subprocess.run, [*taking, "--as", "gs.h24-40"], env=shell, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (foreign.returncode, path.exists()) == (4, False), foreign.stderr
    await run(station, *taking, "--as", "mc.h24-31-1", given=shell)
    assert "Total document signed" in run_debian("pdfsig", "-nocert", path).decode()
    text = " ".join(run_debian("pdftotext", path, "-").decode().split())
    for said in ("XIN LỖI", "Nguyễn Thị Hường", code, "17 giờ 00, ngày 09 tháng 01 năm 2026"):
        assert said in text, text
    [view] = [view for view in station.app.register.access.views(code) if view.what == "paper:apology"]
    assert (view.officer, view.reason) == ("mc.h24-31-1", "trả lời công dân")
