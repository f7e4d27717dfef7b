"""Somebody takes a criterion out of those that are being written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import DraftCriterion
from services.specification.queries.checking import settle_reports
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import draft_of
from services.specification.rules.texts import check_version
from shared.access import Caller


def take_out_criterion(
    session: Session, *, commission_id: str, criterion_id: str, version: int, caller: Caller, now: datetime
) -> DraftCriterion:
    """Take it out. What was set stays as it is until the criteria are set anew.

    Raises NoSuchCriterion, TextHasChanged, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    draft = draft_of(session, commission_id, criterion_id, caller, held=True)
    check_version(version, draft.version, criterion=draft.words)
    draft.taken_out_at = now
    settle_reports(session, criterion_id, None, now)
    return draft
