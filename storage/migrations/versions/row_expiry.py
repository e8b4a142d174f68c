"""A row of a register says until which day it holds, so that it lapses without being written."""

import sqlalchemy as sa
from alembic import op

revision = "row_expiry"
down_revision = "threads"


def upgrade() -> None:
    for table in ("register_row", "register_version"):
        op.add_column(table, sa.Column("expires_on", sa.Date(), nullable=True))
