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
    _fees()
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


def _fees() -> None:
    op.add_column("dossier", sa.Column("marked_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("dossier", "marked_late", server_default=None)
    op.create_table(
        "refund",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payments", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_refund_code")),
        sa.PrimaryKeyConstraint("code", "effect_id", name=op.f("pk_refund")),
    )
    op.create_index("ix_refund_ordered", "refund", ["ordered_at"])


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
