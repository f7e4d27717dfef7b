"""The commissioner departs from the panel's choice, with reasons that are published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.queries.state import panel_for_change
from services.youth_panel.queries.voting import undecided_choice
from shared.access import Caller
from shared.contracts.youth_panel import ChoiceDeclined
from shared.messaging.outbox import record


def decline_choice(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> None:
    """Decline the choice. The panel is told why, and can vote again in a new round."""
    panel_for_change(session, commission_id)
    choice = undecided_choice(session, commission_id)
    choice.declined_at, choice.decided_by, choice.decision_reason = now, caller.seat, reason
    event = ChoiceDeclined(commission_id=commission_id, bid_id=choice.bid_id, declined_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
