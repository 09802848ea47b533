"""What is a person's lies nowhere in plain: not in Temporal, not in the register's files, not in logs or the outbox.

Every path is run with people whose names, numbers, addresses and notes are unusual; then every byte is read that any
part of the system wrote, and every word that any command said without being asked for a person.
"""

from __future__ import annotations

import asyncio
import json
import shlex
import shutil
import socket
import sys
import tempfile
import unicodedata
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from models.acts import Act
from models.identifiers import DossierCode, OfficerId, ReasonCode
from models.tags import Tag
from motcua.embedded import Home, RunState, runtime_of
from motcua.service.acting import Saying
from tests.acceptance.leaks import DIGITS, SIGNALLED, VIETNAMESE, WORD, Leaks, planted
from tests.acceptance.station import ROOT, Station, environment, migrated, vn
from tests.fixtures.homes import remove_home
from tests.integration.test_notify_mail import Mailbox, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUEST = f"Mở hàng bún ốc {VIETNAMESE} cho bà {WORD}"
NOTE = f"Gọi lại bà {WORD} theo số {DIGITS}, ngõ {VIETNAMESE}"
WHY = f"theo đơn của bà {WORD}"
EVERYTHING = Leaks.of(WORD, DIGITS, VIETNAMESE)
STRANGERS = Leaks.of(SIGNALLED)
HEAD, DESK, AUDITOR, OPERATOR = "ld.h24-31", "mc.h24-31-1", "tt.h24", "vh.h24"


class Call(NamedTuple):
    """One call of a program."""

    words: str
    """As typed in a shell, the program first."""
    given: str = ""
    """On its standard input."""
    exits: int = 0
    asked: bool = False
    """Whether it was asked to show a person: then only its errors must be clean."""


