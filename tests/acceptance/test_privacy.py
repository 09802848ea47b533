"""What is a person's lies nowhere in plain: not in Temporal, not in the register's files, not in logs or the outbox."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from models.acts import Act
from models.events import Tag
from models.identifiers import DossierCode, OfficerId, ReasonCode
from motcua.embedded import Home
from motcua.service.acting import Saying
from tests.acceptance.station import Station, migrated, vn

PLANTED = {
    "name": "Quỳnh Xuýt Zwqvk",
    "identity_number": "039917746203",
    "phone": "0977 413 559",
    "email": "zwqvk.quynh@thu.example.vn",
    "address": "Ngõ 7731 phố Khoắng Vệt, xã Nam Sách",
}
REQUEST = "Mở hàng bún ốc Khuỵu Ngoặt"
NOTE = "Gọi lại bà Zwqvk về hộ khẩu của cháu Khoẳm"
MOST = 64 * 1024 * 1024
"""Bytes of one file that are read at a time."""


def forms(text: str) -> Iterator[bytes]:
    """A text as it may lie in a file: UTF-8 composed or not, UTF-16, escaped in JSON, in base64 at any offset."""
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, text).encode()
        yield plain
        for offset in range(3):  # the letters that stand in base64 whatever comes before and after
            yield b64encode(b"\0" * offset + plain)[4 if offset else 0 : -4]
    yield text.encode("utf-16-le")
    yield json.dumps(text)[1:-1].encode()


NEEDLES = {needle for text in (*PLANTED.values(), REQUEST, NOTE) for needle in forms(text)}


def found_in(content: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in content]


def files_of(station: Station) -> Iterator[Path]:
    """Every file of the data folder, and of the database where it had to lie elsewhere."""
    place = Home(station.home).place_file
    roots = [station.home, *([Path(json.loads(place.read_bytes())["data"])] if place.exists() else [])]
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file())


def test_what_is_looked_for_would_be_found() -> None:
    """In plain, escaped, and within a payload as histories tell it."""
    said = json.dumps({"applicant": PLANTED, "note": NOTE})
    for content in (NOTE.encode(), said.encode(), b64encode(said.encode()), b64encode(b"ab" + REQUEST.encode() + b"c")):
        assert found_in(content)


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_of_a_person_lies_in_plain(station: Station) -> None:
    """A late dossier with a note of an officer, from receipt to result, with its letter; then every byte is read."""
    code = DossierCode("H24.31.1-260108-0001")
    await station.submit(migrated(code, vn(2026, 1, 8, 8), vn(2026, 1, 13, 17), applicant=PLANTED, request=REQUEST))
    await station.told(code, Tag.DELIVERY_DONE)
    await station.to_sign(code)
    rework = Saying(Act.RETURN_FOR_REWORK, OfficerId("ld.h24-31"), reason_code=ReasonCode("SAI_THE_THUC"), note=NOTE)
    await station.app.acting.act(code, rework)
    await station.drive(code)
    await station.closed(code)
    assert station.app.register.people.applicant(code).name == PLANTED["name"]

    handle = station.app.client.get_workflow_handle(code)
    history = (await handle.fetch_history()).to_json().encode()
    assert NOTE not in history.decode()
    assert not found_in(history)
    described = (await handle.describe()).raw_description.SerializeToString()
    assert not found_in(described)

    looked_at = await asyncio.to_thread(check_files, station)
    assert {"temporal", "postgresql", "log", "spool", "documents"} <= looked_at
    await asyncio.to_thread(check_tables, station)


def check_files(station: Station) -> set[str]:
    """Read every file; return the parts of the data folder that had any."""
    with psycopg.connect(station.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    parts = set()
    for path in files_of(station):
        inside = path.is_relative_to(station.home)
        parts.add(path.relative_to(station.home).parts[0] if inside else "postgresql")
        with path.open("rb") as file:
            while content := file.read(MOST):
                assert not found_in(content), path
    return parts


def check_tables(station: Station) -> None:
    """What the database may have compressed in its files, said in rows."""
    with psycopg.connect(station.database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables
        for (name,) in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))
            for (row,) in connection.execute(query):
                assert not found_in(row.encode()), name
