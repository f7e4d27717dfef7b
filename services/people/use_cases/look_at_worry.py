"""A safeguarding lead opens a worry, and that is written down first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Worry
from services.people.queries.worries import add_entry, worry_for_lead
from services.people.rules.worries import Step
from shared.access import Caller
from shared.settings import Settings


def look_at_worry(session: Session, settings: Settings, *, worry_id: str, caller: Caller, now: datetime) -> Worry:
    """Write the look down; from now on, for 15 minutes, the lead can read. Raises NoSuchWorry."""
    worry = worry_for_lead(session, worry_id, caller.holder_id, held=True)
    add_entry(session, settings, worry, Step.LOOKED, now=now, holder_id=caller.holder_id)
    worry.read_at = worry.read_at or now
    return worry
