"""The one receipt of linked procedures, on a register whose regime issues receipts."""

from __future__ import annotations

import pytest

from models.journal import PaperKind
from models.tags import Tag
from tests.fixtures.dossiers import Office, vn
from tests.workflow.test_linked import linked

pytest_plugins = ("tests.fixtures.dossiers", "tests.fixtures.telling")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_one_receipt_is_sealed_for_all_parts(telling: Office) -> None:
    """Its words are those of tests/integration/test_papers_linked.py; here it is really made, signed and kept."""
    birth = await telling.submit("1.001193", at=vn(2026, 3, 9, 8), linked=linked())
    await birth.told(Tag.NOTICE_DONE)
    (receipt,) = await birth.papers(PaperKind.RECEIPT)
    assert receipt.number.endswith("/TN-H24.31.1")
