"""codes by which somebody of an organisation lets a colleague in"""

import sqlalchemy as sa
from alembic import op

import shared.database


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('colleague_codes',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=36), nullable=False),
    sa.Column('made_at', shared.database.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.organisation_id'], name=op.f('fk_colleague_codes_organisation_id_organisations')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_colleague_codes'))
    )
    with op.batch_alter_table('colleague_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_colleague_codes_organisation_id'), ['organisation_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('colleague_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_colleague_codes_organisation_id'))
    op.drop_table('colleague_codes')
