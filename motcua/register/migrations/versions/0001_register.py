"""The register from its first day: reservations, keys, journal, read model, papers, numbers, catalogue, access.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "catalogue_version", "access_log", "effect")


def upgrade() -> None:
    op.create_table(
        "book",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "year", "kind", name=op.f("pk_book")),
    )
    op.create_table(
        "catalogue_version",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("content_json", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("replaces", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "version", name=op.f("pk_catalogue_version")),
        sa.UniqueConstraint("position", name=op.f("uq_catalogue_version_position")),
    )
    op.create_table(
        "code_counter",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "day", name=op.f("pk_code_counter")),
    )
    op.create_table(
        "key_check",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("check_value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_key_check")),
    )
    op.create_table(
        "reservation",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("submission_digest", sa.Text(), nullable=False),
        sa.Column("opening_digest", sa.Text(), nullable=False),
        sa.Column("opening", postgresql.JSONB(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reservation")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_reservation_submission_id")),
    )
    op.create_index(
        "ix_reservation_not_started",
        "reservation",
        ["reserved_at"],
        unique=False,
        postgresql_where=sa.text("started_at IS NULL"),
    )
    op.create_index("uq_reservation_number", "reservation", ["agency", "day", "number"], unique=True)
    op.create_table(
        "access_log",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("authenticated", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_access_log_code")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_code", "access_log", ["code", "at"], unique=False)
    op.create_index("ix_access_log_officer", "access_log", ["officer", "at"], unique=False)
    op.create_table(
        "alarm",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lateness_seconds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_alarm_code")),
        sa.PrimaryKeyConstraint("code", "kind", "number", name=op.f("pk_alarm")),
    )
    op.create_index("ix_alarm_kind_fired", "alarm", ["kind", "fired"], unique=False)
    op.create_table(
        "book_entry",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_book_entry_code")),
        sa.PrimaryKeyConstraint("code", "effect_id", "kind", name=op.f("pk_book_entry")),
    )
    op.create_index("uq_book_entry_number", "book_entry", ["agency", "year", "kind", "number"], unique=True)
    op.create_table(
        "dossier",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("procedure_version", sa.Integer(), nullable=True),
        sa.Column("regime", sa.Text(), nullable=True),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("receiving", sa.Text(), nullable=False),
        sa.Column("competent", sa.Text(), nullable=False),
        sa.Column("assisted", sa.Text(), nullable=True),
        sa.Column("holding", sa.Text(), nullable=False),
        sa.Column("holding_role", sa.Text(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_original", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("apology_owed", sa.Boolean(), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("blocked", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_dossier_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dossier")),
    )
    op.create_index("ix_dossier_due", "dossier", ["due"], unique=False, postgresql_where=sa.text("finished_at IS NULL"))
    op.create_index(
        "ix_dossier_inbox",
        "dossier",
        ["holding", "holding_role", "due"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_dossier_owed", "dossier", ["competent"], unique=False, postgresql_where=sa.text("apology_owed"))
    op.create_index("ix_dossier_received", "dossier", ["competent", "received_at"], unique=False)
    op.create_index("ix_dossier_received_at_counter", "dossier", ["receiving", "received_at"], unique=False)
    op.create_table(
        "dossier_key",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_dossier_key_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dossier_key")),
    )
    op.create_table(
        "note",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_note_code")),
        sa.PrimaryKeyConstraint("code", "note_id", name=op.f("pk_note")),
    )
    op.create_table(
        "person_lookup",
        sa.Column("keyed_hash", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_person_lookup_code")),
        sa.PrimaryKeyConstraint("keyed_hash", "code", name=op.f("pk_person_lookup")),
    )
    op.create_index(op.f("ix_person_lookup_code"), "person_lookup", ["code"], unique=False)
    op.create_table(
        "sealed_submission",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_sealed_submission_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sealed_submission")),
    )
    op.create_table(
        "effect",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_effect_code")),
        sa.PrimaryKeyConstraint("code", "effect_id", name=op.f("pk_effect")),
    )
    op.create_table(
        "event",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_event_code")),
        sa.PrimaryKeyConstraint("code", "branch", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "hand_over",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_agency", sa.Text(), nullable=False),
        sa.Column("to_agency", sa.Text(), nullable=False),
        sa.Column("from_step", sa.Text(), nullable=True),
        sa.Column("to_step", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_hand_over_code")),
        sa.PrimaryKeyConstraint("code", "number", name=op.f("pk_hand_over")),
    )
    op.create_table(
        "letter",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("to_agency", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_letter_code")),
        sa.PrimaryKeyConstraint("code", "letter_id", name=op.f("pk_letter")),
    )
    op.create_table(
        "paper",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed_sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificates", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_paper_code")),
        sa.PrimaryKeyConstraint("code", "sha256", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_sha256"), "paper", ["sha256"], unique=False)
    op.create_table(
        "run",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_run_code")),
        sa.PrimaryKeyConstraint("code", "run_id", name=op.f("pk_run")),
    )
    op.create_table(
        "step",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("allotted_minutes", sa.BigInteger(), nullable=False),
        sa.Column("used_minutes", sa.BigInteger(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["dossier.code"], name=op.f("fk_step_code")),
        sa.PrimaryKeyConstraint("code", "position", name=op.f("pk_step")),
    )

    # What was recorded is never changed: not by a defect of ours, nor by a hand that means well.
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
    """)
    for table in APPEND_ONLY:
        op.execute(f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
