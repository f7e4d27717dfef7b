"""There is no permission: whoever waited for it does not take part, and where they sit nowhere is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.joining import held_wait, stop_waiting, waits_of
from services.people.queries.retention import forget_account
from services.people.queries.seats import seats_of
from shared.settings import Settings

NO_PERMISSION = "There was no permission."


def turn_away(
    session: Session, settings: Settings, *, commission_id: str, wait_id: str, actor: str, now: datetime
) -> None:
    """End somebody's waiting without a seat. actor: a facilitator's seat, or "system" after the longest wait.

    Raises NobodyWaits.
    """
    wait = held_wait(session, commission_id, wait_id)
    account = lock_account(session, wait.holder_id)
    stop_waiting(session, wait)
    if not seats_of(session, account.holder_id) and not waits_of(session, account.holder_id):
        forget_account(session, settings, account, actor=actor, reason=NO_PERMISSION, now=now)
