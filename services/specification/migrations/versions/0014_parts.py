"""parts: themes of clauses, clauses put together, and clauses made of others"""

import sqlalchemy as sa
from alembic import op

import shared.database


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('clauses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme', sa.String(length=36), server_default='none', nullable=False))
        batch_op.add_column(sa.Column('ended_at', shared.database.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('into_id', sa.String(length=36), nullable=True))
        batch_op.drop_constraint('uq_clauses_commission_id_number', type_='unique')
    op.create_index('ix_clauses_into_id', 'clauses', ['into_id'], unique=False)
    op.create_index('ix_clauses_number', 'clauses', ['commission_id', 'number'], unique=True,
        sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('came_from', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('other_id', sa.String(length=36), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.drop_column('other_id')
        batch_op.drop_column('came_from')
    op.drop_index('ix_clauses_number', table_name='clauses')
    op.drop_index('ix_clauses_into_id', table_name='clauses')
    with op.batch_alter_table('clauses', schema=None) as batch_op:
        batch_op.create_unique_constraint('uq_clauses_commission_id_number', ['commission_id', 'number'])
        batch_op.drop_column('into_id')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('theme')
