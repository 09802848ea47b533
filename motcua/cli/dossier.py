"""`motcua dossier`: where a dossier stands, every act of a person, and its papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from models.acts import Act, Answer
from models.contents import CONTENT
from models.errors import InvalidInput
from models.identifiers import DecisionId, DossierCode, OfficerId, ReasonCode, StepKey
from models.journal import PaperKind, Snapshot
from models.linked import TrackingKey
from models.policy import RULES, offered
from motcua.app import App
from motcua.cli.clock import clock, why
from motcua.cli.correct import correct
from motcua.cli.dossier_digitise import component, digitise
from motcua.cli.dossier_text import answer_lines, dossier_lines
from motcua.cli.move import move
from motcua.cli.opened import As, AsJson, Code, with_app
from motcua.cli.person import find, notes, person
from motcua.cli.person_erase import erase
from motcua.durable import replace_durably
from motcua.service.acting import Saying
from motcua.service.adopting import Adopted
from motcua.service.authority import officer_of

__all__ = ["app", "saying_of"]

app = typer.Typer(no_args_is_help=True)

AtStep = Annotated[
    str | None, typer.Option("--at-step", help="Bước đã xem; hồ sơ đã rời bước này thì thao tác bị từ chối.")
]
Reason = Annotated[str | None, typer.Option("--reason", help="Mã lý do, ví dụ THIEU_GIAY_TO.")]
Note = Annotated[str | None, typer.Option("--note", help="Ghi chú; được niêm phong trong sổ, không vào Temporal.")]
Set = Annotated[list[str] | None, typer.Option("--set", help="Nội dung riêng của thao tác: TRƯỜNG=GIÁ_TRỊ.")]
OnBehalf = Annotated[
    str | None, typer.Option("--for", help="Thao tác thay cán bộ này, theo quyết định ủy quyền trong danh mục.")
]
Decision = Annotated[
    str | None, typer.Option("--decision-id", help="Mã quyết định; lặp lại cùng mã thì không làm hai lần.")
]


@app.command()
def show(code: Code, officer: As = None, as_json: AsJson = False) -> None:
    """Hồ sơ đang ở đâu, hạn nào, ai giữ; với --as: cán bộ ấy có thể làm gì. Chỉ có mã, không có dữ liệu cá nhân."""

    async def look(opened: App) -> tuple[Snapshot, TrackingKey | None, tuple[Act, ...]]:
        snapshot, key = opened.looking.dossier(DossierCode(code)), opened.following.key_of(DossierCode(code))
        if not officer or snapshot.dossier.closed_at is not None:
            return snapshot, key, ()
        claims = opened.authority.claims(opened.authority.standing(officer_of(officer)))
        return snapshot, key, offered(claims, await opened.dossiers.standing(DossierCode(code)))

    snapshot, key, acts = with_app(look)
    if as_json:
        told = {**snapshot.model_dump(mode="json"), "tracking_key": key, "offered": acts}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        linked = [f"Thuộc nhóm liên thông {key}"] if key else []
        may = [f"Có thể làm: {', '.join(f'{act.vi} ({act.value})' for act in acts)}"] if acts else []
        typer.echo("\n".join([*dossier_lines(snapshot), *linked, *may]))


@app.command()
def paper(
    code: Code,
    kind: Annotated[PaperKind, typer.Argument(help="Loại giấy, ví dụ result (kết quả) hoặc receipt (giấy tiếp nhận).")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Ghi tệp PDF ra đây.")],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao cần xem; được ghi vào nhật ký truy cập.")],
    officer: As = None,
) -> None:
    """Ghi một giấy của hồ sơ ra tệp PDF; có thẩm quyền mới được và được ghi nhật ký."""

    async def take(opened: Any) -> Any:
        return opened.looking.paper(DossierCode(code), kind, officer_of(officer), reason)

    replace_durably(output, with_app(take))
    typer.echo(str(output))


for _look in (why, clock, person, notes, find, erase, digitise, correct, move, component):
    app.command()(_look)


def saying_of(
    act: Act,
    officer: str | None,
    at_step: str | None,
    reason: str | None,
    note: str | None,
    content: list[str] | None,
    decision: str | None,
    on_behalf_of: str | None = None,
) -> Saying:
    """Read what an act's options say. Raises InvalidInput."""
    fields: dict[str, Any] = {}
    for pair in content or []:
        name, equals, value = pair.partition("=")
        if not equals or name not in CONTENT[act].stated():
            # What was typed is not repeated: it may be a person's, in the wrong place.
            raise InvalidInput("ACT_CONTENT_MALFORMED", act=act.value, field="--set")
        fields[name] = value
    return Saying(
        act=act,
        officer=officer_of(officer),
        at_step=StepKey(at_step) if at_step else None,
        reason_code=ReasonCode(reason) if reason else None,
        note=note,
        content=fields or None,
        decision_id=DecisionId(decision) if decision else None,
        on_behalf_of=OfficerId(on_behalf_of) if on_behalf_of else None,
    )


