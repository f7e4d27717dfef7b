"""Somebody says why a part of the text matters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.live import clause_to_speak_of
from services.specification.rules.contributions import WHY
from shared.access import Caller


def say_why(
    session: Session, *, commission_id: str, clause_id: str, text: str, caller: Caller, now: datetime
) -> Contribution:
    """Say why a part matters; the newest stands beside the part. It is no part of what is signed.

    Raises NoSuchClause, TextIsHidden, TooManyContributions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    about = clause_to_speak_of(session, commission_id, clause_id, caller).clause_id
    return add_contribution(session, commission, place=WHY, text=text, caller=caller, now=now, subject_id=about)
