"""Somebody says which theme a part of the text belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.commissions import open_commission
from services.specification.queries.ideas import themes_of
from services.specification.queries.live import held_clause
from services.specification.rules.ideas import check_theme
from shared.access import Caller


def give_theme(
    session: Session, *, commission_id: str, clause_id: str, theme: str, caller: Caller, now: datetime
) -> Clause:
    """Put a part under one of the commission's themes, or under `none`. It is no part of what is signed.

    Raises NoSuchClause, PartWasPutTogether, NoSuchTheme, RulesAreLocked and CommissionHasEnded.
    """
    _ = caller, now
    open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    check_theme(theme, themes_of(session, commission_id))
    clause.theme = theme
    return clause
