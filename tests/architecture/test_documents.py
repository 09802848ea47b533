"""What the documents say is so: reference pages, commands, links, settings."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import typer

from motcua.reference import pages
from tests.architecture.commands import command_tree, fault, make_targets, quoted_commands
from tests.architecture.sources import ROOT, documents

PAGES = documents()
TEXT = {".md", ".py", ".toml", ".yml", ".yaml", ".json", ".jsonl", ".csv", ".typ", ".lock", ".cfg", ".ini"}
SKIPPED = {".git", ".venv", ".motcua"}


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_reference_page_is_what_the_code_makes(name: str) -> None:
    """`make docs` would change nothing."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], f"docs/{name} is stale: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_quoted_make_target_exists(page: Path) -> None:
    """`make x` in a page means a target x."""
    quoted = {words[0] for words in quoted_commands(page.read_text(encoding="utf-8"), "make") if words}
    assert {target for target in quoted if re.fullmatch(r"[a-z-]+", target)} <= make_targets()


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_quoted_motcua_command_exists(page: Path) -> None:
    """`motcua noun verb --option` in a page means a command with that option."""
    root = command_tree()
    calls = quoted_commands(page.read_text(encoding="utf-8"), "motcua")
    assert not {" ".join(words): wrong for words in calls if (wrong := fault(words, root))}


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links name files, and fragments name headings, that exist."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        if fragment:
            assert fragment in _anchors(path.read_text(encoding="utf-8")), target


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_decision_is_in_the_index() -> None:
    """docs/decisions/README.md lists every record, numbered without a gap."""
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in records] == [f"{number:04d}" for number in range(1, len(records) + 1)]
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in records if f"({name})" not in index] == []


def test_every_decision_names_its_check() -> None:
    """A record says context, decision, consequences, and what enforces it."""
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Check"], path.name
        check = text.rsplit("## Check", 1)[1]
        for name in re.findall(r"`((?:tests|models|workflows|activities|motcua|docs)/[\w/.-]+)`", check):
            assert (ROOT / name).exists(), f"{path.name} names {name}"


def test_every_text_is_nfc() -> None:
    """Vietnamese is written in one Unicode form, so that search and hashes agree."""
    other = [
        _id(path)
        for path in sorted(ROOT.rglob("*"))
        if not SKIPPED & set(path.relative_to(ROOT).parts)
        and path.suffix in TEXT
        and path.is_file()
        and not unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    ]
    assert not other


def test_a_wrong_command_is_found() -> None:
    """The checker finds a missing command and a missing option, and knows pipes, substitutions and comments."""
    program = typer.Typer()
    dossier = typer.Typer()
    program.add_typer(dossier, name="dossier")

    @dossier.command()
    def show(code: str, as_json: bool = typer.Option(False, "--json")) -> None: ...

    @dossier.command()
    def why(code: str) -> None: ...

    root = typer.main.get_command(program)
    page = "Use `motcua dossier show CODE --json | jq .` or\n\n```sh\nHOME=x motcua dossier shew C # no\n```\n"
    page += '\n`eval "$(motcua dossier why C --loud)"`\n'
    calls = list(quoted_commands(page, "motcua"))
    assert [fault(words, root) for words in calls] == ["no command shew", None, "no option --loud"]
