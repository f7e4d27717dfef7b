"""Somebody who is signed in proves once more that it is them, with their account of the council."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.models import Identity, SignIn
from services.people.queries.accounts import lock_account
from services.people.queries.sessions import token_for
from services.people.rules.council import CouncilAccountIsUnknown
from shared.access import Caller
from shared.settings import Settings


def confirm_with_council(
    session: Session, settings: Settings, *, identity: str, caller: Caller, now: datetime
) -> dict[str, Any]:  # fmt: skip
    """Return a token that says that the person confirmed. identity: the hash of whom the provider asked just now.

    Raises CouncilAccountIsUnknown where that is somebody else's, and NoSuchAccount.
    """
    account = lock_account(session, caller.holder_id)
    known = session.get(Identity, identity)
    if known is None or known.holder_id != account.holder_id:
        raise CouncilAccountIsUnknown("This council account is not the one with which you sign in here.")
    device = session.get_one(SignIn, caller.session_id, with_for_update=True)
    device.confirmed_at = now
    return token_for(session, settings, account, device, now)
