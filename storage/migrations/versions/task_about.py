"""An open task says what tells it from others of its kind."""

import sqlalchemy as sa
from alembic import op

revision = "task_about"
down_revision = "register_words"


def upgrade() -> None:
    op.add_column("task", sa.Column("about", sa.String(), nullable=True))
