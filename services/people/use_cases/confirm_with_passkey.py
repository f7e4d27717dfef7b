"""Somebody who is signed in proves once more that it is them, with a passkey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.models import SignIn
from services.people.queries.passkey_answers import prove
from services.people.queries.passkeys import Asking
from services.people.queries.sessions import token_for
from services.people.rules.passkeys import PasskeyIsNotGood, Purpose
from shared.access import Caller
from shared.access.origin import Origin
from shared.settings import Settings


def confirm_with_passkey(
    session: Session,
    settings: Settings,
    *,
    asking: Asking,
    answer: str,
    origin: Origin,
    caller: Caller,
    now: datetime,
) -> dict[str, Any] | PasskeyIsNotGood:
    """Check what the device signed, and return a token that says that the person confirmed.

    A wrong answer is counted, and so returned, not raised. Raises PasskeyIsMissing and TooManyGuesses.
    """
    found = prove(
        session, settings, asking, Purpose.CONFIRM, answer=answer, origin=origin, now=now, holder_id=caller.holder_id
    )
    if isinstance(found, PasskeyIsNotGood):
        return found
    device = session.get_one(SignIn, caller.session_id, with_for_update=True)
    device.confirmed_at = now
    return token_for(session, settings, found, device, now)
