"""A person asks to be forgotten: names and secrets go, seats and what they decided stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import Guessing, SignIn
from services.people.queries import close_seat, keyed_hash, live_sign_ins, lock_account, passphrase_fits, seats_of
from services.people.rules import SignInIsWrong
from shared.access import Caller
from shared.contracts.people import PersonErased, SessionRevoked
from shared.messaging.outbox import record
from shared.settings import Settings

REASON = "The person asked to be forgotten."


def erase_person(session: Session, settings: Settings, *, passphrase: str, caller: Caller, now: datetime) -> None:
    """Erase the caller. Raises SignInIsWrong where the passphrase does not fit."""
    account = lock_account(session, caller.holder_id)
    if not passphrase_fits(account, passphrase):
        raise SignInIsWrong("The passphrase is not right, so nothing was erased.")
    for seat in seats_of(session, account.holder_id):
        close_seat(session, seat, actor=caller.holder_id, reason=REASON, now=now)
    for device in live_sign_ins(session, account.holder_id, now):
        event = SessionRevoked(session_id=device.session_id, holder_id=account.holder_id, revoked_at=now)
        record(session, event, actor=caller.holder_id, now=now)
    session.execute(delete(SignIn).where(SignIn.holder_id == account.holder_id))
    if account.sign_in_name:
        guessed = keyed_hash(settings, "guess", account.sign_in_name)
        session.execute(delete(Guessing).where(Guessing.name_hash == guessed))
    account.sign_in_name = account.name = account.passphrase_hash = account.born_on = None
    account.erased_at = now
    record(session, PersonErased(holder_id=account.holder_id, erased_at=now), actor=account.holder_id, now=now)
