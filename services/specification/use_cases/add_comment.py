"""Somebody says something about a part of the text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.live import clause_to_speak_of
from services.specification.rules.contributions import COMMENT
from shared.access import Caller


def add_comment(
    session: Session, *, commission_id: str, clause_id: str, text: str, caller: Caller, now: datetime
) -> Contribution:
    """Add a comment, which everybody inside reads; where a facilitator reads it first, it waits.

    Raises NoSuchClause, TextIsHidden, TooManyContributions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    about = clause_to_speak_of(session, commission_id, clause_id, caller).clause_id
    return add_contribution(session, commission, place=COMMENT, text=text, caller=caller, now=now, subject_id=about)
