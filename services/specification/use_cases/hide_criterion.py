"""A criterion that is being written is hidden with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import DraftCriterion
from services.specification.queries.checking import settle_reports
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import draft_of
from services.specification.queries.writing import record_change
from services.specification.rules.drafts import CRITERION
from shared.access import Caller
from shared.contracts.specification import TextHidden
from shared.messaging.outbox import record


def hide_criterion(
    session: Session, *, commission_id: str, criterion_id: str, reason: str, caller: Caller, now: datetime
) -> DraftCriterion:
    """Take a criterion out of the list, and tell the group why. What was reported of it is settled by this.

    It can be written anew in other words. Where it was set, it is no part of the text any more: signatures are void,
    and nobody signs before the criteria are set anew. Raises NoSuchCriterion, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    draft = draft_of(session, commission_id, criterion_id, caller, held=True)
    draft.taken_out_at = draft.hidden_at = now
    settle_reports(session, criterion_id, None, now)
    event = TextHidden(
        commission_id=commission_id, text_id=criterion_id, place=CRITERION, version=draft.version, hidden_at=now
    )
    if any(each["criterion_id"] == criterion_id for each in commission.criteria):
        changed = "A criterion is hidden. The criteria are set anew."
        record_change(session, commission, event, changed=changed, caller=caller, reason=reason, now=now)
    else:
        record(session, event, actor=caller.seat, reason=reason, now=now)
    return draft
