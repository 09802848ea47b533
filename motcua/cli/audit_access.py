"""`motcua audit access`: who looked at personal data, when and why; reading it is itself a look."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from models.calendar import VIETNAM
from models.errors import InvalidInput
from models.identifiers import DossierCode, OfficerId
from models.value import stamp
from motcua.app import App
from motcua.cli.opened import As, AsJson, with_app
from motcua.cli.person import Why
from motcua.cli.person_text import view_lines
from motcua.register.access import View, Wanted
from motcua.service.authority import officer_of

__all__ = ["access"]


def access(
    reason: Why,
    code: Annotated[str | None, typer.Option("--code", help="Chỉ các lượt xem hồ sơ này.")] = None,
    viewer: Annotated[str | None, typer.Option("--officer", help="Chỉ các lượt xem của cán bộ này.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Từ ngày hoặc thời điểm này, giờ Việt Nam.")] = None,
    before: Annotated[str | None, typer.Option("--before", help="Trước ngày hoặc thời điểm này.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Nhiều nhất bao nhiêu lượt, mới nhất.")] = (
        500
    ),
    officer: As = None,
    as_json: AsJson = False,
) -> None:
    """Nhật ký truy cập dữ liệu cá nhân: ai, khi nào, xem gì, vì sao. Lượt đọc này cũng được ghi."""
    wanted = Wanted(
        code=DossierCode(code) if code else None,
        officer=OfficerId(viewer) if viewer else None,
        since=_instant(since, "--since"),
        before=_instant(before, "--before"),
        limit=limit,
    )

    async def look(opened: App) -> list[View]:
        return opened.access.tell(wanted, officer_of(officer), reason)

    views = with_app(look)
    if as_json:
        told = [{**view._asdict(), "at": stamp(view.at)} for view in views]
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo("\n".join(view_lines(views)))


def _instant(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("INSTANT_MALFORMED", option=option) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
