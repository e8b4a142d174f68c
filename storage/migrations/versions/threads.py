"""A paper says about whom it is, where one of several parties is meant."""

import sqlalchemy as sa
from alembic import op

revision = "threads"
down_revision = "starts"


def upgrade() -> None:
    op.add_column("document", sa.Column("party", sa.String(), nullable=True))
