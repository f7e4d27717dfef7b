"""surveys: questions, answers, and apart from them who has answered"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('surveys',
    sa.Column('survey_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('questions', shared.database.JsonDocument(), nullable=False),
    sa.Column('asks_age', sa.Boolean(), nullable=False),
    sa.Column('drafted_by', sa.String(length=36), nullable=False),
    sa.Column('drafted_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reads_first', sa.Boolean(), nullable=False),
    sa.Column('way', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=True),
    sa.Column('slips', sa.Integer(), nullable=False),
    sa.Column('opened_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('results', shared.database.JsonDocument(), nullable=False),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.commission_id'], name=op.f('fk_surveys_commission_id')),
    sa.PrimaryKeyConstraint('survey_id', name=op.f('pk_surveys')),
    sa.UniqueConstraint('code', name=op.f('uq_surveys_code'))
    )
    with op.batch_alter_table('surveys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_surveys_commission_id'), ['commission_id'], unique=False)

    # Without row numbers on SQLite, which would say what came in together.
    op.create_table('survey_answers',
    sa.Column('answer_id', sa.String(length=36), nullable=False),
    sa.Column('survey_id', sa.String(length=36), nullable=False),
    sa.Column('answers', shared.database.JsonDocument(), nullable=False),
    sa.Column('age', sa.String(length=10), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.survey_id'], name=op.f('fk_survey_answers_survey_id')),
    sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_survey_answers')),
    sqlite_with_rowid=False
    )
    op.create_table('survey_proofs',
    sa.Column('proof_hash', sa.String(length=64), nullable=False),
    sa.Column('survey_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.survey_id'], name=op.f('fk_survey_proofs_survey_id')),
    sa.PrimaryKeyConstraint('proof_hash', name=op.f('pk_survey_proofs')),
    sqlite_with_rowid=False
    )
    op.create_table('survey_slips',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('survey_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.survey_id'], name=op.f('fk_survey_slips_survey_id')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_survey_slips')),
    sqlite_with_rowid=False
    )
    for name in ('survey_answers', 'survey_proofs', 'survey_slips'):
        op.create_index(op.f(f'ix_{name}_survey_id'), name, ['survey_id'], unique=False)

    op.create_table('survey_files',
    sa.Column('file_id', sa.String(length=36), nullable=False),
    sa.Column('survey_id', sa.String(length=36), nullable=False),
    sa.Column('seat_id', sa.String(length=36), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('sent_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['surveys.survey_id'], name=op.f('fk_survey_files_survey_id')),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_survey_files')),
    sa.UniqueConstraint('survey_id', name=op.f('uq_survey_files_survey_id'))
    )


def downgrade() -> None:
    for name in ('survey_files', 'survey_slips', 'survey_proofs', 'survey_answers', 'surveys'):
        op.drop_table(name)
