"""deciding: decisions of the group, and the votes in them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('decisions',
    sa.Column('decision_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('way', sa.String(length=20), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('options', shared.database.JsonDocument(), nullable=False),
    sa.Column('threshold', sa.String(length=20), nullable=False),
    sa.Column('dots', sa.Integer(), nullable=False),
    sa.Column('most_dots', sa.Integer(), nullable=False),
    sa.Column('voters', sa.String(length=20), nullable=False),
    sa.Column('quorum', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.String(length=36), nullable=True),
    sa.Column('subject_version', sa.Integer(), nullable=False),
    sa.Column('opened_by', sa.String(length=36), nullable=False),
    sa.Column('opened_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closes_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('closed_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('result', shared.database.JsonDocument(), nullable=True),
    sa.Column('outcome_words', sa.Text(), nullable=False),
    sa.Column('look_again_on', sa.Date(), nullable=True),
    sa.Column('stated_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_decisions_commission_id')),
    sa.PrimaryKeyConstraint('decision_id', name=op.f('pk_decisions'))
    )
    op.create_index(op.f('ix_decisions_commission_id'), 'decisions', ['commission_id'], unique=False)
    op.create_index(op.f('ix_decisions_subject_id'), 'decisions', ['subject_id'], unique=False)
    op.create_index('ix_decisions_due', 'decisions', ['closed_at', 'closes_at'], unique=False)
    op.create_table('decision_votes',
    sa.Column('decision_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('ballot', shared.database.JsonDocument(), nullable=False),
    sa.Column('voted_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.decision_id'], name=op.f('fk_decision_votes_decision_id')),
    sa.PrimaryKeyConstraint('decision_id', 'seat_id', name=op.f('pk_decision_votes'))
    )


def downgrade() -> None:
    op.drop_table('decision_votes')
    op.drop_index('ix_decisions_due', table_name='decisions')
    op.drop_index(op.f('ix_decisions_subject_id'), table_name='decisions')
    op.drop_index(op.f('ix_decisions_commission_id'), table_name='decisions')
    op.drop_table('decisions')
