"""A member of staff does not sign in with their account of the council any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.council import forget_identities
from services.people.queries.secrets import ways_of
from services.people.rules.council import NoOtherWayIn
from shared.access import Caller
from shared.settings import Settings


def unlink_council_account(session: Session, settings: Settings, *, caller: Caller) -> None:
    """Forget it; sessions go on. Raises NoOtherWayIn and NoSuchAccount."""
    account = lock_account(session, caller.holder_id)
    if ways_of(session, settings, account) == ["council"]:
        raise NoOtherWayIn("You could not sign in any more: you have no passphrase and no passkey here.")
    forget_identities(session, account.holder_id)
