"""Somebody registers the organisation for which they bid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import Member, Organisation
from services.tendering.rules.bids import MemberOfOneAlready, OrganisationNameIsTaken
from shared.access import Caller
from shared.contracts.tendering import OrganisationRegistered
from shared.ids import new_id
from shared.messaging.outbox import record


def register_organisation(session: Session, *, name: str, caller: Caller, now: datetime) -> Organisation:
    """Register an organisation; the caller is its first member. Its name goes into no event.

    Raises MemberOfOneAlready and OrganisationNameIsTaken.
    """
    if session.get(Member, caller.holder_id) is not None:
        raise MemberOfOneAlready("You belong to an organisation already.")
    folded = " ".join(name.casefold().split())
    if session.scalar(select(Organisation.organisation_id).where(Organisation.folded_name == folded)) is not None:
        raise OrganisationNameIsTaken("An organisation with this name is registered. A colleague may have done it.")
    made = Organisation(organisation_id=new_id(), name=name, folded_name=folded, registered_at=now)
    session.add(made)
    session.flush()
    session.add(Member(holder_id=caller.holder_id, organisation_id=made.organisation_id))
    event = OrganisationRegistered(organisation_id=made.organisation_id, registered_at=now)
    record(session, event, actor=caller.holder_id, now=now)
    return made
