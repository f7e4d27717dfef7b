"""A person asks to be forgotten: names and secrets go, seats and what they decided stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import SignIn
from services.people.queries.accounts import lock_account
from services.people.queries.guesses import forget_guesses
from services.people.queries.leads import end_leads
from services.people.queries.seats import close_seat, seats_of
from services.people.queries.sessions import live_sign_ins
from services.people.queries.worries import forget_sender
from shared.access import Caller
from shared.contracts.people import PersonErased, SessionRevoked
from shared.messaging.outbox import record
from shared.settings import Settings

REASON = "The person asked to be forgotten."


def erase_person(session: Session, settings: Settings, *, caller: Caller, now: datetime) -> None:
    """Erase the caller, who just confirmed that it is them. Raises NoSuchAccount."""
    account = lock_account(session, caller.holder_id)
    forget_guesses(session, settings, account.sign_in_name or "")
    for seat in seats_of(session, account.holder_id):
        close_seat(session, seat, actor=seat.seat_id, reason=REASON, now=now)
    for device in live_sign_ins(session, account.holder_id, now):
        event = SessionRevoked(session_id=device.session_id, holder_id=account.holder_id, revoked_at=now)
        record(session, event, actor=account.holder_id, now=now)
    session.execute(delete(SignIn).where(SignIn.holder_id == account.holder_id))
    forget_sender(session, settings, account.holder_id)
    end_leads(session, account.holder_id, now)
    account.sign_in_name = account.name = account.passphrase_hash = account.born_on = None
    account.erased_at = now
    record(session, PersonErased(holder_id=account.holder_id, erased_at=now), actor=account.holder_id, now=now)
