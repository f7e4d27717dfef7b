"""what a tender asks for, as everybody reads it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('known_commissions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('need', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('clauses', shared.database.JsonDocument(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('known_commissions', schema=None) as batch_op:
        batch_op.drop_column('clauses')
        batch_op.drop_column('need')
