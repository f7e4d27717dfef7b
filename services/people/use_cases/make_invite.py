"""A commissioner or facilitator makes a code with which others take seats."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from services.people.models import Invite
from services.people.queries.groups import host_of, open_board, open_group
from services.people.queries.invites import add_invite
from services.people.queries.seats import london_date
from services.people.rules.boards import check_term
from services.people.rules.groups import check_grouped
from services.people.rules.invites import Opens, may_invite
from shared.access import Caller
from shared.roles import Role
from shared.settings import Settings

WHO_INVITES = (
    "A commissioner invites everybody but providers; a facilitator invites young people. "
    "Providers take their own seats."
)


def make_invite(
    session: Session, settings: Settings, *, commission_id: str, role: Role, places: int, days: int, caller: Caller,
    now: datetime, group_id: str | None = None, board_id: str | None = None, term_ends_on: date | None = None,
) -> tuple[Invite, str]:  # fmt: skip
    """Make an invite, perhaps into a group or onto a board, and return it with its code, which is not kept.

    Raises RoleCannotBeInvited, NoSuchGroup, SeatIsInNoGroup, NoSuchBoard and TermIsWrong.
    """
    host = host_of(session, caller, commission_id, lambda held: may_invite(held, role), WHO_INVITES)
    if group_id is not None:
        check_grouped(role)
        open_group(session, commission_id, group_id)
    check_term(role, term_ends_on, london_date(now), board=board_id is not None)
    if board_id is not None:
        open_board(session, commission_id, board_id)
    opens = Opens(role, group_id=group_id, board_id=board_id, term_ends_on=term_ends_on)
    return add_invite(session, settings, opens, host=host, places=places, days=days, now=now)
