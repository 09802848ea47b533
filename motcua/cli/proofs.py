"""`motcua audit proofs`: every act of a dossier, proven or not, from its history and the root key alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from models.calendar import VIETNAM
from models.errors import Refused
from models.identifiers import DossierCode
from motcua.audit.history import RunStory
from motcua.audit.offline import Proofs, ProvenAct, history_of, proofs_of
from motcua.cli.opened import AsJson, Code, with_app

__all__ = ["proofs"]

_BROKEN = 5
_AUTHENTICATED = {"asserted": "tự khai tại máy", "oidc": "qua đăng nhập", "key": "bằng khóa riêng"}


def proofs(
    code: Code,
    root: Annotated[str, typer.Option("--root", help="Khóa gốc công khai của tỉnh: khóa đã chốt hoặc khóa kế tiếp.")],
    history: Annotated[
        list[Path] | None,
        typer.Option(
            "--history", help="Tệp lịch sử của một lượt chạy; lặp lại cho nhiều lượt. Không có: hỏi Temporal."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kiểm chứng mọi thao tác chỉ bằng lịch sử và khóa gốc; có --history thì không cần máy chủ nào. Mã 5 nếu có sai."""
    wanted = DossierCode(code)
    if history:
        stories = [history_of(wanted, path, number) for number, path in enumerate(history, 1)]
    else:
        stories = _from_temporal(wanted)
    found = proofs_of(wanted, stories, root)
    typer.echo(found.model_dump_json() if as_json else "\n".join(_lines(found)))
    if not found.whole:
        raise typer.Exit(_BROKEN)


def _from_temporal(code: DossierCode) -> list[RunStory]:
    stories = with_app(lambda opened: opened.timelines.stories(code))
    if not stories:
        raise Refused("DOSSIER_UNKNOWN", code=code)
    return stories


def _lines(found: Proofs) -> list[str]:
    lines = [f"Hồ sơ {found.code}; khóa gốc {' → '.join(found.roots)}", *map(_line, found.acts)]
    done = [act for act in found.acts if act.done]
    proven = sum(act.proven.holds for act in done)
    lines += [
        f"✗ sự kiện {place}: nhật ký nêu một cán bộ mà không có thao tác nào được chứng thực"
        for place in found.unproven
    ]
    return [
        *lines,
        f"{proven}/{len(done)} thao tác đã làm có bằng chứng đúng, trong {len(found.acts)} thao tác đã tới.",
    ]


def _line(act: ProvenAct) -> str:
    claims = act.proven.claims
    when = act.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    if claims is None:
        proof = f"✗ {act.proven.error}"
    else:
        roles = ", ".join(role.value for role in claims.roles)
        instead = f" thay {claims.on_behalf_of}" if claims.on_behalf_of else ""
        proof = f"✓ {claims.agency} ({roles}){instead}, {_AUTHENTICATED[claims.authenticated.value]}"
    became = "đã thực hiện" if act.done else act.refused_with or "không thay đổi gì"
    return f"{when}  {act.act:<18} {act.actor:<16} {proof}  [{became}]"
