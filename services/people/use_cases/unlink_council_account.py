"""A member of staff does not sign in with their account of the council any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.council import forget_identities
from services.people.rules.council import NoOtherWayIn
from shared.access import Caller


def unlink_council_account(session: Session, *, caller: Caller) -> None:
    """Forget it; sessions go on. Raises NoOtherWayIn and NoSuchAccount."""
    account = lock_account(session, caller.holder_id)
    if account.passphrase_hash is None:
        raise NoOtherWayIn("You have no passphrase, so you could not sign in any more. The council account stays.")
    forget_identities(session, account.holder_id)
