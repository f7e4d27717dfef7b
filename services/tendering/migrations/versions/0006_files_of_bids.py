"""files that a tender asks for, and that bids bring"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('asked_files',
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('needed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('commission_id', 'number', name=op.f('pk_asked_files'))
    )


def downgrade() -> None:
    op.drop_table('asked_files')
