"""reports settled, and why words are hidden"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hidden_why', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('text_reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('settled_at', shared.database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('text_reports', schema=None) as batch_op:
        batch_op.drop_column('settled_at')

    with op.batch_alter_table('clause_versions', schema=None) as batch_op:
        batch_op.drop_column('hidden_why')
