"""contributions: ideas, comments, suggestions, objections, and their answers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contributions',
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('place', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.String(length=36), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('written_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('stands_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hidden_why', sa.Text(), server_default='', nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=True),
    sa.Column('answer_words', sa.Text(), server_default='', nullable=False),
    sa.Column('answered_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_contributions_commission_id')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_contributions'))
    )
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.create_index('ix_contributions_place', ['commission_id', 'place', 'subject_id'], unique=False)


def downgrade() -> None:
    op.drop_table('contributions')
