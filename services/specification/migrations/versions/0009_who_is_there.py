"""who is there; keys of changes belong to a seat"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('seats_here',
    sa.Column('clause_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('seen_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('clause_id', 'seat_id', name=op.f('pk_seats_here'))
    )
    with op.batch_alter_table('clause_changes', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_clause_changes_clause_id_key'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_clause_changes_clause_id_seat_id_key'), ['clause_id', 'seat_id', 'key'])


def downgrade() -> None:
    with op.batch_alter_table('clause_changes', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_clause_changes_clause_id_seat_id_key'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_clause_changes_clause_id_key'), ['clause_id', 'key'])
    op.drop_table('seats_here')
