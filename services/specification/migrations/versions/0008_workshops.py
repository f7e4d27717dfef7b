"""workshops that a facilitator records, and slips with codes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('workshops',
    sa.Column('workshop_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('venue', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('took_part', shared.database.JsonDocument(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('recorded_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_workshops_commission_id')),
    sa.PrimaryKeyConstraint('workshop_id', name=op.f('pk_workshops'))
    )
    op.create_index(op.f('ix_workshops_commission_id'), 'workshops', ['commission_id'], unique=False)
    op.create_table('workshop_slips',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('workshop_id', sa.String(length=36), nullable=False),
    sa.Column('made_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshops.workshop_id'], name=op.f('fk_workshop_slips_workshop_id')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_workshop_slips'))
    )
    op.create_index(op.f('ix_workshop_slips_workshop_id'), 'workshop_slips', ['workshop_id'], unique=False)
    op.create_table('slip_guesses',
    sa.Column('origin_hash', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_failed_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('origin_hash', name=op.f('pk_slip_guesses'))
    )
    op.create_index(op.f('ix_slip_guesses_last_failed_at'), 'slip_guesses', ['last_failed_at'], unique=False)


def downgrade() -> None:
    op.drop_table('slip_guesses')
    op.drop_table('workshop_slips')
    op.drop_table('workshops')
