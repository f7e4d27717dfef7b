"""criteria as they are being written"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = op.create_table('draft_criteria',
    sa.Column('criterion_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('words', shared.database.JsonDocument(), nullable=False),
    sa.Column('weight', sa.String(length=20), nullable=False),
    sa.Column('clause_ids', shared.database.JsonDocument(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('first_seat_id', sa.String(length=36), nullable=False),
    sa.Column('written_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('stands_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('replaces', sa.String(length=36), nullable=True),
    sa.Column('taken_out_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_draft_criteria_commission_id')),
    sa.PrimaryKeyConstraint('criterion_id', name=op.f('pk_draft_criteria'))
    )
    op.create_index(op.f('ix_draft_criteria_commission_id'), 'draft_criteria', ['commission_id'], unique=False)
    # What was set is where writing goes on. Who wrote it was not kept: the commission's first seat stands for them.
    commissions = sa.table('commissions', sa.column('commission_id'), sa.column('criteria', sa.Text()), sa.column('started_by'), sa.column('started_at', shared.database.UtcDateTime(timezone=True)))
    for commission_id, criteria, started_by, started_at in op.get_bind().execute(sa.select(commissions).where(commissions.c.criteria.like('[{%'))).all():
        for number, criterion in enumerate(json.loads(criteria), start=1):
            words = {name: value for name, value in criterion.items() if name not in ('criterion_id', 'weight')}
            op.execute(made.insert().values(
                criterion_id=criterion['criterion_id'], commission_id=commission_id, number=number, version=1, words=words,
                weight=criterion['weight'], clause_ids=[], seat_id=started_by, role='commissioner', first_seat_id=started_by,
                written_at=started_at, stands_at=started_at))


def downgrade() -> None:
    op.drop_index(op.f('ix_draft_criteria_commission_id'), table_name='draft_criteria')
    op.drop_table('draft_criteria')
