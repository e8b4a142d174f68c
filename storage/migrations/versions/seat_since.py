"""A seat says since when the case has it, so that an earlier visit is not taken for this one."""

import sqlalchemy as sa
from alembic import op

revision = "seat_since"
down_revision = "definitions"


def upgrade() -> None:
    op.add_column("seat", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
