"""Somebody removes a passkey: it signs in nobody any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.passkeys import own_passkey, passkeys_of
from services.people.queries.secrets import ways_of
from services.people.rules.passkeys import check_a_way_is_left
from shared.access import Caller
from shared.settings import Settings


def remove_passkey(session: Session, settings: Settings, *, passkey_id: str, caller: Caller) -> None:
    """Forget the passkey, unless nothing would be left to sign in with.

    Raises NoSuchPasskey, LastWayIn and NoSuchAccount.
    """
    account = lock_account(session, caller.holder_id)
    passkey = own_passkey(session, account.holder_id, passkey_id)
    others = len(passkeys_of(session, account.holder_id)) - 1
    check_a_way_is_left(other_passkeys=others, other_ways=ways_of(session, settings, account) != ["passkey"])
    session.delete(passkey)
