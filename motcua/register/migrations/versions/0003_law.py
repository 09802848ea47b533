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
    _outcomes()
    _after()
    _feedback_reserved()
    _feedback_told()
    _work()
    _corrections()
    _linked()


def _work() -> None:
    """Whose work it is, what was extended, urged and contested, and the letter that waits for a head."""
    for name in ("assigned", "accountable", "accountable_stated", "apology_by", "apology_wants"):
        op.add_column("dossier", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("dossier", sa.Column("due_extended", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dossier", sa.Column("urged", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("dossier", "urged", server_default=None)
    op.create_index(
        "ix_dossier_apology_by", "dossier", ["apology_by"], postgresql_where=sa.text("apology_by IS NOT NULL")
    )
    op.add_column("step", sa.Column("assigned", sa.Text(), nullable=True))
    op.add_column("hand_over", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("hand_over", "withdrawn", server_default=None)


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.LargeBinary(), nullable=False),
        sa.Column("new", sa.LargeBinary(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_correction_code")),
        sa.PrimaryKeyConstraint("code", "decision_id", name=op.f("pk_correction")),
    )


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
    op.create_index("ix_matter_waiting", "matter", ["agency", "due"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_matter_kind", "matter", ["kind", "opened_at"])


def _reception() -> None:
    op.add_column("dossier", sa.Column("book_number", sa.BigInteger(), nullable=True))
    for counted in ("handed_in", "digitised", "reused", "shared"):
        op.add_column("dossier", sa.Column(counted, sa.Integer(), nullable=False, server_default="0"))
        op.alter_column("dossier", counted, server_default=None)


def _outcomes() -> None:
    op.add_column("dossier", sa.Column("outcome", sa.Text(), nullable=True))
    op.execute(
        "UPDATE dossier SET outcome = CASE WHEN status = 3 THEN 'not_accepted' ELSE 'granted' END"
        " WHERE finished_at IS NOT NULL"
    )


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
    op.create_table(
        "payment_reference",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_payment_reference_code")),
        sa.PrimaryKeyConstraint("reference", "desk", name=op.f("pk_payment_reference")),
    )
    op.create_index(op.f("ix_payment_reference_code"), "payment_reference", ["code"], unique=False)
    op.add_column("book_entry", sa.Column("voided_for", sa.Text(), nullable=True))


def _after() -> None:
    op.add_column("dossier", sa.Column("rating", sa.SmallInteger(), nullable=True))
    op.add_column("dossier", sa.Column("result_cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("paper", sa.Column("supersedes", sa.Text(), nullable=True))


def _linked() -> None:
    """Linked procedures: their groups, counted without gaps, and the parts of each."""
    op.create_table(
        "linked_counter",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "day", name=op.f("pk_linked_counter")),
    )
    op.create_table(
        "linked_group",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["reservation.code"], name=op.f("fk_linked_group_first")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_linked_group")),
        sa.UniqueConstraint("first", name=op.f("uq_linked_group_first")),
    )
    op.create_index("uq_linked_group_number", "linked_group", ["agency", "day", "number"], unique=True)
    op.create_table(
        "linked_part",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("receiving", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["reservation.code"], name=op.f("fk_linked_part_code")),
        sa.ForeignKeyConstraint(["key"], ["linked_group.key"], name=op.f("fk_linked_part_key")),
        sa.PrimaryKeyConstraint("key", "part", name=op.f("pk_linked_part")),
        sa.UniqueConstraint("code", name=op.f("uq_linked_part_code")),
    )


def _feedback_reserved() -> None:
    op.create_table(
        "feedback_counter",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "day", name=op.f("pk_feedback_counter")),
    )
    op.create_table(
        "feedback_reservation",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("submission_digest", sa.Text(), nullable=False),
        sa.Column("opening", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opening_digest", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_by", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_feedback_reservation")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_feedback_reservation_submission_id")),
    )
    op.create_index("uq_feedback_reservation_number", "feedback_reservation", ["agency", "day", "number"], unique=True)
    op.create_table(
        "feedback_person",
        sa.Column("keyed_hash", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["feedback_reservation.code"], name=op.f("fk_feedback_person_code")),
        sa.PrimaryKeyConstraint("keyed_hash", "code", name=op.f("pk_feedback_person")),
    )
    op.create_index(op.f("ix_feedback_person_code"), "feedback_person", ["code"], unique=False)
    op.create_table(
        "feedback_note",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["feedback_reservation.code"], name=op.f("fk_feedback_note_code")),
        sa.PrimaryKeyConstraint("code", "note_id", name=op.f("pk_feedback_note")),
    )


def _feedback_told() -> None:
    op.create_table(
        "feedback_event",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["feedback_reservation.code"], name=op.f("fk_feedback_event_code")),
        sa.PrimaryKeyConstraint("code", "seq", name=op.f("pk_feedback_event")),
    )
    op.create_table(
        "feedback_effect",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_agency", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["feedback_reservation.code"], name=op.f("fk_feedback_effect_code")),
        sa.PrimaryKeyConstraint("code", "effect_id", name=op.f("pk_feedback_effect")),
    )
    op.create_table(
        "feedback",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("receiving", sa.Text(), nullable=False),
        sa.Column("assigned", sa.Text(), nullable=False),
        sa.Column("superior", sa.Text(), nullable=True),
        sa.Column("repeats", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["feedback_reservation.code"], name=op.f("fk_feedback_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_received", "feedback", ["assigned", "received_at"], unique=False)
    op.create_index(
        "ix_feedback_waiting",
        "feedback",
        ["assigned", "due"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index("ix_feedback_subject", "feedback", ["subject_kind", "subject"], unique=False)
    for table in ("feedback_event", "feedback_effect"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("a register is never downgraded: restore the backup made before the upgrade")
