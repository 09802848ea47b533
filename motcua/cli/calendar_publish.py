"""A new calendar, foreseen, decided by two officers, told to open dossiers (motcua.cli.calendar_changes)."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from models.errors import NotAllowed
from models.identifiers import OfficerId
from models.procedure import Role
from models.proposal import Proposal
from motcua.app import App
from motcua.catalogue import proposing
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.loader import load
from motcua.catalogue.registered import registered
from motcua.cli.calendar_preview_text import preview_json, preview_lines
from motcua.cli.opened import with_app
from motcua.cli.progress import counting
from motcua.cli.proposals_text import proposal_line
from motcua.service.authority import officer_of
from motcua.service.previewing import Preview
from workflows.publishing import Published

__all__ = ["confirm", "preview", "publish"]

_LEFT = 5


def preview(file: Path, *, as_json: bool) -> None:
    """Print what a calendar would do to every open dossier."""

    async def foresee(opened: App) -> Preview:
        return await asyncio.to_thread(_foreseen, opened, _calendars(opened, file))

    found = with_app(foresee)
    typer.echo(json.dumps(preview_json(found), ensure_ascii=False) if as_json else "\n".join(preview_lines(found)))


def publish(file: Path, decision: str, officer: str | None, *, as_json: bool) -> None:
    """Propose a calendar, and print what it would do."""
    by = officer_of(officer)

    async def propose(opened: App) -> tuple[Proposal, Preview]:
        _require_keeper(opened, by)
        bundle = _calendars(opened, file)
        foreseen = await asyncio.to_thread(_foreseen, opened, bundle)
        store, proposals = opened.register.catalogue, opened.register.proposals
        made = proposing.propose(store, proposals, bundle, by=by, decision=decision, at=datetime.now(UTC))
        return made, foreseen

    made, found = with_app(propose)
    if as_json:
        typer.echo(json.dumps({"proposal": made.sha256, **preview_json(found)}, ensure_ascii=False))
    else:
        typer.echo("\n".join([proposal_line(made), *preview_lines(found, each=False), f"Mã đề xuất: {made.sha256}"]))


def confirm(sha256: str, officer: str | None, *, wait: bool, as_json: bool) -> None:
    """Confirm a calendar that another officer proposed, and bring it to every open dossier."""
    by = officer_of(officer)

    async def decide(opened: App) -> tuple[tuple[str, ...], list[Published]]:
        _require_keeper(opened, by)
        store, proposals = opened.register.catalogue, opened.register.proposals
        proposing.confirm(store, proposals, sha256, by=by, at=datetime.now(UTC))
        begun = await opened.publishing.begin()
        return begun, [await opened.publishing.result(name) for name in begun] if wait else []

    begun, done = with_app(decide)
    if as_json:
        told = {"publications": list(begun), "results": [one.model_dump(mode="json") for one in done]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo("\n".join(_confirmed_lines(begun, done)))
    if any(one.left_count for one in done):
        raise typer.Exit(_LEFT)


def _confirmed_lines(begun: tuple[str, ...], done: list[Published]) -> list[str]:
    if not begun:
        return ["Đã xác nhận. Không có hồ sơ đang mở nào tính theo lịch cũ."]
    lines = ["Đã xác nhận.", *(f"Đang đưa tới các hồ sơ: quy trình Temporal {name}." for name in begun if not done)]
    for one in done:
        lines.append(f"Đã đưa tới {one.told} hồ sơ; {one.left_count} hồ sơ chưa nhận, sẽ được đưa lại mỗi năm phút.")
        lines += [f"  {left.code}: {left.error}" for left in one.left]
    return lines


def _require_keeper(opened: App, officer: OfficerId) -> None:
    if Role.CATALOGUE not in opened.authority.standing(officer).roles:
        raise NotAllowed("OFFICER_MAY_NOT", act="catalogue")


def _calendars(opened: App, file: Path) -> CatalogueBundle:
    bundle = load(file, base=registered(opened.register.catalogue))
    return CatalogueBundle.of(bundle.calendars)


def _foreseen(opened: App, bundle: CatalogueBundle) -> Preview:
    with counting("Đọc các hồ sơ đang mở", None) as tell:
        return opened.previewing.of(bundle, tell)
