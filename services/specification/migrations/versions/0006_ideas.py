"""ideas: themes, support, groups of similar ones, and the clauses they grew into"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('themes',
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('theme_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_themes_commission_id')),
    sa.PrimaryKeyConstraint('commission_id', 'theme_id', name=op.f('pk_themes'))
    )
    op.create_table('ideas',
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('theme', sa.String(length=36), nullable=False),
    sa.Column('group_id', sa.String(length=36), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contributions.contribution_id'], name=op.f('fk_ideas_contribution_id')),
    sa.ForeignKeyConstraint(['group_id'], ['contributions.contribution_id'], name=op.f('fk_ideas_group_id')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_ideas'))
    )
    op.create_index(op.f('ix_ideas_group_id'), 'ideas', ['group_id'], unique=False)
    # Ideas that were given by earlier versions have no theme.
    op.execute("INSERT INTO ideas (contribution_id, theme) SELECT contribution_id, 'none' FROM contributions WHERE place = 'idea'")
    op.create_table('idea_supports',
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('supported_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contributions.contribution_id'], name=op.f('fk_idea_supports_contribution_id')),
    sa.PrimaryKeyConstraint('contribution_id', 'seat_id', name=op.f('pk_idea_supports'))
    )
    op.create_table('clause_ideas',
    sa.Column('clause_id', sa.String(length=36), nullable=False),
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('linked_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contributions.contribution_id'], name=op.f('fk_clause_ideas_contribution_id')),
    sa.PrimaryKeyConstraint('clause_id', 'contribution_id', name=op.f('pk_clause_ideas'))
    )
    op.create_index(op.f('ix_clause_ideas_contribution_id'), 'clause_ideas', ['contribution_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_clause_ideas_contribution_id'), table_name='clause_ideas')
    op.drop_table('clause_ideas')
    op.drop_table('idea_supports')
    op.drop_index(op.f('ix_ideas_group_id'), table_name='ideas')
    op.drop_table('ideas')
    op.drop_table('themes')
