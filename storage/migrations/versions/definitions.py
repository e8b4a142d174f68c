"""Redesigns of procedures; versions that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "definitions"
down_revision = "readings_and_terms"


def upgrade() -> None:
    op.add_column('definition', sa.Column('state', sa.String(), nullable=False, server_default='published'))
    op.add_column('definition', sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('definition', sa.Column('verdict', sa.String(), nullable=True))
    op.execute("UPDATE definition SET state = 'sketch' WHERE version IS NULL")
    op.create_table('redesign',
    sa.Column('procedure', sa.String(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rev', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['base_id'], ['definition.id'], name=op.f('fk_redesign_base_id')),
    sa.PrimaryKeyConstraint('procedure', name=op.f('pk_redesign'))
    )
    op.create_table('redesign_part',
    sa.Column('procedure', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['blob.digest'], name=op.f('fk_redesign_part_digest')),
    sa.ForeignKeyConstraint(['procedure'], ['redesign.procedure'], name=op.f('fk_redesign_part_procedure')),
    sa.PrimaryKeyConstraint('procedure', 'name', name=op.f('pk_redesign_part'))
    )
