"""bids sealed in storage"""

import json
from secrets import token_hex

import sqlalchemy as sa
from alembic import context, op

import shared.database
from shared.canonical import canonical_json
from shared.sealing import KeyRing


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

_BYTES_A_WORD = 16


_KEPT = ('bid_id, commission_id, version, drafted_at, submitted_at, receipt_sha256, withdrawn_at, refused_at, label,'
         ' summary')


def upgrade() -> None:
    connection = op.get_bind()
    bids = connection.execute(sa.text(
        'SELECT b.*, p.criteria, p.prices_opened_at FROM bids b LEFT JOIN processes p ON p.commission_id = b.commission_id'
    )).mappings().all()
    # The table is made anew, not changed: what stood in it in clear goes with the old one's file.
    op.drop_index('uq_bids_live', table_name='bids')
    op.rename_table('bids', 'bids_in_clear')
    if connection.dialect.name == 'postgresql':
        op.execute('ALTER TABLE bids_in_clear RENAME CONSTRAINT pk_bids TO pk_bids_in_clear')
    op.create_table('bids',
    sa.Column('bid_id', sa.String(length=36), nullable=False),
    sa.Column('commission_id', sa.String(length=36), nullable=False),
    sa.Column('owner_hash', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.String(length=36), nullable=True),
    sa.Column('price', shared.database.ExactDecimal(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('drafted_at', shared.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('receipt_sha256', sa.String(length=64), nullable=True),
    sa.Column('withdrawn_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('refused_at', shared.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('label', sa.String(length=20), nullable=True),
    sa.Column('summary', shared.database.JsonDocument(), nullable=True),
    sa.PrimaryKeyConstraint('bid_id', name=op.f('pk_bids'))
    )
    op.execute(f"INSERT INTO bids ({_KEPT}, owner_hash) SELECT {_KEPT}, bid_id FROM bids_in_clear")
    op.drop_table('bids_in_clear')
    op.create_table('bid_parts',
    sa.Column('bid_id', sa.String(length=36), nullable=False),
    sa.Column('part', sa.String(length=36), nullable=False),
    sa.Column('key_id', sa.String(length=36), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['bid_id'], ['bids.bid_id'], name=op.f('fk_bid_parts_bid_id')),
    sa.PrimaryKeyConstraint('bid_id', 'part', name=op.f('pk_bid_parts'))
    )
    op.create_index(op.f('ix_bid_parts_key_id'), 'bid_parts', ['key_id'], unique=False)
    for bid in bids:
        _seal(connection, context.config.attributes['keys'], bid)
    op.create_index('uq_bids_live', 'bids', ['commission_id', 'owner_hash'], unique=True,
                    postgresql_where=sa.text('withdrawn_at IS NULL'), sqlite_where=sa.text('withdrawn_at IS NULL'))
    # They are kept for a day only, and those from before hold bids in clear.
    op.execute('DELETE FROM remembered_answers')


def _seal(connection: sa.Connection, keys: KeyRing, bid) -> None:
    """Seal what was stored in clear. Without a key ring it refuses, and nothing of the migration is done."""
    for part, content, least in _parts(bid):
        place = {'service': 'tendering', 'commission_id': bid['commission_id'], 'bid_id': bid['bid_id'], 'part': part}
        key_id, sealed = keys.seal(place, canonical_json(content), least)
        connection.execute(
            sa.text('INSERT INTO bid_parts (bid_id, part, key_id, sealed) VALUES (:bid_id, :part, :key_id, :sealed)'),
            {'bid_id': bid['bid_id'], 'part': part, 'key_id': key_id, 'sealed': sealed},
        )
    opened = bid['label'] is not None
    connection.execute(
        sa.text('UPDATE bids SET owner_hash = :hash, organisation_id = :organisation, price = :price'
                ' WHERE bid_id = :bid_id'),
        {'bid_id': bid['bid_id'], 'hash': keys.blind('owner', bid['commission_id'], bid['organisation_id']),
         'organisation': bid['organisation_id'] if opened else None,
         'price': bid['price'] if opened and bid['prices_opened_at'] is not None else None},
    )


def _parts(bid):
    """Yield the parts of a bid: name, content, and the room it is given. Receipts that are out were without a salt."""
    answers, drafted_at = json.loads(bid['answers']), bid['drafted_at']
    when = drafted_at if isinstance(drafted_at, str) else drafted_at.isoformat()
    limits = {each['criterion_id']: int(each['word_limit']) for each in json.loads(bid['criteria'] or '[]')}
    written = {'version': 1, 'changed_by': '', 'changed_at': when}
    for part in sorted({*limits, *answers}):
        yield part, {'part': part, 'value': answers.get(part), **written}, limits.get(part, 0) * _BYTES_A_WORD
    yield 'price', {'part': 'price', 'value': bid['price'], **written}, 0
    salt = '' if bid['submitted_at'] is not None else token_hex(16)
    yield 'owner', {'organisation_id': bid['organisation_id'], 'salt': salt, 'handed_in_by': ''}, 0


def downgrade() -> None:
    raise NotImplementedError('What was sealed is not put back in clear.')
