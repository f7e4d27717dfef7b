"""A new key for tokens is made and published; the old ones sign no more, and are trusted until their tokens end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.people.models import SigningKey
from services.people.queries.keys import new_locked_key
from shared.contracts.people import SigningKeyPublished
from shared.messaging.outbox import record
from shared.settings import Settings


def publish_signing_key(session: Session, settings: Settings, *, now: datetime) -> SigningKey:
    """Make a key pair, keep the private half locked, publish the other, and retire the keys before it.

    A retired key's private half is thrown away: nothing can be signed with it again. Its public half stays, so
    that tokens signed before are good until they end by themselves, 15 minutes later at most.
    """
    public, locked = new_locked_key(settings)
    retired = update(SigningKey).where(SigningKey.retired_at.is_(None))
    session.execute(retired.values(retired_at=now, locked_private_key=None))
    key = SigningKey(key_id=public["kid"], public_key=public, locked_private_key=locked, published_at=now)
    session.add(key)
    session.flush()
    event = SigningKeyPublished(key_id=key.key_id, public_key=public, published_at=now)
    record(session, event, actor="system", now=now)
    return key
