"""Somebody registers the organisation for which they bid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.tendering.models import Member, Organisation
from services.tendering.rules.bids import MemberOfOneAlready, OrganisationNameIsTaken, folded_name
from shared.access import Caller
from shared.contracts.tendering import OrganisationRegistered
from shared.errors import Conflict
from shared.ids import new_id
from shared.messaging.outbox import record

_MEMBER = "You belong to an organisation already."
_TAKEN = "An organisation with this name is registered. A colleague may have done it."


def register_organisation(session: Session, *, name: str, caller: Caller, now: datetime) -> Organisation:
    """Register an organisation; the caller is its first member. Its name goes into no event.

    Raises MemberOfOneAlready, OrganisationNameIsTaken and OrganisationNameIsWrong.
    """
    if session.get(Member, caller.holder_id) is not None:
        raise MemberOfOneAlready(_MEMBER)
    folded = folded_name(name)
    if session.scalar(select(Organisation.organisation_id).where(Organisation.folded_name == folded)) is not None:
        raise OrganisationNameIsTaken(_TAKEN)
    made = Organisation(organisation_id=new_id(), name=name, folded_name=folded, registered_at=now)
    # Two can find a name free, or themselves without an organisation, at once; the database lets one of them in.
    _add(session, made, OrganisationNameIsTaken(_TAKEN))
    member = Member(holder_id=caller.holder_id, organisation_id=made.organisation_id)
    _add(session, member, MemberOfOneAlready(_MEMBER))
    event = OrganisationRegistered(organisation_id=made.organisation_id, registered_at=now)
    record(session, event, actor=caller.holder_id, now=now)
    return made


def _add(session: Session, row: Organisation | Member, refusal: Conflict) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise refusal from None
