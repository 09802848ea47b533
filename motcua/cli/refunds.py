"""`motcua refunds`: which payments are to be paid back."""

from __future__ import annotations

import json

import typer

from motcua.app import App
from motcua.cli.dossier_text import vietnam
from motcua.cli.opened import As, AsJson, with_app
from motcua.register.payments import RefundDue
from motcua.service.authority import officer_of

__all__ = ["refunds"]


def refunds(officer: As = None, as_json: AsJson = False) -> None:
    """Phí, lệ phí phải hoàn trả của cơ quan và cơ quan trực thuộc, cũ nhất trước."""

    async def look(opened: App) -> list[RefundDue]:
        return opened.paying.refunds(officer_of(officer))

    due = with_app(look)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in due], ensure_ascii=False))
    else:
        typer.echo("\n".join(map(_line, due)) or "Không có khoản nào phải hoàn trả.")


def _line(one: RefundDue) -> str:
    amount = f"{one.amount:,}".replace(",", ".")
    references = ", ".join(one.payments)
    return f"{one.code}  {amount} đồng  chứng từ {references}  lý do {one.reason_code}  lệnh {vietnam(one.ordered_at)}"
