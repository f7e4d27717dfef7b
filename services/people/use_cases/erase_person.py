"""A person asks to be forgotten: names and secrets go, seats and what they decided stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.accounts import lock_account
from services.people.queries.guesses import count_guess, hold_guesses
from services.people.queries.leads import end_leads
from services.people.queries.seats import close_seat, seats_of
from services.people.queries.secrets import passphrase_fits
from services.people.queries.sessions import live_sign_ins
from services.people.queries.worries import forget_sender
from services.people.rules.sessions import NoSuchAccount, SignInIsWrong
from shared.access import Caller
from shared.contracts.people import PersonErased, SessionRevoked
from shared.messaging.outbox import record
from shared.settings import Settings

REASON = "The person asked to be forgotten."


def erase_person(
    session: Session, settings: Settings, *, passphrase: str, caller: Caller, now: datetime
) -> SignInIsWrong | None:
    """Erase the caller. A wrong passphrase is counted like one at sign-in, and so returned, not raised.

    Raises TooManyGuesses.
    """
    known = session.get(Account, caller.holder_id)
    if known is None or known.sign_in_name is None:
        raise NoSuchAccount("This account is not there, or no longer.")
    guessing = hold_guesses(session, settings, known.sign_in_name, now)
    account = lock_account(session, caller.holder_id)
    if not passphrase_fits(account, passphrase):
        count_guess(session, guessing, now)
        return SignInIsWrong("The passphrase is not right, so nothing was erased.")
    for seat in seats_of(session, account.holder_id):
        close_seat(session, seat, actor=seat.seat_id, reason=REASON, now=now)
    for device in live_sign_ins(session, account.holder_id, now):
        event = SessionRevoked(session_id=device.session_id, holder_id=account.holder_id, revoked_at=now)
        record(session, event, actor=account.holder_id, now=now)
    session.execute(delete(SignIn).where(SignIn.holder_id == account.holder_id))
    session.delete(guessing)
    forget_sender(session, settings, account.holder_id)
    end_leads(session, account.holder_id, now)
    account.sign_in_name = account.name = account.passphrase_hash = account.born_on = None
    account.erased_at = now
    record(session, PersonErased(holder_id=account.holder_id, erased_at=now), actor=account.holder_id, now=now)
    return None
