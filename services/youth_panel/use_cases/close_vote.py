"""Closing the vote before every seat has voted, once the quorum is reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.queries.state import panel_for_change, ranking_of
from services.youth_panel.queries.team import team_of
from services.youth_panel.queries.voting import choice_from, open_round, votes_of
from shared.access import Caller
from shared.contracts.youth_panel import ProviderChosen
from shared.messaging.outbox import record


def close_vote(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> None:
    """Close the open round and publish what was chosen, with the chair's words and the voters' reasons."""
    panel_for_change(session, commission_id)
    team = team_of(session, commission_id)
    team.check_may_chair(caller)
    team.check_not_paused()
    ranking_of(session, commission_id)
    number = open_round(session, commission_id)
    votes = votes_of(session, commission_id, number)
    choice = choice_from(session, commission_id, number, votes, words=reason, now=now)
    session.add(choice)
    event = ProviderChosen(
        commission_id=commission_id, bid_id=choice.bid_id, label=choice.label, votes_for=choice.votes_for,
        votes_cast=choice.votes_cast, chosen_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=choice.reason, now=now)
