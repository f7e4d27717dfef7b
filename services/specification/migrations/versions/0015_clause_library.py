"""clause library: where words came from, and files that somebody is choosing from"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('brought_in',
    sa.Column('subject_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('source_id', sa.String(length=36), nullable=False),
    sa.Column('came_from', shared.database.JsonDocument(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('brought_in_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_brought_in_commission_id')),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_brought_in'))
    )
    op.create_index(op.f('ix_brought_in_commission_id'), 'brought_in', ['commission_id'], unique=False)
    op.create_table('library_files',
    sa.Column('file_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('data', shared.database.JsonDocument(), nullable=False),
    sa.Column('sent_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_library_files_commission_id')),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_library_files')),
    sa.UniqueConstraint('commission_id', 'seat_id', name=op.f('uq_library_files_commission_id_seat_id'))
    )
    op.create_index(op.f('ix_library_files_sent_at'), 'library_files', ['sent_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_library_files_sent_at'), table_name='library_files')
    op.drop_table('library_files')
    op.drop_index(op.f('ix_brought_in_commission_id'), table_name='brought_in')
    op.drop_table('brought_in')
