"""Scoring the practice bid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.models import Practice
from services.youth_panel.queries.state import panel_before_lock
from services.youth_panel.queries.team import team_of
from services.youth_panel.rules.blindness import PracticeIsFinished
from shared.access import Caller
from shared.contracts.youth_panel import PracticeFinished
from shared.messaging.outbox import record


def finish_practice(
    session: Session, *, commission_id: str, score: int, reason: str, caller: Caller, now: datetime
) -> None:
    """Keep a seat's score of the practice bid, and say that it has practised."""
    panel_before_lock(session, commission_id)
    team_of(session, commission_id).member(caller.seat)
    if session.get(Practice, caller.seat) is not None:
        raise PracticeIsFinished("You have scored the practice bid already.")
    session.add(Practice(seat_id=caller.seat, commission_id=commission_id, score=score, reason=reason, finished_at=now))
    event = PracticeFinished(commission_id=commission_id, seat_id=caller.seat, finished_at=now)
    record(session, event, actor=caller.seat, now=now)
