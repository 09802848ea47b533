"""What keeps the register true for years: archives, anchors, what awaits a second officer.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alarm", sa.Column("planned", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_dossier_open", "dossier", ["code"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_event_refused", "event", ["at"], postgresql_where=sa.text("tag = 'engine:act:refused'"))
    op.create_index("ix_hand_over_waiting", "hand_over", ["given_at"], postgresql_where=sa.text("taken_at IS NULL"))
    _archives_and_anchors()


def _archives_and_anchors() -> None:
    op.add_column("run", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("run", sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_run_not_archived", "run", ["code", "run_id"], postgresql_where=sa.text("archived_at IS NULL")
    )
    op.create_table(
        "archive",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_sha256", sa.Text(), nullable=False),
        sa.Column("stored_size", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attestation", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_archive_code")),
        sa.PrimaryKeyConstraint("code", "run_id", name=op.f("pk_archive")),
    )
    op.create_table(
        "anchor",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("heads", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("leaves", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("attestation", postgresql.JSONB(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_anchor")),
    )
    op.create_index(op.f("ix_anchor_day"), "anchor", ["day"], unique=False)
    for table in ("archive", "anchor"):
        op.execute(f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
