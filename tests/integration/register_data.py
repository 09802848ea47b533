"""Submissions, openings and journals for the register's tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from models.acts import Act, Envelope
from models.events import GENESIS, DossierEvent, chain
from models.identifiers import AgencyCode, DecisionId, DossierCode, OfficerId, ProcedureCode, StepKey, SubmissionId
from models.journal import AlarmRow, DossierRow, HoldingRow, JournalWrite, Snapshot, StepRow
from models.opening import Opening, OpeningBody
from models.procedure import Role, StepKind
from models.proof import Authentication
from models.statuses import Channel, Origin
from models.submission import Migrated, Person, Submission
from models.tags import Tag
from models.value import Hash, Json
from motcua.register import PostgresRegister
from motcua.register.codes import BuildOpening
from motcua.security import Issuer, Standing

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
AGENCY = AgencyCode("H24.31")
OTHER_AGENCY = AgencyCode("H24.12")
CLERK = Standing(OfficerId("cb.h24-31"), AGENCY, (Role.RECEPTION,))
NAME = "Đỗ Thị Mỹ Hằng"
IDENTITY = "031199001234"
PHONE = "0912 345 678"
REQUEST = "Đăng ký khai sinh cho con gái Đỗ Bảo Ngọc"


def submission(number: int, *, agency: AgencyCode = AGENCY, migrated: str | None = None, **more: Any) -> Submission:
    """A submission of its own id."""
    older = Migrated(code=DossierCode(migrated), received_at=NOW, source="hệ thống cũ") if migrated else None
    facts: dict[str, Any] = {
        "submission_id": SubmissionId(f"nop-{number:05d}"), "procedure": ProcedureCode("1.001193"),
        "channel": Channel.DIRECT, "receiving_agency": agency, "request": REQUEST, "migrated": older,
        "applicant": Person(name=NAME, identity_number=IDENTITY, phone=PHONE),
    }  # fmt: skip
    return Submission(**facts | more)


def opening_builder(register: PostgresRegister, given: Submission, now: datetime = NOW) -> BuildOpening:
    """What the service gives to `reserve`: the start message with its proven act."""
    issuer = Issuer(register.keystore)

    def build(code: DossierCode, digest: Hash) -> Opening:
        body = OpeningBody(
            code=code, submission_id=given.submission_id, submission_digest=digest, procedure=given.procedure,
            channel=given.channel, origin=Origin.MIGRATED if given.migrated else Origin.NEW,
            receiving=given.receiving_agency, competent=given.receiving_agency, received_at=now, entered_at=now,
            components=(), root_key=register.keystore.root_key,
        )  # fmt: skip
        content = {"opening": body.digest}
        decision = DecisionId(f"submit-{given.submission_id}")
        envelope = Envelope(decision_id=decision, actor=CLERK.officer, content=content)
        proven = issuer.prove(code, Act.SUBMIT, envelope, CLERK, by=Authentication.ASSERTED, now=now)
        return Opening(body=body, envelope=proven)

    return build


def reserve(register: PostgresRegister, number: int, **more: Any) -> DossierCode:
    """Reserve a code for a fresh submission."""
    given = submission(number, **more)
    return register.codes.reserve(given, opening_builder(register, given), now=NOW).code


def events(
    code: DossierCode, count: int, *, after: DossierEvent | None = None, branch: int | None = None, word: str = "a"
) -> list[DossierEvent]:
    """So many events that follow each other; `word` makes a different story of the same length."""
    told: list[DossierEvent] = []
    for _ in range(count):
        last = told[-1] if told else after
        seq = last.seq + 1 if last else 1
        detail: dict[str, Json] = {"act": "approve", "error": f"{word.upper()}_{seq}"}
        event = chain(
            code=code, branch=branch if branch is not None else (last.branch if last else 0), seq=seq,
            at=NOW + timedelta(minutes=seq), tag=Tag.ACT_REFUSED, prev=last.hash if last else GENESIS,
            agency=AGENCY, detail=detail,
        )  # fmt: skip
        told.append(event)
    return told


def write(told: Sequence[DossierEvent], *, run: str = "run-1", **dossier: Any) -> JournalWrite:
    """A journal write of these events with a read model to match."""
    last = told[-1]
    return JournalWrite(code=last.code, run_id=run, events=tuple(told), snapshot=snapshot(last, **dossier))


def snapshot(last: DossierEvent, **dossier: Any) -> Snapshot:
    """A read model that stands at an event: two steps, one hand-over, one alarm."""
    facts: dict[str, Any] = {
        "code": last.code, "submission_id": SubmissionId("nop-00001"), "procedure": ProcedureCode("1.001193"),
        "procedure_version": 1, "regime": "nd118-2025", "calendar": "vn-2026.2", "channel": "direct",
        "origin": "new", "receiving": AGENCY, "competent": AGENCY, "assisted": None, "holding": AGENCY,
        "holding_role": Role.HANDLER, "status": 4, "phase": "working", "step": StepKey("tham_dinh"),
        "received_at": NOW, "due_original": NOW + timedelta(days=5), "due": NOW + timedelta(days=5),
        "new_due": None, "overdue": False, "finished_at": None, "closed_at": None, "apology_owed": False,
        "escalated": False, "blocked": ("3-9:signature:KEY_UNKNOWN",), "branch": last.branch, "seq": last.seq,
        "head": last.hash,
    }  # fmt: skip
    steps = tuple(
        StepRow(
            position=position, key=StepKey(key), name="Thẩm định hồ sơ", agency=AGENCY, role=Role.HANDLER,
            kind=StepKind.HANDLE, allotted_minutes=480, used_minutes=7 * last.seq, held_since=NOW, officer=None,
        )
        for position, key in enumerate(("tham_dinh", "ky_so"))
    )  # fmt: skip
    given = HoldingRow(
        number=1, from_agency=AGENCY, to_agency=OTHER_AGENCY, from_step=None, to_step=StepKey("tham_dinh"),
        given_by=CLERK.officer, given_at=NOW, taken_by=None, taken_at=None, declined=False,
    )  # fmt: skip
    alarm = AlarmRow(kind="due_soon", number=1, due=NOW, fired=NOW + timedelta(seconds=2), lateness_seconds=2)
    return Snapshot(dossier=DossierRow(**facts | dossier), steps=steps, hand_overs=(given,), alarms=(alarm,))
