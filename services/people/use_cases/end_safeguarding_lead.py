"""Somebody is no longer a safeguarding lead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import SafeguardingLead
from services.people.queries.leads import leads_of
from services.people.rules.worries import NoSuchLead
from shared.access import Caller
from shared.contracts.people import SafeguardingLeadsChanged
from shared.messaging.outbox import record


def end_safeguarding_lead(
    session: Session, *, lead_id: str, commission_id: str, caller: Caller, now: datetime
) -> SafeguardingLead:
    """End it; what they read stays in the access log. Again changes nothing. Raises NoSuchLead."""
    lead = session.get(SafeguardingLead, lead_id, with_for_update=True)
    if lead is None or lead.commission_id != commission_id:
        raise NoSuchLead("There is no such lead in this commission.")
    if lead.ended_at is None:
        lead.ended_at = now
        session.flush()
        leads = len(leads_of(session, commission_id))
        event = SafeguardingLeadsChanged(commission_id=commission_id, leads=leads, changed_at=now)
        record(session, event, actor=caller.seat, now=now)
    return lead
