"""The commissioner confirms the panel's choice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.queries.ledger import ledger_of
from services.youth_panel.queries.state import opened_tender, panel_for_change, ranking_of
from services.youth_panel.queries.voting import undecided_choice
from shared.access import Caller
from shared.contracts.youth_panel import ChoiceConfirmed
from shared.messaging.outbox import record


def confirm_choice(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> None:
    """Confirm the choice, and pass on the ranking and agreed scores that the award rests on."""
    panel_for_change(session, commission_id)
    choice = undecided_choice(session, commission_id)
    choice.confirmed_at, choice.decided_by, choice.decision_reason = now, caller.seat, reason
    ledger = ledger_of(session, opened_tender(session, commission_id))
    event = ChoiceConfirmed(
        commission_id=commission_id, bid_id=choice.bid_id, ranking=ranking_of(session, commission_id).ranking,
        agreed=ledger.agreed_scores(), confirmed_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)
