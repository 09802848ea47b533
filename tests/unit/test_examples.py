"""examples/: every dossier is one that the shipped catalogue takes, on a fixed day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.calendar import legal_day
from models.identifiers import AgencyCode, OfficerId
from models.policy import check_submission
from models.proof import Authentication, Claims
from models.resolution import pin, superiors
from models.statuses import Channel, Origin
from models.submission import Submission
from motcua.catalogue.shipped import shipped_catalogue
from motcua.intake import read

TODAY = date(2026, 11, 23)
FOLDER = Path(__file__).resolve().parents[2] / "examples"


def submissions(name: str) -> list[Submission]:
    with (FOLDER / name).open("rb", buffering=0) as raw:
        found = list(read(raw, name=name))
    assert [entry for entry in found if entry.problems] == []
    return [entry.submission for entry in found if entry.submission]


LINKED = submissions("lien-thong.json")
EVERY = [*submissions("submissions.jsonl"), *submissions("submissions.csv"), *LINKED]


@pytest.mark.parametrize("submission", EVERY, ids=lambda submission: str(submission.submission_id))
def test_an_example_is_taken_by_the_shipped_catalogue(submission: Submission) -> None:
    """The procedure was in force, the counter receives it, the papers are there, and who entered it may."""
    catalogue = shipped_catalogue()
    migrated = submission.migrated
    day = legal_day(migrated.received_at) if migrated else TODAY
    assert submission.received_at is None
    procedure = catalogue.procedure(submission.procedure, day)
    pinned = pin(
        procedure,
        submission.receiving_agency,
        catalogue.organisation,
        day,
        submission.competent_agency,
        acting_on=TODAY if migrated else None,
    )
    given = {component.key for component in submission.components}
    assert given <= {component.key for component in procedure.components}
    assert {component.key for component in procedure.components if component.required} <= given
    superiors((AgencyCode(step.agency) for step in pinned.steps), catalogue.organisation, TODAY if migrated else day)
    check_submission(
        claims_of(submission.entered_by),
        receiving=submission.receiving_agency,
        channel=submission.channel,
        origin=submission.origin,
    )
    if submission.assisted_at:
        catalogue.organisation.agency(submission.assisted_at, day)


def claims_of(officer: OfficerId | None) -> Claims:
    assert officer is not None
    known = shipped_catalogue().organisation.officer(officer, TODAY)
    morning = datetime(2026, 11, 23, 1, tzinfo=UTC)
    return Claims(
        officer=known.id,
        agency=known.agency,
        roles=known.roles,
        authenticated=Authentication.ASSERTED,
        on_behalf_of=None,
        issued_at=morning,
        valid_until=morning,
    )


def test_the_examples_show_what_a_demonstration_needs() -> None:
    """Size, channels, another submitter, received elsewhere, both regimes, late once and late twice."""
    examples = submissions("submissions.jsonl")
    assert len(examples) >= 60
    assert len({each.procedure for each in examples}) >= 10
    assert {each.channel for each in examples} == set(Channel)
    assert sum(each.submitter is not None for each in examples) >= 6
    assert any(
        each.competent_agency and not each.receiving_agency.startswith(each.competent_agency) for each in examples
    )
    migrated = [each.migrated for each in examples if each.migrated]
    assert len(migrated) >= 6
    assert all(legal_day(one.due or one.received_at) < TODAY for one in migrated)
    assert sum(one.due is None for one in migrated) >= 1
    assert sum(one.apology is None for one in migrated) >= 3
    assert sum(one.apology is not None and legal_day(one.apology.new_due) < TODAY for one in migrated) >= 2
    assert sum(legal_day(one.received_at) < date(2025, 7, 1) for one in migrated) >= 3
    assert sum(each.origin is Origin.NEW for each in examples) >= 40


def test_ids_and_codes_are_used_once() -> None:
    """Both files can be sent to one register."""
    assert len({each.submission_id for each in EVERY}) == len(EVERY)
    codes = [each.migrated.code for each in EVERY if each.migrated]
    assert len(set(codes)) == len(codes)


def test_nobody_real_is_named() -> None:
    """Identity numbers of no province, addresses that are marked, and mail to a domain that is reserved."""
    people = [person for each in EVERY for person in (each.applicant, each.submitter) if person]
    assert all((person.identity_number or "0000").startswith("000") for person in people)
    assert all((person.email or "@example.org").endswith("@example.org") for person in people)


def test_the_linked_example_names_every_part_and_what_no_other_part_brings() -> None:
    (submission,) = LINKED
    assert submission.linked is not None
    catalogue = shipped_catalogue()
    group = next(one for one in catalogue.linked if one.code == submission.linked.group)
    first, *others = group.parts
    assert first.procedure == submission.procedure
    given = {part.key: part for part in submission.linked.parts}
    assert given.keys() == {part.key for part in others}
    for part in others:
        procedure = catalogue.procedure(part.procedure, TODAY)
        brought = {one.key for one in given[part.key].components} | {need.component for need in part.needs}
        assert {component.key for component in procedure.components if component.required} <= brought
        pin(procedure, given[part.key].receiving_agency, catalogue.organisation, TODAY)
