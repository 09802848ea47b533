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
    _proposals()
    _refusals()
    _archives_and_anchors()
    _keys_and_erasures()


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("entries_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_proposal")),
        sa.UniqueConstraint("sha256", "by", name=op.f("uq_proposal_sha256_by")),
    )
    op.create_table(
        "proposal_answer",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT confirmed OR by <> proposed_by", name="ck_proposal_answer_two_officers"),
        sa.ForeignKeyConstraint(
            ["sha256", "proposed_by"],
            ["proposal.sha256", "proposal.by"],
            name=op.f("fk_proposal_answer_sha256_proposed_by_proposal"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_proposal_answer")),
    )
    op.add_column("catalogue_version", sa.Column("confirmed_by", sa.Text(), nullable=True))
    op.add_column("catalogue_version", sa.Column("proposal", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_catalogue_version_proposal"), "catalogue_version", "proposal", ["proposal"], ["sha256"]
    )
    op.create_check_constraint("ck_catalogue_version_two_officers", "catalogue_version", "confirmed_by <> by")
    op.create_check_constraint(
        "ck_catalogue_version_confirmed", "catalogue_version", "(proposal IS NULL) = (confirmed_by IS NULL)"
    )
    for table in ("proposal", "proposal_answer"):
        op.execute(f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def _refusals() -> None:
    op.create_table(
        "refused_act",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_refused_act")),
    )
    op.create_index("ix_refused_act_at", "refused_act", ["at"], unique=False)
    op.create_index("ix_refused_act_code", "refused_act", ["code", "at"], unique=False)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refused_act
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)


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


def _keys_and_erasures() -> None:
    op.create_table(
        "master_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_master_key")),
    )
    op.create_table(
        "register_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_register_key")),
    )
    op.create_table(
        "erasure",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_erasure_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_waiting", "erasure", ["asked_at"], postgresql_where=sa.text("confirmed_at IS NULL"))
    # A rotation takes the same lock alone: once the new key is the current one, nothing under the old one can follow.
    # The key's id is the eight bytes after the five of the format.
    op.execute("""
        CREATE FUNCTION require_current_master() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared(85080944174450);
            IF NOT EXISTS (
                SELECT FROM master_key
                WHERE key_id = encode(substring(NEW.wrapped FROM 6 FOR 8), 'hex') AND retired_at IS NULL
            ) THEN
                RAISE EXCEPTION 'wrapped under another master key than the current one' USING ERRCODE = 'MC001';
            END IF;
            RETURN NEW;
        END $$
    """)
    for table in ("dossier_key", "register_key"):
        op.execute(f"""
            CREATE TRIGGER current_master BEFORE INSERT OR UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION require_current_master()
        """)


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
