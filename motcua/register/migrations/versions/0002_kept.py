"""What keeps the register true for years: archives, anchors, what awaits a second officer.

Revision ID: 0002
"""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
