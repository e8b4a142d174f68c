"""Discussions of cases; papers about one of several parties; the cases that messages have joined, found by either end."""

import sqlalchemy as sa
from alembic import op

revision = "threads"
down_revision = "starts"


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = sa.DateTime(timezone=True)
    op.add_column("document", sa.Column("party", sa.String(), nullable=True))
    op.create_index(op.f("ix_message_sender"), "message", ["sender"])
    op.create_index(op.f("ix_message_receiver"), "message", ["receiver"])
    op.create_table(
        "thread",
        sa.Column("instance_id", whole, autoincrement=False, nullable=False),
        sa.Column("thread", whole, autoincrement=False, nullable=False),
        sa.Column("forum", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("until", moment, nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("posts", whole, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_thread_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "thread", name=op.f("pk_thread")),
    )
    op.create_table(
        "post",
        sa.Column("instance_id", whole, autoincrement=False, nullable=False),
        sa.Column("thread", whole, autoincrement=False, nullable=False),
        sa.Column("post", whole, autoincrement=False, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("reply_to", whole, nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_post_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "thread", "post", name=op.f("pk_post")),
    )
    op.create_table(
        "thread_seen",
        sa.Column("person_id", whole, autoincrement=False, nullable=False),
        sa.Column("instance_id", whole, autoincrement=False, nullable=False),
        sa.Column("thread", whole, autoincrement=False, nullable=False),
        sa.Column("post", whole, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_thread_seen_instance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thread_seen_person_id")),
        sa.PrimaryKeyConstraint("person_id", "instance_id", "thread", name=op.f("pk_thread_seen")),
    )
