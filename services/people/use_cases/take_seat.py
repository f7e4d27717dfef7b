"""Somebody who has an account takes a seat with an invite code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.models.joining import Wait
from services.people.queries.accounts import lock_account
from services.people.queries.invites import use_invite
from services.people.queries.joining import take_place
from services.people.rules.invites import InviteIsNotGood
from shared.access import Caller
from shared.settings import Settings


def take_seat(
    session: Session, settings: Settings, *, commission_id: str | None, invite_code: str, caller: Caller, now: datetime
) -> Seat | Wait:
    """Take the seat that the code gives, in the commission that the address names where it names one.

    Under 13 it waits for a guardian's permission. Raises InviteIsNotGood, InviteIsForAnotherRole and Conflicts.
    """
    account = lock_account(session, caller.holder_id)
    invite = use_invite(session, settings, invite_code, now)
    if commission_id is not None and invite.commission_id != commission_id:
        raise InviteIsNotGood("This code is for another commission.")
    return take_place(session, account, invite, now)
