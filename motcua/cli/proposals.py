"""`motcua catalogue propose`, `confirm` and the like: the catalogue changes by two officers."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Protocol, cast

import typer

from models.errors import InvalidInput
from models.identifiers import OfficerId
from models.proposal import Proposal
from motcua.catalogue import proposing
from motcua.catalogue.differences import Difference, differences
from motcua.catalogue.loader import load
from motcua.catalogue.registered import registered
from motcua.catalogue.shipped import shipped_catalogue
from motcua.catalogue.store import CatalogueStore
from motcua.cli.proposals_text import difference_lines, proposal_line, version_lines
from motcua.service.authority import officer_of

__all__ = ["CatalogueDoor", "confirm", "door", "proposal", "proposals", "propose", "withdraw"]

By = Annotated[str | None, typer.Option("--as", envvar="MOTCUA_OFFICER", help="Cán bộ kiểm soát danh mục.")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]
Named = Annotated[str, typer.Argument(help="Mã của đề xuất, ít nhất 12 chữ số đầu.", metavar="MÃ")]


class CatalogueDoor(Protocol):
    """What `motcua.registry` opens for this noun: the register's catalogue, and who is acting."""

    @property
    def store(self) -> CatalogueStore:
        """The register's versions."""
        ...

    @property
    def proposals(self) -> proposing.ProposalStore:
        """What was proposed."""
        ...

    @property
    def officer(self) -> OfficerId:
        """Who acts: authenticated, and allowed to keep the catalogue."""
        ...


def door(officer: str | None) -> AbstractContextManager[CatalogueDoor]:
    """Open the register through the composition root, which is imported only when a command needs a server."""
    opened = import_module("motcua.registry").open_catalogue(None if officer is None else OfficerId(officer))
    return cast("AbstractContextManager[CatalogueDoor]", opened)


def propose(
    decision: Annotated[str, typer.Option("--decision", help="Quyết định hoặc văn bản làm căn cứ.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Tệp .yaml hoặc thư mục chứa các tệp đó.")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="Đề xuất những gì kèm theo bản phần mềm này.")] = False,
    officer: By = None,
    as_json: AsJson = False,
) -> None:
    """Đề xuất phiên bản mới cho danh mục; người thứ hai xác nhận thì mới có hiệu lực."""
    if shipped is bool(paths):
        raise InvalidInput("CATALOGUE_NOT_FOUND", path="–")
    with door(officer_of(officer)) as opened:
        bundle = shipped_catalogue() if shipped else load(*(paths or ()), base=registered(opened.store))
        made = proposing.propose(
            opened.store, opened.proposals, bundle, by=opened.officer, decision=decision, at=datetime.now(UTC)
        )
        found = _differences(made, opened.store)
    _show(made, found, as_json=as_json)


def proposals(
    every: Annotated[bool, typer.Option("--all", help="Cả những đề xuất đã được trả lời.")] = False,
    as_json: AsJson = False,
) -> None:
    """Liệt kê các đề xuất đang chờ người thứ hai."""
    with door(None) as opened:
        found = [one for one in opened.proposals.all() if every or one.answer is None]
    if as_json:
        typer.echo(json.dumps([_told(one) for one in found], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(proposal_line, found)) or "Không có đề xuất nào đang chờ.")


def proposal(sha256: Named, as_json: AsJson = False) -> None:
    """Cho xem một đề xuất: từng giá trị thay đổi so với phiên bản trước."""
    with door(None) as opened:
        found = proposing.proposal_of(opened.proposals, sha256, open_only=False)
        changed = _differences(found, opened.store)
    _show(found, changed, as_json=as_json)


def confirm(sha256: Named, officer: By = None, as_json: AsJson = False) -> None:
    """Xác nhận một đề xuất của người khác; các phiên bản có hiệu lực từ lúc này."""
    with door(officer_of(officer)) as opened:
        added = proposing.confirm(opened.store, opened.proposals, sha256, by=opened.officer, at=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([entry.model_dump(mode="json", exclude={"content_json"}) for entry in added]))
    else:
        typer.echo("\n".join(version_lines(added)))


def withdraw(sha256: Named, officer: By = None) -> None:
    """Rút lại đề xuất của mình, hoặc bác đề xuất của người khác."""
    with door(officer_of(officer)) as opened:
        gone = proposing.withdraw(opened.proposals, sha256, by=opened.officer, at=datetime.now(UTC))
    typer.echo(f"Đề xuất {gone.sha256[:16]} không còn chờ nữa.")


def _differences(made: Proposal, store: CatalogueStore) -> list[Difference]:
    kinds = dict.fromkeys(entry.kind for entry in made.entries)
    earlier = [entry for kind in kinds for entry in store.entries(kind) if entry.proposal != made.sha256]
    return differences(made.entries, earlier)


def _show(made: Proposal, found: list[Difference], *, as_json: bool) -> None:
    if not as_json:
        typer.echo("\n".join([proposal_line(made), *difference_lines(found), f"Mã đề xuất: {made.sha256}"]))
        return
    told = _told(made) | {"versions": [_version(one) for one in found]}
    typer.echo(json.dumps(told, ensure_ascii=False))


def _version(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.entry.kind.value,
        "key": one.entry.key,
        "version": one.entry.version,
        "after": one.before.version if one.before else None,
        "changes": [change._asdict() for change in one.changes],
    }


def _told(made: Proposal) -> dict[str, Any]:
    return made.model_dump(mode="json", exclude={"entries"}) | {"count": len(made.entries)}
