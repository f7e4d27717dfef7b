"""Somebody signs in with a passkey, which says itself whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.queries.passkey_answers import prove
from services.people.queries.passkeys import Asking
from services.people.queries.sessions import begin_session
from services.people.rules.passkeys import PasskeyIsNotGood, Purpose
from shared.access.origin import Origin
from shared.settings import Settings


def sign_in_with_passkey(
    session: Session, settings: Settings, *, asking: Asking, answer: str, origin: Origin, now: datetime
) -> dict[str, Any] | PasskeyIsNotGood:
    """Check what the device signed, and begin a session; return what `begin_session` returns.

    The device has it and checked who holds it (by a finger, a face or a number): two factors, so no other is asked
    for. A wrong answer is counted, and so returned, not raised. Raises PasskeyIsMissing and TooManyGuesses.
    """
    found = prove(session, settings, asking, Purpose.SIGN_IN, answer=answer, origin=origin, now=now)
    if isinstance(found, PasskeyIsNotGood):
        return found
    return begin_session(session, settings, found, origin, now)
