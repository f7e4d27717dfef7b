"""Somebody adds a passkey, with which they sign in from now on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Passkey
from services.people.queries.accounts import lock_account
from services.people.queries.passkey_answers import made
from services.people.queries.passkeys import Asking, passkey_of_credential, passkeys_of
from services.people.rules.passkeys import PasskeyIsNotGood, PasskeyIsThereAlready, check_room
from shared.access import Caller
from shared.ids import new_id
from shared.settings import Settings


def add_passkey(
    session: Session, settings: Settings, *, asking: Asking, answer: str, name: str, caller: Caller, now: datetime
) -> Passkey | PasskeyIsNotGood | PasskeyIsThereAlready:
    """Check what the device made, and keep its public half.

    The challenge is spent whatever comes of it: so a refusal after that is returned, not raised. Raises
    PasskeyIsMissing, TooManyPasskeys and NoSuchAccount.
    """
    account = lock_account(session, caller.holder_id)
    held = passkeys_of(session, account.holder_id)
    check_room(len(held))
    try:
        found = made(session, settings, asking, account, held=held, answer=answer, now=now)
    except PasskeyIsNotGood as wrong:
        return wrong
    if passkey_of_credential(session, found.credential_id) is not None:
        return PasskeyIsThereAlready("This passkey is there already.")
    passkey = Passkey(
        passkey_id=new_id(), holder_id=account.holder_id, credential_id=found.credential_id,
        public_key=found.public_key, sign_count=found.sign_count, transports=found.transports,
        user_handle=found.user_handle, name=name, added_at=now,
    )  # fmt: skip
    session.add(passkey)
    session.flush()
    return passkey
