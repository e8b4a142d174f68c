"""Snapshots, so that a long case need not be replayed from its first row."""

import sqlalchemy as sa
from alembic import op

revision = "snapshots"
down_revision = "seat_since"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "snapshot",
        sa.Column("instance_id", whole, autoincrement=False, nullable=False),
        sa.Column("seq", whole, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instance.id"], name=op.f("fk_snapshot_instance_id_instance")
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_snapshot")),
    )
