"""Registrations that wait for their codes, what an invitation invites to, letters with something masked."""

import sqlalchemy as sa
from alembic import op

revision = "people"
down_revision = "suspension"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("person", sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mail", sa.Column("masked", sa.String(), nullable=True))
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("instance_id", big, nullable=True))
        batch.add_column(sa.Column("role", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_invitation_instance_id"), "instance", ["instance_id"], ["id"])
    op.create_table(
        "contact_code",
        sa.Column("id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("instance_id", big, nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", big, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_contact_code_instance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_code")),
    )
    op.create_index(op.f("ix_contact_code_person_id_contact"), "contact_code", ["person_id", "contact"])
