"""Rows of registers are found by words: each says which, and those that stand already are read for them."""

import json

import sqlalchemy as sa
from alembic import op

from storage.text import tokens_of

revision = "register_words"
down_revision = "row_expiry"


def upgrade() -> None:
    words = op.create_table(
        "register_word",
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["register", "key"],
            ["register_row.register", "register_row.key"],
            name=op.f("fk_register_word_register_key"),
        ),
        sa.PrimaryKeyConstraint("register", "token", "key", name=op.f("pk_register_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_register_word_register_key"), "register_word", ["register", "key"])
    for register, key, data in op.get_bind().execute(sa.text("SELECT register, key, data FROM register_row")).all():
        found = sorted(tokens_of([key, json.loads(data) if isinstance(data, str) else data]))
        if found:
            op.bulk_insert(words, [{"register": register, "token": token, "key": key} for token in found])
