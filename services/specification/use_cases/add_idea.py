"""Somebody gives an idea."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution, Idea
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.ideas import themes_of
from services.specification.rules.contributions import IDEA
from services.specification.rules.ideas import check_theme
from shared.access import Caller


def add_idea(
    session: Session, *, commission_id: str, text: str, theme: str, caller: Caller, now: datetime
) -> Contribution:
    """Add an idea under a theme, or `none`; where a facilitator reads it first, it waits.

    Raises NoSuchTheme, TooManyContributions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_theme(theme, themes_of(session, commission_id))
    given = add_contribution(session, commission, place=IDEA, text=text, caller=caller, now=now)
    session.add(Idea(contribution_id=given.contribution_id, theme=theme))
    return given
