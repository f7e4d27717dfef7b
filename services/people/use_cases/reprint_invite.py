"""A sheet is printed anew: with a new code, since the old one is not kept, and the old one ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Invite
from services.people.queries.invites import add_invite, close_invite, invite_of_host
from services.people.rules.invites import NoSuchInvite, Opens
from shared.access import Caller
from shared.roles import Role
from shared.settings import Settings


def reprint_invite(
    session: Session, settings: Settings, *, commission_id: str, invite_id: str, places: int, days: int,
    caller: Caller, now: datetime,
) -> tuple[Invite, str]:  # fmt: skip
    """End an invite and make one that opens the same; return the new one with its code. Raises NoSuchInvite.

    The places are said anew: how many were left would tell how many joined.
    """
    old, host = invite_of_host(session, commission_id, invite_id, caller)
    if old.ended_at is not None or (old.replaces_seat_id and old.used):
        raise NoSuchInvite("This code has ended. Make a new one.")
    close_invite(session, old, actor=host.seat_id, now=now)
    opens = Opens(Role(old.role), old.group_id, old.board_id, old.term_ends_on, old.replaces_seat_id)
    seats = 1 if old.replaces_seat_id else places
    return add_invite(
        session, settings, opens, host=host, places=seats, days=days, now=now, reason=old.reason or ""
    )  # fmt: skip
