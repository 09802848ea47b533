"""Groups of linked procedures: reserved with their first dossier, settled as each part ends, never told by a message.

What was submitted for every part lies sealed with the first dossier, under its key: whoever erases that person erases
the parts that were not started, which then cannot be (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, select, update

from models.calendar import legal_day
from models.errors import Refused
from models.identifiers import AgencyCode, DossierCode, ProcedureCode, StepKey, SubmissionId
from models.linked import (
    Fed,
    GroupCode,
    Judged,
    LinkedProcedures,
    Membership,
    PartState,
    Sibling,
    TrackingKey,
    judge,
)
from models.opening import Opening
from models.outcome import Outcome
from models.resolution import procedure_in_force
from models.submission import GivenComponent, Submission
from models.tables import METADATA
from models.value import Hash, UtcTime, Value
from motcua.register.catalogue import Catalogue
from motcua.register.codes import Codes
from motcua.register.database import Database, Raw
from motcua.register.people import People

__all__ = ["Group", "GroupPart", "JoiningPart", "LinkedGroups", "NewGroup", "Settled"]

_GROUP, _PART = METADATA.tables["linked_group"], METADATA.tables["linked_part"]
_DOSSIER, _PAPER, _RESERVATION = (METADATA.tables[name] for name in ("dossier", "paper", "reservation"))
_COUNT: Final = (
    "INSERT INTO linked_counter AS counter (agency, day, last) VALUES (%s, %s, 1)"
    " ON CONFLICT (agency, day) DO UPDATE SET last = counter.last + 1 RETURNING last"
)
"""Its row stays locked until the transaction ends: a number is taken for good or was never given."""
_KEEP_GROUP: Final = (
    "INSERT INTO linked_group (key, definition, version, first, agency, day, number, reserved_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_KEEP_PART: Final = (
    "INSERT INTO linked_part (key, part, position, procedure, receiving, code, state)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_JOIN: Final = "UPDATE linked_part SET code = %s, state = 'started' WHERE key = %s AND part = %s AND code IS NULL"


class GroupPart(Value):
    """How one part stands; codes only."""

    part: StepKey
    procedure: ProcedureCode
    receiving: AgencyCode
    code: DossierCode | None
    state: PartState
    outcome: Outcome | None = None
    because: StepKey | None = None
    """The part by whose end this one is not started."""
    paper: Hash | None = None
    settled_at: UtcTime | None = None


class Group(Value):
    """One submission of linked procedures."""

    key: TrackingKey
    definition: GroupCode
    version: int
    name: str
    first: DossierCode
    reserved_at: UtcTime
    parts: tuple[GroupPart, ...]

    def part(self, key: StepKey) -> GroupPart:
        """Return a part. Raises KeyError."""
        return {part.part: part for part in self.parts}[key]


class Settled(NamedTuple):
    """A group once a dossier told how it stands."""

    group: Group
    definition: LinkedProcedures
    ready: tuple[StepKey, ...]
    """Parts to be started."""
    unheard: tuple[DossierCode, ...]
    """Parts that have a code and whose workflow was never heard of."""


class NewGroup:
    """A group to be reserved in the transaction of its first dossier."""

    def __init__(self, definition: LinkedProcedures, first: StepKey, counter: AgencyCode, others: Sequence[Sibling]):
        """`first` is the part that `counter` receives, `others` are all the others."""
        self._definition = definition
        self._first = first
        self._others = tuple(others)
        self._receiving = {one.part: one.receiving for one in others} | {first: counter}
        self._number = 0
        self.member: Membership

    def count(self, raw: Raw, now: datetime) -> None:
        """Give it the next number of the agency and day; from then on `member` is known."""
        agency, day = self._receiving[self._first], legal_day(now)
        row = raw.execute(_COUNT, (agency, day), prepare=True).fetchone()
        assert row is not None
        self._number = row[0]
        beside = any(not part.needs for part in self._definition.parts if part.key != self._first)
        key = TrackingKey.compose(agency, day, self._number)
        self.member = Membership(key=key, part=self._first, beside=beside, others=self._others)

    def keep(self, raw: Raw, code: DossierCode, now: datetime) -> None:
        """Keep the group and its parts."""
        made, agency, key = self._definition, self._receiving[self._first], self.member.key
        raw.execute(
            _KEEP_GROUP, (key, made.code, made.version, code, agency, legal_day(now), self._number, now), prepare=True
        )
        for position, part in enumerate(made.parts):
            first = part.key == self._first
            state = PartState.STARTED if first else PartState.WAITING
            row = (key, part.key, position, part.procedure, self._receiving[part.key], code if first else None, state)
            raw.execute(_KEEP_PART, row, prepare=True)


class JoiningPart:
    """A part of a group to be reserved: its place in the group takes its code."""

    def __init__(self, member: Membership) -> None:
        self.member = member

    def count(self, raw: Raw, now: datetime) -> None:
        """It has its key."""

    def keep(self, raw: Raw, code: DossierCode, now: datetime) -> None:  # noqa: ARG002 - as NewGroup
        """Give the part its code."""
        raw.execute(_JOIN, (code, self.member.key, self.member.part), prepare=True)


class LinkedGroups:
    """The groups of a register."""

    def __init__(self, database: Database, catalogue: Catalogue, people: People) -> None:
        self._database = database
        self._catalogue = catalogue
        self._people = people

    def group(self, key: TrackingKey) -> Group:
        """Return a group. Raises Refused `GROUP_UNKNOWN`."""
        return self._database.run(lambda connection: self._group(connection, key))

    def group_of(self, code: DossierCode) -> Group | None:
        """Return the group of which a dossier is a part, if it is of one."""
        query = select(_PART.c.key).where(_PART.c.code == code)

        def work(connection: Connection) -> Group | None:
            key = connection.execute(query).scalar()
            return None if key is None else self._group(connection, TrackingKey(key))

        return self._database.run(work)

    def waits_on(self, code: DossierCode) -> bool:
        """Whether a part is still to be started from what was submitted with this dossier."""
        waiting = select(_PART.c.part).join(_GROUP, _GROUP.c.key == _PART.c.key)
        query = waiting.where(_GROUP.c.first == code, _PART.c.state == PartState.WAITING.value).limit(1)
        return self._database.run(lambda connection: connection.execute(query).first()) is not None

    def settle(self, code: DossierCode, at: datetime) -> Settled:
        """Take in how a dossier stands by the register, and say which parts are to be started. Again: the same.

        Parts that will never be started are cancelled in the same transaction, at the legal instant `at`. The group
        is locked, so that of two parts that end together the second sees the first. Raises Refused `GROUP_UNKNOWN`.
        """

        def work(connection: Connection) -> Settled:
            key = connection.execute(select(_PART.c.key).where(_PART.c.code == code)).scalar()
            if key is None:
                raise Refused("GROUP_UNKNOWN", key=code)
            connection.execute(select(_GROUP.c.key).where(_GROUP.c.key == key).with_for_update())
            _take_in(connection, code, at)
            judged, definition = self._judged(connection, TrackingKey(key), at)
            group = self._group(connection, TrackingKey(key))
            return Settled(group, definition, judged.ready, _unheard(connection, group))

        return self._database.run(work)

    def take_back(self, opening: Opening, codes: Codes) -> None:
        """Reserve a part's code once more, which this register gave, lost, and finds in a history.

        Raises Refused `GROUP_UNKNOWN`; `SUBMISSION_CONFLICT` while a result is missing with which it was submitted, or
        where a fact was corrected since; `PERSON_ERASED`.
        """
        member = opening.body.group
        assert member is not None
        known = [one.code for one in self.group(member.key).parts if one.code is not None]
        *_, settled = [self.settle(code, opening.body.entered_at) for code in known]
        submission, _ = self.part_submission(settled, member.part)
        codes.take_back(opening, submission, JoiningPart(member))

    def part_submission(self, settled: Settled, part: StepKey) -> tuple[Submission, Membership]:
        """Unseal what was submitted for a part, as a submission of its own, with what it is fed.

        Raises Refused `PERSON_ERASED`: whoever submitted it was erased.
        """
        group, needs = settled.group, settled.definition.part(part).needs
        whole = self._people.submission(group.first)
        assert whole.linked is not None
        given = {one.key: one for one in whole.linked.parts}[part]
        fed = []
        for need in needs:
            other = group.part(need.part)
            if other.code is not None and other.paper is not None:
                fed.append(Fed(component=need.component, part=need.part, code=other.code, paper=other.paper))
        brought = {one.component for one in fed}
        papers = [paper for paper in given.components if paper.key not in brought]
        papers += [GivenComponent(key=one.component, form="copy") for one in fed]
        submission = Submission(
            submission_id=SubmissionId(f"{group.key}.{part}"),
            procedure=settled.definition.part(part).procedure,
            channel=whole.channel,
            receiving_agency=given.receiving_agency,
            competent_agency=given.competent_agency,
            assisted_at=whole.assisted_at,
            applicant=whole.applicant,
            submitter=whole.submitter,
            request=given.request,
            components=tuple(papers),
            sets=whole.sets,
        )
        others = self._database.run(lambda connection: self._others(connection, group, part))
        return submission, Membership(key=group.key, part=part, fed=tuple(fed), others=others)

    def _others(self, connection: Connection, group: Group, part: StepKey) -> tuple[Sibling, ...]:
        """The other parts as they stand now, for the receipt of this one."""
        procedures, day = self._catalogue.kept().procedures, legal_day(group.reserved_at)
        codes = [one.code for one in group.parts if one.code]
        due = dict(connection.execute(select(_DOSSIER.c.code, _DOSSIER.c.due).where(_DOSSIER.c.code.in_(codes))).all())
        return tuple(
            Sibling(
                part=one.part,
                procedure=one.procedure,
                name=procedure_in_force(procedures, one.procedure, day).name,
                receiving=one.receiving,
                code=one.code,
                due=due.get(one.code),
            )
            for one in group.parts
            if one.part != part
        )

    def _judged(self, connection: Connection, key: TrackingKey, at: datetime) -> tuple[Judged, LinkedProcedures]:
        _give_up_erased(connection, key, at)
        rows = connection.execute(select(_PART.c.part, _PART.c.state).where(_PART.c.key == key)).all()
        definition = self._definition(connection, key)
        judged = judge(definition, {StepKey(part): PartState(state) for part, state in rows})
        for part, because in judged.cancelled.items():
            told = {"state": PartState.CANCELLED.value, "because": because, "settled_at": at}
            connection.execute(update(_PART).where(_PART.c.key == key, _PART.c.part == part).values(told))
        return judged, definition

    def _definition(self, connection: Connection, key: TrackingKey) -> LinkedProcedures:
        query = select(_GROUP.c.definition, _GROUP.c.version).where(_GROUP.c.key == key)
        code, version = connection.execute(query).one()
        return next(one for one in self._catalogue.kept().linked if (one.code, one.version) == (code, version))

    def _group(self, connection: Connection, key: TrackingKey) -> Group:
        row = connection.execute(select(_GROUP).where(_GROUP.c.key == key)).mappings().one_or_none()
        if row is None:
            raise Refused("GROUP_UNKNOWN", key=key)
        parts = connection.execute(select(_PART).where(_PART.c.key == key).order_by(_PART.c.position)).mappings()
        told: dict[str, Any] = {name: row[name] for name in ("key", "definition", "version", "first", "reserved_at")}
        name = self._definition(connection, key).name
        return Group.model_validate(told | {"name": name, "parts": tuple(_part(part) for part in parts)})


def _part(row: RowMapping) -> GroupPart:
    return GroupPart.model_validate({name: value for name, value in row.items() if name not in ("key", "position")})


def _take_in(connection: Connection, code: DossierCode, at: datetime) -> None:
    """Note how the dossier's part came out, if it has."""
    outcome = connection.execute(select(_DOSSIER.c.outcome).where(_DOSSIER.c.code == code)).scalar()
    if outcome is None:
        return
    result = select(_PAPER.c.sha256).where(_PAPER.c.code == code, _PAPER.c.kind == "result")
    paper = connection.execute(result.order_by(_PAPER.c.signed_at.desc())).scalars().first()
    done = outcome == Outcome.GRANTED.value and paper is not None
    told = {
        "state": (PartState.DONE if done else PartState.ENDED).value,
        "outcome": outcome,
        "paper": paper if done else None,
        "settled_at": at,
    }
    still = (_PART.c.code == code, _PART.c.state == PartState.STARTED.value)
    connection.execute(update(_PART).where(*still).values(told))


def _give_up_erased(connection: Connection, key: TrackingKey, at: datetime) -> None:
    """What was submitted for a waiting part went with the person of the dossier that began the group."""
    began = select(_PART.c.part).join(_RESERVATION, _RESERVATION.c.code == _PART.c.code)
    of_first = began.join(_GROUP, _GROUP.c.first == _PART.c.code).where(_GROUP.c.key == key)
    erased = connection.execute(of_first.where(_RESERVATION.c.erased_at.is_not(None))).scalar()
    if erased is not None:
        told = {"state": PartState.ERASED.value, "because": erased, "settled_at": at}
        waiting = (_PART.c.key == key, _PART.c.state == PartState.WAITING.value)
        connection.execute(update(_PART).where(*waiting).values(told))


def _unheard(connection: Connection, group: Group) -> tuple[DossierCode, ...]:
    codes = [part.code for part in group.parts if part.state is PartState.STARTED and part.code != group.first]
    query = select(_RESERVATION.c.code).where(_RESERVATION.c.code.in_(codes), _RESERVATION.c.started_at.is_(None))
    return tuple(DossierCode(code) for code in connection.execute(query).scalars())
