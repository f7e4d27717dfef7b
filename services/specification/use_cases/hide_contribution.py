"""A contribution is hidden with a reason, or shown again with one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.checking import settle_reports
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import contribution_of
from shared.access import Caller
from shared.contracts.specification import TextHidden, TextShown
from shared.messaging.outbox import record


def hide_contribution(
    session: Session, *, commission_id: str, contribution_id: str, hides: bool, reason: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Hide a contribution, or show it again; the group is told why. Again changes nothing.

    What was reported of it is settled by this. Raises NoSuchContribution, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    given = contribution_of(session, commission_id, contribution_id, caller, held=True)
    if (given.hidden_at is not None) == hides:
        return given
    given.hidden_at, given.hidden_why = (now, reason) if hides else (None, "")
    if hides:
        settle_reports(session, contribution_id, 1, now)
    parts = {"commission_id": commission_id, "text_id": contribution_id, "place": given.place, "version": 1}
    event = TextHidden(**parts, hidden_at=now) if hides else TextShown(**parts, shown_at=now)  # type: ignore[arg-type]
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return given
