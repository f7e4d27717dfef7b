"""writing at the same time"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('clause_changes',
    sa.Column('clause_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('change', shared.database.JsonDocument(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('written_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clause_id'], ['clauses.clause_id'], name=op.f('fk_clause_changes_clause_id')),
    sa.PrimaryKeyConstraint('clause_id', 'number', name=op.f('pk_clause_changes')),
    sa.UniqueConstraint('clause_id', 'key', name=op.f('uq_clause_changes_clause_id_key'))
    )
    with op.batch_alter_table('clause_changes', schema=None) as batch_op:
        batch_op.create_index('ix_clause_changes_pace', ['clause_id', 'seat_id', 'written_at'], unique=False)
    with op.batch_alter_table('clauses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('live_text', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('live_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('live_passages', shared.database.JsonDocument(), nullable=True))
        batch_op.add_column(sa.Column('live_at', shared.database.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('kept_number', sa.Integer(), nullable=True))
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('change_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('passages', shared.database.JsonDocument(), nullable=True))
    _fill()
    with op.batch_alter_table('clauses', schema=None) as batch_op:
        for name in ('live_text', 'live_number', 'live_passages', 'live_at', 'kept_number'):
            batch_op.alter_column(name, nullable=False)
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.alter_column('change_number', nullable=False)
        batch_op.alter_column('passages', nullable=False)


def _fill() -> None:
    """Let what is there be as if its last writer had written all of it at once."""
    clauses = sa.table('clauses', *(sa.column(name) for name in ('clause_id', 'version', 'text', 'drafted_by')),
        sa.column('live_text'), sa.column('live_number'), sa.column('live_passages', shared.database.JsonDocument()),
        sa.column('live_at'), sa.column('kept_number'))
    versions = sa.table('clause_versions', *(sa.column(name) for name in ('clause_id', 'version', 'text', 'seat_id')),
        sa.column('written_at'),
        sa.column('change_number'), sa.column('passages', shared.database.JsonDocument()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(versions)).all():
        here = (versions.c.clause_id == row.clause_id) & (versions.c.version == row.version)
        passages = [[len(row.text.encode('utf-16-le')) // 2, row.seat_id]]
        connection.execute(sa.update(versions).where(here).values(change_number=0, passages=passages))
        now = (clauses.c.clause_id == row.clause_id) & (clauses.c.version == row.version)
        connection.execute(sa.update(clauses).where(now).values(
            live_text=row.text, live_number=0, live_passages=passages, live_at=row.written_at, kept_number=0))


def downgrade() -> None:
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.drop_column('passages')
        batch_op.drop_column('change_number')
    with op.batch_alter_table('clauses', schema=None) as batch_op:
        for name in ('kept_number', 'live_at', 'live_passages', 'live_number', 'live_text'):
            batch_op.drop_column(name)
    op.drop_table('clause_changes')
