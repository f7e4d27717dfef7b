"""cards: suggestions to clauses, and hard words explained"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suggestions',
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('clause_id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('opened_text', sa.Text(), nullable=False),
    sa.Column('new_text', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['clause_id'], ['clauses.clause_id'], name=op.f('fk_suggestions_clause_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contributions.contribution_id'], name=op.f('fk_suggestions_contribution_id')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_suggestions'))
    )
    op.create_index(op.f('ix_suggestions_clause_id'), 'suggestions', ['clause_id'], unique=False)
    op.create_table('hard_words',
    sa.Column('contribution_id', sa.String(length=36), nullable=False),
    sa.Column('word', sa.String(length=60), nullable=False),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contributions.contribution_id'], name=op.f('fk_hard_words_contribution_id')),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_hard_words'))
    )


def downgrade() -> None:
    op.drop_table('hard_words')
    op.drop_index(op.f('ix_suggestions_clause_id'), table_name='suggestions')
    op.drop_table('suggestions')
