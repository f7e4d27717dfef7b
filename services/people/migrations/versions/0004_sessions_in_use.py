"""sessions in use: when a session was last used and confirmed, and on which device"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('last_used_at', shared.database.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', shared.database.UtcDateTime(timezone=True), nullable=True))
    op.execute("UPDATE sign_ins SET device = 'Another program', last_used_at = begun_at, confirmed_at = begun_at")
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        for name, kind in (
            ('device', sa.String(length=60)),
            ('last_used_at', shared.database.UtcDateTime(timezone=True)),
            ('confirmed_at', shared.database.UtcDateTime(timezone=True)),
        ):
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.create_index(batch_op.f('ix_sign_ins_ends_at'), ['ends_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_ends_at'))
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('last_used_at')
        batch_op.drop_column('device')
