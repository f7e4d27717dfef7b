"""A commissioner or facilitator makes a code with which others take seats."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.people.models import Invite
from services.people.queries.seats import seat_that_may
from services.people.queries.secrets import keyed_hash
from services.people.rules.invites import RoleCannotBeInvited, may_invite, new_code
from shared.access import Caller
from shared.contracts.people import InviteMade
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role
from shared.settings import Settings


def make_invite(
    session: Session, settings: Settings, *, commission_id: str, role: Role, places: int, days: int, caller: Caller,
    now: datetime,
) -> tuple[Invite, str]:  # fmt: skip
    """Make an invite and return it with its code, which is not kept. Raises RoleCannotBeInvited."""
    host = seat_that_may(session, caller, commission_id, lambda held: may_invite(held, role))
    if host is None:
        raise RoleCannotBeInvited(
            "A commissioner invites everybody but providers; a facilitator invites young people. "
            "Providers take their own seats."
        )
    code = new_code()
    invite = Invite(
        invite_id=new_id(), commission_id=commission_id, role=role.value, places=places, used=0,
        code_hash=keyed_hash(settings, "invite", code), made_by=host.seat_id, made_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(invite)
    event = InviteMade(
        commission_id=commission_id, invite_id=invite.invite_id, role=role.value, places=places,
        expires_at=invite.expires_at,
    )  # fmt: skip
    record(session, event, actor=host.seat_id, now=now)
    return invite, code
