"""Checking exported evidence with the root key alone: no server, no register, no trust in who made it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from google.protobuf.json_format import ParseError
from pydantic import ValidationError
from temporalio.client import WorkflowHistory

from models.anchor import Inclusion, require_included
from models.archive import ArchivedRun, require_attested_run
from models.errors import Broken, InvalidInput, NotAllowed
from models.identifiers import DossierCode
from models.value import sha256_hex
from motcua.audit.exporting_files import MANIFEST
from motcua.audit.history import read_run
from motcua.audit.offline import proofs_of
from motcua.audit.verify.case import Case
from motcua.audit.verify.chain import chain_is_whole
from motcua.audit.verify.finding import Finding, Kind
from motcua.audit.verify.promises import told_once
from motcua.audit.verify.retelling import register_retells_history
from motcua.audit.verify.run import read_history

__all__ = ["check_package"]

Files = Mapping[str, bytes]
_UNREADABLE = (KeyError, ValueError, TypeError, IndexError, AttributeError, ParseError, ValidationError)
"""What reading a file that is no more what it was can raise; that it was changed is told already."""


def check_package(files: Files, root: str) -> tuple[list[DossierCode], list[Finding]]:
    """Return the dossiers of a package, and what does not hold of them.

    Raises InvalidInput `EXPORT_UNREADABLE` when it is no package of ours.
    """
    try:
        listed = json.loads(files[MANIFEST])["sha256"]
        codes = sorted({DossierCode(path.split("/")[0]) for path in listed if path.endswith("/journal.jsonl")})
        findings = list(_as_listed(files, listed))
    except _UNREADABLE:
        raise InvalidInput("EXPORT_UNREADABLE", file=MANIFEST) from None
    for code in codes:
        own = {path.removeprefix(f"{code}/"): files[path] for path in files if path.startswith(f"{code}/")}
        try:
            findings += list(_dossier(code, own, root))
        except _UNREADABLE:
            if not any(finding.where.startswith(f"{code}/") for finding in findings):
                raise InvalidInput("EXPORT_UNREADABLE", file=code) from None
    return codes, told_once(findings)


def _as_listed(files: Files, listed: Mapping[str, str]) -> Iterator[Finding]:
    for path in sorted((files.keys() | listed.keys()) - {MANIFEST}):
        found = sha256_hex(files[path]) if path in files else None
        if found != listed.get(path):
            yield Finding(kind=Kind.FILE_DIFFERS, code=None, where=path, expected=listed.get(path), found=found)


def _dossier(code: DossierCode, files: Files, root: str) -> Iterator[Finding]:
    journal = [json.loads(line) for line in files["journal.jsonl"].splitlines()]
    runs = json.loads(files["runs.json"])
    histories = {
        run["run_id"]: list(WorkflowHistory.from_json(code, files[f"history/{run['run_id']}.json"].decode()).events)
        for run in runs
        if run["history"]
    }
    case = Case(
        code=code, tables={"event": journal}, now=datetime.min.replace(tzinfo=UTC),
        runs=[read_history(run_id, events) for run_id, events in histories.items()],
        lost=[run["run_id"] for run in runs if not run["history"]],
    )  # fmt: skip
    yield from register_retells_history(case)
    yield from chain_is_whole(case)
    roots = [root]
    if histories:
        try:
            proofs = proofs_of(code, [read_run(run_id, events) for run_id, events in histories.items()], root)
            roots = [*proofs.roots]
            for place in proofs.unproven:
                yield Finding(kind=Kind.ACT_UNPROVEN, code=code, where=place)
        except (Broken, NotAllowed) as error:
            yield Finding(kind=Kind.ROOT_FOREIGN, code=code, where="opening", expected=root, found=error.code)
    yield from _archived(code, files, roots)
    yield from _anchored(code, case, files, roots)
    yield from _papers(code, case, files)


def _archived(code: DossierCode, files: Files, roots: list[str]) -> Iterator[Finding]:
    for path in sorted(path for path in files if path.startswith("archive/")):
        archived = ArchivedRun.model_validate_json(files[path])
        history = sha256_hex(files[path.replace("archive/", "history/", 1)])
        try:
            require_attested_run(archived, roots)
        except Broken as error:
            yield Finding(kind=Kind.ARCHIVE_FORGED, code=code, where=path, found=str(error.facts.get("what")))
        if (archived.kept.code, archived.kept.sha256) != (code, history):
            kept = archived.kept.sha256
            yield Finding(kind=Kind.ARCHIVE_SWAPPED, code=code, where=path, expected=kept, found=history)


def _anchored(code: DossierCode, case: Case, files: Files, roots: list[str]) -> Iterator[Finding]:
    hashes = {told[:2]: told.hash for told in case.journal}
    for path in sorted(path for path in files if path.startswith("anchors/")):
        proof = Inclusion.model_validate_json(files[path])
        try:
            require_included(proof, roots)
        except Broken as error:
            yield Finding(kind=Kind.ANCHOR_FORGED, code=code, where=path, found=str(error.facts.get("what")))
        head, found = proof.head, hashes.get((proof.head.branch, proof.head.seq))
        if (head.code, head.hash) != (code, found):
            yield Finding(kind=Kind.ANCHOR_UNMET, code=code, where=path, expected=head.hash, found=found)


def _papers(code: DossierCode, case: Case, files: Files) -> Iterator[Finding]:
    """A paper is what the journal names by its hash. Its signatures any reader of PDF shows."""
    told = {str(event.detail.get("paper")) for event in case.journal if "paper" in event.detail}
    for path in sorted(path for path in files if path.startswith("papers/")):
        found = sha256_hex(files[path])
        if found not in told:
            yield Finding(kind=Kind.PAPER_UNTOLD, code=code, where=path, found=found)
