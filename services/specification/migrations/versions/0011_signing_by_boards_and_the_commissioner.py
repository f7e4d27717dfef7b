"""signing by boards and the commissioner, and the texts that were signed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('known_board_seats',
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('board_id', sa.String(length=36), nullable=False),
    sa.PrimaryKeyConstraint('seat_id', name=op.f('pk_known_board_seats'))
    )
    op.create_table('known_boards',
    sa.Column('board_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('assents', sa.Boolean(), nullable=False),
    sa.Column('made_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('board_id', name=op.f('pk_known_boards'))
    )
    with op.batch_alter_table('known_boards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_known_boards_commission_id'), ['commission_id'], unique=False)
    op.create_table('signed_texts',
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('text', shared.database.JsonDocument(), nullable=False),
    sa.Column('signed_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_signed_texts_commission_id')),
    sa.PrimaryKeyConstraint('commission_id', 'sha256', name=op.f('pk_signed_texts'))
    )
    with op.batch_alter_table('sign_offs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(length=20), server_default='young_person', nullable=False))
        batch_op.add_column(sa.Column('board_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('declined', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('reason', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('sign_offs', schema=None) as batch_op:
        for name in ('reason', 'declined', 'board_id', 'role'):
            batch_op.drop_column(name)
    op.drop_table('signed_texts')
    op.drop_table('known_boards')
    op.drop_table('known_board_seats')
