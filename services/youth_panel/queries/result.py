"""The read side of the end: the ranking, and what the votes came to once a round is closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Choice, KnownPrice
from services.youth_panel.queries.state import choices_of, commission_by_id, panel_of, ranking_row
from services.youth_panel.queries.team import team_of
from services.youth_panel.queries.voting import votes_of
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.youth_panel import RankedBid, RankingMade
from shared.roles import Role


def _check_may_see(session: Session, commission_id: str, caller: Caller) -> None:
    if caller.role in (Role.YOUNG_PERSON, Role.EVALUATOR):
        team_of(session, commission_id).member(caller.seat)


def ranking_view(session: Session, commission_id: str, caller: Caller) -> dict[str, Any]:
    """Show the ranking with names and prices, and what would have changed the winner."""
    _check_may_see(session, commission_id, caller)
    row = ranking_row(session, commission_id)
    made = RankingMade.from_wire(row.document)
    query = select(KnownPrice).where(KnownPrice.commission_id == commission_id)
    prices = {each.bid_id: each for each in session.scalars(query)}
    return {
        "ranking": [_ranked(each, prices[each.bid_id], row.shown[each.bid_id]) for each in made.ranking],
        "tie_broken_by": made.tie_broken_by, "sensitivity": plain(made.sensitivity), "made_at": made.made_at,
    }  # fmt: skip


def _ranked(each: RankedBid, price: KnownPrice, shown: str) -> dict[str, Any]:
    return {**plain(each), "total_shown": shown, "provider_name": price.provider_name, "price": price.price}


def choice_view(session: Session, commission_id: str, caller: Caller) -> dict[str, Any]:
    """Show the rounds that are closed, and of an open one no more than how many have voted."""
    _check_may_see(session, commission_id, caller)
    panel_of(session, commission_id)
    ranking_row(session, commission_id)
    choices = choices_of(session, commission_id)
    last = choices[-1] if choices else None
    is_open = last is None or last.declined_at is not None
    number = (last.round if last else 0) + (1 if is_open else 0)
    open_votes = votes_of(session, commission_id, number) if is_open else []
    mine = next((each for each in open_votes if each.seat_id == caller.seat), None)
    return {
        "round": number, "open": is_open, "quorum": commission_by_id(session, commission_id).choice_quorum,
        "votes_cast": len(open_votes) if is_open else last.votes_cast if last else 0,
        "my_vote": mine.bid_id if mine else None, "rounds": [_round(session, each) for each in choices],
    }  # fmt: skip


def _round(session: Session, choice: Choice) -> dict[str, Any]:
    tally = Counter(each.bid_id for each in votes_of(session, choice.commission_id, choice.round))
    return {
        "round": choice.round, "bid_id": choice.bid_id, "label": choice.label, "votes_for": choice.votes_for,
        "votes_cast": choice.votes_cast, "reason": choice.reason, "chosen_at": choice.chosen_at,
        "confirmed_at": choice.confirmed_at, "declined_at": choice.declined_at,
        "decision_reason": choice.decision_reason,
        "votes": [{"bid_id": bid_id, "votes": votes} for bid_id, votes in sorted(tally.items())],
    }  # fmt: skip
