"""Due instants across the holidays that matter, fired by the dossier's own clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from models.tags import Tag
from tests.fixtures.dossiers import A_MOMENT, Office, vn

pytest_plugins = ("tests.fixtures.dossiers",)
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("procedure", "receiving", "at", "due", "new_due"),
    [
        # Three working days over Tết 2024: 8 to 14 February are off.
        ("1.001612", "H23.14", vn(2024, 2, 6, 9), vn(2024, 2, 16, 17), vn(2024, 2, 21, 11, 30)),
        # Five working days over 24 November 2026, off since Resolution 28/2026/QH16.
        ("1.004884", "H24.31.1", vn(2026, 11, 18, 9), vn(2026, 11, 26, 17), vn(2026, 12, 3, 11, 30)),
        # Fifteen calendar days that end on it roll forward.
        ("1.009994", "H24.31.1", vn(2026, 11, 9, 9), vn(2026, 11, 25, 17), None),
        # Twenty-four working hours from a Friday afternoon.
        ("1.012766", "H24.1", vn(2026, 11, 20, 15), vn(2026, 11, 26, 15), None),
    ],
)
async def test_a_due_instant_across_holidays(
    office: Office, procedure: str, receiving: str, at: datetime, due: datetime, new_due: datetime | None
) -> None:
    dossier = await office.submit(procedure, at=at, receiving=receiving)
    row = await dossier.row()
    assert row.due is not None
    assert abs(row.due - due) < A_MOMENT
    await dossier.forward(to=row.due - A_MOMENT)
    await dossier.at_rest()
    assert Tag.OVERDUE not in await dossier.tags()
    await dossier.forward(to=row.due + A_MOMENT)
    await dossier.told(Tag.DELIVERY_DONE)
    told = (await dossier.row()).new_due
    assert told is not None
    assert told > due
    assert new_due is None or told == new_due
