"""A commission, or the whole system, gets a named person who reads what somebody is worried about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import SafeguardingLead
from services.people.queries.accounts import account_by_name, lock_account
from services.people.queries.leads import leads_held_by, leads_of
from services.people.queries.seats import seats_of
from services.people.rules.worries import IsALeadAlready, NoSuchLead, check_can_lead
from shared.access import Caller
from shared.contracts.people import SafeguardingLeadsChanged
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role


def name_safeguarding_lead(
    session: Session, *, email: str, commission_id: str | None, caller: Caller | None, now: datetime
) -> SafeguardingLead:
    """Name a lead; without a commission and caller, from the command, a fallback lead for the whole system.

    Raises NoSuchLead, CannotBeALead and IsALeadAlready.
    """
    found = account_by_name(session, email)
    if found is None or found.erased_at is not None:
        raise NoSuchLead("No account signs in with this e-mail address. Ask them to open a staff account first.")
    account = lock_account(session, found.holder_id)
    held = seats_of(session, account.holder_id, commission_id) if commission_id is not None else []
    check_can_lead(AccountKind(account.kind), {Role(seat.role) for seat in held})
    if any(lead.commission_id == commission_id for lead in leads_held_by(session, account.holder_id)):
        raise IsALeadAlready("This person is a safeguarding lead here already.")
    lead = SafeguardingLead(
        lead_id=new_id(), holder_id=account.holder_id, commission_id=commission_id,
        named_by=caller.actor if caller is not None else "system", named_at=now,
    )  # fmt: skip
    session.add(lead)
    session.flush()
    if commission_id is not None and caller is not None:
        leads = len(leads_of(session, commission_id))
        event = SafeguardingLeadsChanged(commission_id=commission_id, leads=leads, changed_at=now)
        record(session, event, actor=caller.seat, now=now)
    return lead
