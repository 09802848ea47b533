"""What the whole law of a dossier asks the register to keep: the matters beside the line of steps.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _matters()
    _reception()


def _matters() -> None:
    op.create_table(
        "matter",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_matter_code")),
        sa.PrimaryKeyConstraint("code", "number", name=op.f("pk_matter")),
    )
    op.create_index(
        "ix_matter_waiting", "matter", ["agency", "due"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index("ix_matter_kind", "matter", ["kind", "opened_at"])


def _reception() -> None:
    op.add_column("dossier", sa.Column("book_number", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
