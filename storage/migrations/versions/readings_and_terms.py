"""Signed readings; when a term was met and what tables decided, so that pages and reports ask no log."""

import sqlalchemy as sa
from alembic import op

revision = "readings_and_terms"
down_revision = "people"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "reading_signature",
        sa.Column("id", whole, nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("version", whole, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_signature")),
    )
    op.create_index(
        op.f("ix_reading_signature_procedure_reading_id"), "reading_signature", ["procedure", "reading", "id"]
    )
    op.create_table(
        "decided",
        sa.Column("instance_id", whole, autoincrement=False, nullable=False),
        sa.Column("seq", whole, autoincrement=False, nullable=False),
        sa.Column("n", whole, autoincrement=False, nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("outputs", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_decided_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "seq", "n", name=op.f("pk_decided")),
    )
    op.add_column("timer", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    _index("ix_timer_drawn", "timer", "due_utc", "kind = 'drawn'")
    _index("ix_task_due", "task", "due", "due IS NOT NULL")


def _index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
