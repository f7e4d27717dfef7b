"""A young person comes back in with the code that a facilitator gave them, and chooses a new passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models.joining import WayIn
from services.people.queries.accounts import lock_account
from services.people.queries.guesses import forget_guesses
from services.people.queries.seats import london_date
from services.people.queries.secrets import choose_secret, keyed_hash
from services.people.queries.sessions import begin_session, live_sign_ins
from services.people.rules.invites import tidy_code
from services.people.rules.way_in import WayInIsNotGood
from shared.access.origin import Origin
from shared.contracts.people import SessionRevoked
from shared.messaging.outbox import record
from shared.settings import Settings


def use_way_in(
    session: Session,
    settings: Settings,
    *,
    code: str,
    origin: Origin,
    now: datetime,
    passphrase: str = "",
    pictures: Sequence[str] = (),
) -> dict[str, Any]:
    """Set the new passphrase, or four pictures, end all sessions that went on, and begin one here.

    Raises WayInIsNotGood, PassphraseIsTooWeak, PicturesAreWrong and PicturesAreForTheYoungest.
    """
    found = select(WayIn).where(WayIn.code_hash == keyed_hash(settings, "way in", tidy_code(code)))
    way_in = session.scalar(found.with_for_update())
    if way_in is None or way_in.used_at is not None or now >= way_in.expires_at:
        raise WayInIsNotGood("This code does not work, or no longer. Ask the person who gave it to you for a new one.")
    account = lock_account(session, way_in.holder_id)
    choose_secret(account, london_date(now), passphrase=passphrase, pictures=pictures)
    way_in.used_at = now
    forget_guesses(session, settings, account.sign_in_name or "")
    for device in live_sign_ins(session, account.holder_id, now):
        device.revoked_at = now
        ended = SessionRevoked(session_id=device.session_id, holder_id=account.holder_id, revoked_at=now)
        record(session, ended, actor=account.holder_id, now=now)
    return begin_session(session, settings, account, origin, now)
