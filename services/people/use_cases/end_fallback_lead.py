"""Somebody no longer reads the worries that reach nobody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import SafeguardingLead
from services.people.queries.accounts import account_by_name
from services.people.queries.leads import leads_held_by
from services.people.rules.worries import NoSuchLead


def end_fallback_lead(session: Session, *, email: str, now: datetime) -> SafeguardingLead:
    """End it. Raises NoSuchLead."""
    account = account_by_name(session, email)
    held = leads_held_by(session, account.holder_id) if account is not None else []
    lead = next((each for each in held if each.commission_id is None), None)
    if lead is None:
        raise NoSuchLead("Nobody with this e-mail address is a fallback lead.")
    lead.ended_at = now
    return lead
