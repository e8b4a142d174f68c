"""Cases can be suspended: when, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "suspension"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("instance", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("instance", sa.Column("suspended_by", sa.String(), nullable=True))
