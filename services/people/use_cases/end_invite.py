"""A code is ended before its time, such as one on a sheet that was lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Invite
from services.people.queries.invites import close_invite, invite_of_host
from shared.access import Caller


def end_invite(session: Session, *, commission_id: str, invite_id: str, caller: Caller, now: datetime) -> Invite:
    """End an invite. Who joined with it stays. Ending it again changes nothing. Raises NoSuchInvite."""
    invite, host = invite_of_host(session, commission_id, invite_id, caller)
    if invite.ended_at is None:
        close_invite(session, invite, actor=host.seat_id, now=now)
    return invite
