"""What keeps the register true for years: archives, anchors, what awaits a second officer.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_dossier_open", "dossier", ["code"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_event_refused", "event", ["at"], postgresql_where=sa.text("tag = 'engine:act:refused'"))
    op.create_index("ix_hand_over_waiting", "hand_over", ["given_at"], postgresql_where=sa.text("taken_at IS NULL"))


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
