"""photos of the wall of a workshop"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('workshop_photos',
    sa.Column('photo_id', sa.String(length=36), nullable=False),
    sa.Column('workshop_id', sa.String(length=36), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('added_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('taken_away_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('taken_away_why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshops.workshop_id'], name=op.f('fk_workshop_photos_workshop_id')),
    sa.PrimaryKeyConstraint('photo_id', name=op.f('pk_workshop_photos'))
    )
    op.create_index(op.f('ix_workshop_photos_workshop_id'), 'workshop_photos', ['workshop_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_workshop_photos_workshop_id'), table_name='workshop_photos')
    op.drop_table('workshop_photos')
