"""questions, amendments, and the dates of a tender"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tender_dates',
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('closes_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('questions_until', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('urgent_because', sa.Text(), nullable=False),
    sa.Column('set_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('commission_id', name=op.f('pk_tender_dates'))
    )
    op.create_table('questions',
    sa.Column('question_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('asker_hash', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('set_aside_because', sa.Text(), nullable=True),
    sa.Column('set_aside_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_questions'))
    )
    op.create_index(op.f('ix_questions_commission_id'), 'questions', ['commission_id'], unique=False)
    op.create_table('amendments',
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changes', shared.database.JsonDocument(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('closes_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('questions_until', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('amended_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('commission_id', 'number', name=op.f('pk_amendments'))
    )
    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('questions_until', shared.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column('urgent_because', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('rules_sha256', sa.String(length=64), nullable=True))
    with op.batch_alter_table('bids', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_amendment', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('bids', schema=None) as batch_op:
        batch_op.drop_column('confirmed_amendment')
    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.drop_column('rules_sha256')
        batch_op.drop_column('urgent_because')
        batch_op.drop_column('questions_until')
    op.drop_table('amendments')
    op.drop_index(op.f('ix_questions_commission_id'), table_name='questions')
    op.drop_table('questions')
    op.drop_table('tender_dates')
