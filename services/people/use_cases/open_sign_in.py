"""A facilitator opens sign-in with pictures for 15 minutes: the group is in the room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models.joining import SignInWindow
from services.people.rules.pictures import WINDOW_LASTS
from shared.access import Caller


def open_sign_in(session: Session, *, commission_id: str, caller: Caller, now: datetime) -> SignInWindow:
    """Open sign-in for the youngest of this commission, or keep it open for 15 minutes from now.

    Nobody else is told: whoever knew it would know when to guess.
    """
    window = session.get(SignInWindow, commission_id, with_for_update=True)
    if window is None:
        window = SignInWindow(commission_id=commission_id)
        session.add(window)
    window.opened_by, window.opened_at, window.closes_at = caller.seat, now, now + WINDOW_LASTS
    session.flush()
    return window