def _add(act: Act) -> None:
    fields = ", ".join(CONTENT[act].stated())
    needs = " Phải có --reason." if RULES[act].needs_reason else ""

    def command(
        code: Code,
        officer: As = None,
        on_behalf_of: OnBehalf = None,
        at_step: AtStep = None,
        reason: Reason = None,
        note: Note = None,
        content: Set = None,
        decision: Decision = None,
        as_json: AsJson = False,
    ) -> None:
        saying = saying_of(act, officer, at_step, reason, note, content, decision, on_behalf_of)

        async def say(opened: Any) -> Answer:
            answer: Answer = await opened.acting.act(DossierCode(code), saying)
            return answer

        answer = with_app(say)
        typer.echo(answer.model_dump_json() if as_json else "\n".join(answer_lines(act, answer)))

    told = f"{act.vi[0].upper()}{act.vi[1:]}.{needs}" + (f" Trường --set: {fields}." if fields else "")
    app.command(act.value, help=told)(command)


for _act in RULES:
    # What they say is found, not given: `motcua keys rotate root`, `adopt-reset` below, and `digitise` of a file;
    # new rules come by `move`, and by the catalogue's publications.
    if _act not in (
        Act.ROTATE_ROOT, Act.ADOPT_RESET, Act.DIGITISE, Act.CORRECT,
        Act.APPLY_CALENDAR, Act.MOVE_PROCEDURE, Act.SUCCEED,
    ):  # fmt: skip
        _add(_act)


@app.command("adopt-reset")
def adopt_reset(
    code: Code,
    reason: Annotated[str, typer.Option("--reason", "--reason-code", help="Mã lý do, ví dụ DAT_LAI_NHAM.")],
    officer: As = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Công nhận lượt chạy mà người vận hành đã đặt lại: hồ sơ đi tiếp thành nhánh mới, nhánh cũ vẫn còn."""

    async def adopt(opened: App) -> Adopted:
        return await opened.adopting.adopt(DossierCode(code), officer_of(officer), ReasonCode(reason), note)

    adopted = with_app(adopt)
    if as_json:
        told = {"point": adopted.point.model_dump(mode="json"), "answer": adopted.answer.model_dump(mode="json")}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    point = adopted.point
    typer.echo(f"Nhánh {point.branch} tách từ sự kiện {point.from_branch}/{point.from_seq}.")
    typer.echo("\n".join(answer_lines(Act.ADOPT_RESET, adopted.answer)))


def envelope(
    code: Code,
    act: Annotated[Act, typer.Argument(help="Tên thao tác, ví dụ approve.")],
    officer: As = None,
    on_behalf_of: OnBehalf = None,
    at_step: AtStep = None,
    reason: Reason = None,
    note: Note = None,
    content: Set = None,
    decision: Decision = None,
    schema: Annotated[bool, typer.Option("--schema", help="In lược đồ nội dung của thao tác.")] = False,
) -> None:
    """In một thao tác đã được chứng thực, để gửi bằng `temporal workflow signal` hay chương trình khác."""
    if schema:
        typer.echo(json.dumps(CONTENT[act].model_json_schema(), ensure_ascii=False))
        return
    saying = saying_of(act, officer, at_step, reason, note, content, decision, on_behalf_of)

    async def prove(opened: Any) -> str:
        text: str = opened.acting.envelope(DossierCode(code), saying).model_dump_json()
        return text

    typer.echo(with_app(prove))
