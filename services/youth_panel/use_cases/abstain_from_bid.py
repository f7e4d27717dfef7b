"""Not scoring a bid, and saying why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.models import Abstention
from services.youth_panel.queries.ledger import ledger_of
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.rules.blindness import ScoresAreIn, ScoresAreRevealed, ScoringIsAbstained
from shared.access import Caller
from shared.contracts.youth_panel import ScoringAbstained
from shared.messaging.outbox import record


def abstain_from_bid(
    session: Session, *, commission_id: str, bid_id: str, reason: str, caller: Caller, now: datetime
) -> None:
    """Keep a seat's reason for not scoring a bid.

    The reason may give away what the seat thinks of the bid, so it is published with the scores, not before.
    """
    panel_before_lock(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    ledger.team.member(caller.seat)
    ledger.team.check_not_paused()
    ledger.bid(bid_id)
    ledger.check_not_recused(caller.seat, bid_id)
    if bid_id in ledger.reveals:
        raise ScoresAreRevealed("The scores of this bid are shown to all already.")
    if (caller.seat, bid_id) in ledger.sheets:
        raise ScoresAreIn("You have handed in your scores of this bid. They stand.")
    if (caller.seat, bid_id) in ledger.abstentions:
        raise ScoringIsAbstained("You have abstained from scoring this bid already.")
    session.add(
        Abstention(commission_id=commission_id, seat_id=caller.seat, bid_id=bid_id, reason=reason, abstained_at=now)
    )
    event = ScoringAbstained(commission_id=commission_id, seat_id=caller.seat, bid_id=bid_id, abstained_at=now)
    record(session, event, actor=caller.seat, now=now)