class Round:
    """One round over every path; what was said on the way is kept."""

    def __init__(self, station: Station, mailbox: Mailbox, metrics: int, folder: Path) -> None:
        self.station = station
        self.mailbox = mailbox
        self.metrics = metrics
        self.folder = folder
        self.said: dict[str, str] = {}
        """What calls said that were asked for nobody."""

    async def run(self, *calls: Call) -> list[str]:
        """Run calls of our programs, remember what they say, and return their outputs."""
        given = json.dumps([{"words": shlex.split(call.words), "given": call.given} for call in calls])
        words = (sys.executable, "-m", "tests.acceptance.many_commands")
        done = await self._process(words, given)
        outputs = []
        for call, (exits, out, err) in zip(calls, json.loads(done), strict=True):
            assert exits == call.exits, f"{call.words}: {exits}\n{out}{err}"
            self.said[call.words] = err if call.asked else out + err
            outputs.append(out)
        return outputs

    async def stock(self, line: str) -> None:
        """Run Temporal's own program."""
        self.said[line] = await self._process(["temporal", *shlex.split(line)], "")

    async def _process(self, words: Sequence[str], given: str) -> str:
        runtime = runtime_of(self.station.settings, RunState.read(Home(self.station.home)))
        address = {"TEMPORAL_ADDRESS": runtime.temporal_address, "TEMPORAL_NAMESPACE": runtime.namespace}
        process = await asyncio.create_subprocess_exec(
            *words, cwd=ROOT, env=environment(self.station.home, **address, MOTCUA_EMBEDDED="1"),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = (said.decode() for said in await process.communicate(given.encode()))
        self.said[f"{words[:4]} errors {len(self.said)}"] = err
        return out if words[0] != "temporal" else out + err

    def migrated(self, number: int, *, email: bool, **said: Any) -> Any:
        person = planted(number)
        if not email:
            del person["email"]
        whole = {"applicant": person, "submitter": planted(number + 50), "request": REQUEST}
        return migrated(f"H24.31.1-260108-{number:04}", vn(2026, 1, 8, 8), vn(2026, 1, 13, 17), **whole | said)

    # ── paths ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def late_by_mail(self) -> DossierCode:
        """Late, apologised for by mail, sent back for rework with a note, signed and returned."""
        code = (await self.station.submit(self.migrated(1, email=True))).code
        sent = await self.station.told(code, Tag.DELIVERY_DONE)
        assert sent.detail["channel"] == "smtp"
        await self.station.to_sign(code)
        rework = Saying(Act.RETURN_FOR_REWORK, OfficerId(HEAD), reason_code=ReasonCode("SAI_THE_THUC"), note=NOTE)
        await self.station.app.acting.act(code, rework)
        await self.station.drive(code)
        await self.station.closed(code)
        return code

    async def rejected_by_mail(self) -> DossierCode:
        """The mail server refuses and repeats the address; an officer delivers by hand."""
        self.mailbox.answers["RCPT"] = "550 no such user"
        code = (await self.station.submit(self.migrated(2, email=True))).code
        await self.station.told(code, Tag.DELIVERY_FAILED)
        del self.mailbox.answers["RCPT"]
        confirm = f"motcua dossier confirm_delivery {code} --as {DESK} --set evidence=post_tracking"
        await self.run(Call(f"{confirm} --note {shlex.quote(NOTE)} --json"))
        return code

    async def late_by_spool(self) -> DossierCode:
        """Without an address: a ticket for an officer."""
        code = (await self.station.submit(self.migrated(3, email=False))).code
        await self.station.told(code, Tag.DELIVERY_DONE)
        assert self.station.tickets(code)
        return code

    async def by_the_starter(self) -> list[str]:
        """Files of every format: other Unicode forms and cases, and lines that are wrong in every way."""
        people = [planted(number) for number in (10, 11)]
        people[0]["name"] = unicodedata.normalize("NFD", people[0]["name"])
        people[1]["name"] = people[1]["name"].upper()
        plain = {
            "procedure": "1.001612", "channel": "online", "receiving_agency": "H24.31.1", "request": REQUEST,
            "components": [{"key": "giay_de_nghi", "form": "original"}],
        }  # fmt: skip
        good = [plain | {"submission_id": f"ro-ri-{n}", "applicant": who} for n, who in enumerate(people)]
        bad: list[Any] = [
            good[0] | {"submission_id": "ro-ri-sai-1", "applicant": people[0] | {"phone": WORD}},
            good[0] | {"submission_id": "ro-ri-sai-2", WORD: NOTE},
            good[0] | {"submission_id": "ro-ri-sai-3", "procedure": NOTE},
            good[0] | {"submission_id": "ro-ri-sai-4", "components": [{"key": WORD, "form": NOTE}]},
            good[0] | {"submission_id": f"{WORD} {DIGITS}"},
            good[0] | {"submission_id": "ro-ri-0", "request": NOTE},
            [NOTE],
            NOTE,
        ]
        lines = [*(json.dumps(one, ensure_ascii=False) for one in good), *map(json.dumps, bad), f'{{"x": "{NOTE}']
        jsonl, table = self.folder / "ho so.jsonl", self.folder / "ho so.csv"
        jsonl.write_text("\n".join(lines), encoding="utf-8")
        columns = "submission_id,procedure,channel,receiving_agency,applicant_name,applicant_phone,request,components"
        row = f"1.001612,online,H24.31.1,{people[0]['name']},{{phone}},{NOTE.replace(',', ' ')},giay_de_nghi:original:1"
        rows = [columns, "ro-ri-csv," + row.format(phone=DIGITS), "ro-ri-csv-sai," + row.format(phone=WORD), f'"{NOTE}']
        table.write_text("\n".join(rows), encoding="utf-8")
        files = ((jsonl, ""), (jsonl, "--json"), (table, "--json"))
        calls = [Call(f"starter {shlex.quote(str(file))} --as dvc.h24 {shape}", exits=1) for file, shape in files]
        said = "".join(await self.run(*calls))
        told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        codes = sorted({one["code"] for one in told if one.get("code")})
        assert len(codes) == 3, told
        return codes

    async def refused_online(self, code: str) -> None:
        """The desk refuses a submission of the portal, with a note."""
        refuse = f"motcua dossier refuse_dossier {code} --as {DESK} --reason THIEU_GIAY_TO --note {shlex.quote(NOTE)}"
        await self.run(Call(refuse))

    async def by_the_stock_program(self, code: str) -> None:
        """Whatever a stranger's signal holds, nothing of ours repeats it; an update that is refused leaves no trace."""
        stranger = shlex.quote(json.dumps({"note": SIGNALLED, "actor": SIGNALLED}))
        for name in ("approve", SIGNALLED.lower()):
            await self.stock(f"workflow signal -w {code} --name {name} --input {stranger}")
        await self.station.told(DossierCode(code), Tag.ACT_REFUSED, 2)
        wrong = shlex.quote(json.dumps({"note": NOTE, "actor": WORD}))
        await self.stock(f"workflow update execute -w {code} --name approve --input {wrong}")
        for line in ("list -o json", f"describe -w {code} -o json", f"describe -w {code}"):
            await self.stock(f"workflow {line}")

    async def looked_at(self, code: str) -> None:
        """Every command that shows, and every way in which one is used wrongly."""
        why, note, svg = shlex.quote(WHY), shlex.quote(NOTE), self.folder / "chuyen.svg"
        number = planted(1)["identity_number"]
        person, find = f"motcua dossier person {code} --reason {why}", f"motcua dossier find --reason {why} --json"
        masked, shown, notes, found, log, *_ = await self.run(
            Call(f"{person} --as {DESK}"),
            Call(f"{person} --as {DESK} --unmask", asked=True),
            Call(f"motcua dossier notes {code} --as {AUDITOR} --reason {why}", asked=True),
            Call(f"{find} --as {AUDITOR} --identity-number -", given=number),
            Call(f"motcua audit access --code {code} --as {AUDITOR} --reason {why}", asked=True),
            Call(f"motcua audit timeline {code} --svg {shlex.quote(str(svg))}"),
            Call(f"motcua dossier show {code} --json"),
            Call(f"motcua dossier show {code} --as {DESK}"),
            Call(f"motcua dossier why {code}"),
            Call(f"motcua inbox --as {DESK}"),
            Call("motcua reconcile --json"),
            Call(f"motcua envelope {code} approve --as {HEAD} --note {note}"),
            Call(f"{find} --as {AUDITOR} --identity-number -", given=NOTE, exits=1),
            Call(f"{find} --as {AUDITOR} --identity-number {number}", exits=1),
            Call(f"{person} --as {OPERATOR} --unmask --json", exits=4),
            Call(f"motcua dossier confirm_delivery {code} --as {DESK} --set evidence={note} --json", exits=1),
            Call(f"motcua dossier confirm_delivery {code} --as {DESK} --set {WORD}=1 --json", exits=1),
            Call(f"motcua dossier show {note} --json", exits=1),
            Call(f"motcua dossier take_over {code} --as {WORD} --json", exits=1),
            Call(f"motcua dossier take_over {code} --as {DESK} --reason {note} --json", exits=1),
        )
        assert "Quỳnh X. Z." in masked
        assert f"{DIGITS[:4]}******01" in masked
        assert EVERYTHING.within(shown)
        assert NOTE in notes
        assert code in found
        assert WHY in log
        self.said["svg"] = svg.read_text(encoding="utf-8")

    async def keys_rotated(self) -> None:
        """While the worker runs."""
        await self.run(Call(f"motcua keys rotate master --as {OPERATOR} --reason {shlex.quote(WHY)}"))

    async def erased(self, code: str) -> None:
        """By two persons; then nobody sees anything."""
        erase = f"motcua dossier erase {code} --reason {shlex.quote(WHY)}"
        gone = f"motcua dossier person {code} --as {DESK} --unmask --reason {shlex.quote(WHY)} --json"
        await self.run(Call(f"{erase} --as {HEAD}"), Call(f"{erase} --as {OPERATOR}"), Call(gone, exits=1))

    async def counted(self) -> None:
        """What the worker serves to whoever measures it."""
        address = f"http://127.0.0.1:{self.metrics}/metrics"
        self.said["metrics"] = await asyncio.to_thread(lambda: urlopen(address, timeout=10).read().decode())
        assert "temporal" in self.said["metrics"]


def a_place() -> Path:
    """A folder that PostgreSQL's account may pass."""
    parent = Path(tempfile.mkdtemp(prefix="motcua-test-privacy-"))
    parent.chmod(0o711)
    return parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest_asyncio.fixture(loop_scope="session")
async def a_round() -> AsyncIterator[Round]:
    """A station of its own, whose worker tells everything it can and sends letters by mail."""
    parent = a_place()
    station, mailbox, metrics = Station(parent / "home"), Mailbox(), free_port()
    await station.open()
    with serving(mailbox) as port:
        await station.work(
            MOTCUA_LOG_LEVEL="debug",
            MOTCUA_SMTP_URL=f"smtp://127.0.0.1:{port}",
            MOTCUA_SMTP_FROM="motcua@phuong.example.vn",
            MOTCUA_METRICS_ADDRESS=f"127.0.0.1:{metrics}",
        )
        try:
            yield Round(station, mailbox, metrics, parent)
        finally:
            station.worker.stop()
            await station.close()
            remove_home(station.home)
            shutil.rmtree(parent)


async def test_what_is_looked_for_would_be_found() -> None:
    """In plain, in any case and form, escaped, and within a payload as histories tell it."""
    said = json.dumps({"applicant": planted(1), "note": NOTE})
    for text in (NOTE, NOTE.upper(), NOTE.lower(), unicodedata.normalize("NFD", NOTE), planted(2)["email"], said):
        assert EVERYTHING.within(text)
        for before in ("", "a", "ab"):
            assert EVERYTHING.within(b64encode((before + text).encode()))
        for encoding in ("utf-16-le", "utf-16-be"):
            assert EVERYTHING.within(text.encode(encoding))
    assert not EVERYTHING.within("Quỳnh X. Z., 0399******01, xã Nam Sách")


async def test_nothing_of_a_person_lies_in_plain(a_round: Round) -> None:
    """Every path, then every byte; the master key is replaced in between, and the worker goes on."""
    station = a_round.station
    code = await a_round.late_by_mail()
    blocked = await a_round.rejected_by_mail()
    spooled = await a_round.late_by_spool()
    online = await a_round.by_the_starter()
    await a_round.refused_online(online[0])
    await a_round.by_the_stock_program(spooled)
    await a_round.looked_at(code)
    await a_round.keys_rotated()
    for late in (blocked, spooled):
        await station.drive(late)
    await a_round.erased(code)
    await a_round.counted()
    assert EVERYTHING.within(a_round.mailbox.messages[0].as_bytes()), "the letter itself bears a name"

    await require_clean_temporal(station, [code, blocked, spooled, *online])
    leaked = {line: found for line, said in a_round.said.items() if (found := EVERYTHING.within(said))}
    assert not leaked
    await asyncio.to_thread(require_clean_files, station)
    await asyncio.to_thread(require_clean_tables, station)
    await asyncio.to_thread(require_plants_found, station)


async def require_clean_temporal(station: Station, codes: list[Any]) -> None:
    """Histories, descriptions, memos and search attributes, as Temporal tells them."""
    for code in codes:
        handle = station.app.client.get_workflow_handle(code)
        assert not EVERYTHING.within((await handle.fetch_history()).to_json())
        assert not EVERYTHING.within((await handle.describe()).raw_description.SerializeToString())


def require_clean_files(station: Station) -> None:
    """Every file of the data folder and of the database. What a stranger signalled is in Temporal's own file alone."""
    with psycopg.connect(station.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    files = list(files_of(station))
    parts = {part_of(station, path) for path in files}
    assert {"temporal", "postgresql", "log", "spool", "documents", "keystore"} <= parts
    assert not EVERYTHING.in_files(files)
    assert {part_of(station, path) for path in STRANGERS.in_files(files)} == {"temporal"}


def require_plants_found(station: Station) -> None:
    """The same search finds what is laid into a table, its file, the write-ahead log and a log."""
    planted_now, word = f"Bà {SIGNALLED[::-1]}", Leaks.of(SIGNALLED[::-1])
    with psycopg.connect(station.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE planted AS SELECT %s::text AS name", [planted_now])
        connection.execute("CHECKPOINT")
    (station.home / "log" / "planted.log").write_text(json.dumps(planted_now), encoding="utf-8")
    found = word.in_files(files_of(station))
    assert {part_of(station, path) for path in found} == {"postgresql", "log"}
    assert {"base", "pg_wal"} <= {part for path in found for part in path.parts}


def files_of(station: Station) -> Iterator[Path]:
    """Every file of the data folder, and of the database where it had to lie elsewhere."""
    place = Home(station.home).place_file
    roots = [station.home, *([Path(json.loads(place.read_bytes())["data"])] if place.exists() else [])]
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file())


def part_of(station: Station, path: Path) -> str:
    return path.relative_to(station.home).parts[0] if path.is_relative_to(station.home) else "postgresql"


def require_clean_tables(station: Station) -> None:
    """What the database may have compressed in its files, said in rows, and what it keeps of statements."""
    with psycopg.connect(station.database_url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'pg_catalog')"
            " UNION ALL SELECT 'pg_catalog', 'pg_stat_activity'"
        ).fetchall()
        assert len(tables) > 20
        for schema, name in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, name))
            for (row,) in connection.execute(query):
                assert not EVERYTHING.within(row), name
                assert not STRANGERS.within(row), name
