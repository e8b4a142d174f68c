"""Cases begin by themselves: when the next one does, and which key's message began one."""

import sqlalchemy as sa
from alembic import op

revision = "starts"
down_revision = "snapshots"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "start_timer",
        sa.Column("definition_id", whole, autoincrement=False, nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("n", whole, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("postponed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_start_timer_definition_id")),
        sa.PrimaryKeyConstraint("definition_id", "element", name=op.f("pk_start_timer")),
    )
    open_ = sa.text("due IS NOT NULL")
    op.create_index(
        "ix_start_timer_due",
        "start_timer",
        ["due", "definition_id", "element"],
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.add_column("instance", sa.Column("message_start", sa.String(), nullable=True))
    op.add_column("instance", sa.Column("message_key", sa.String(), nullable=True))
    running = sa.text("message_key IS NOT NULL AND ended_at IS NULL")
    op.create_index(
        "uq_instance_message_key",
        "instance",
        ["procedure", "message_start", "message_key"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
