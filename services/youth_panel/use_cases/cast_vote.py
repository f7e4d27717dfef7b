"""A young seat's say in the choice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.models import Vote
from services.youth_panel.queries.ledger import ledger_of
from services.youth_panel.queries.state import opened_tender, panel_for_change, ranking_of, running_commission
from services.youth_panel.queries.voting import choice_from, open_round, votes_of
from services.youth_panel.rules.blindness import BidIsUnknown
from services.youth_panel.rules.choice import (
    BidIsExcluded,
    ConflictOfInterest,
    OnlyYoungSeatsChoose,
    VoteIsCast,
    closes_by_itself,
)
from services.youth_panel.rules.scoring import YOUNG_PEOPLE
from shared.access import Caller
from shared.contracts.youth_panel import ChoiceVoted, ProviderChosen, RankingMade
from shared.messaging.outbox import record


def cast_vote(session: Session, *, commission_id: str, bid_id: str, reason: str, caller: Caller, now: datetime) -> None:
    """Keep a vote. The last one closes the round by itself, where the quorum is reached.

    Neither the bid nor the reason is published before that.
    """
    panel_for_change(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    if ledger.team.member(caller.seat).panel != YOUNG_PEOPLE:
        message = "The choice belongs to the young people's panel. Your scores have gone into the ranking."
        raise OnlyYoungSeatsChoose(message)
    ledger.team.check_not_paused()
    _check_can_be_chosen(ranking_of(session, commission_id), bid_id)
    if (caller.seat, bid_id) in ledger.recused:
        message = "You are recused from this bidder, so you cannot vote for it. Any other bid is open to you."
        raise ConflictOfInterest(message)
    number = open_round(session, commission_id)
    votes = votes_of(session, commission_id, number)
    if any(each.seat_id == caller.seat for each in votes):
        raise VoteIsCast("You have voted already. A vote stands.")
    vote = Vote(
        commission_id=commission_id, round=number, seat_id=caller.seat, bid_id=bid_id, reason=reason, voted_at=now
    )
    session.add(vote)
    voted = ChoiceVoted(commission_id=commission_id, seat_id=caller.seat, voted_at=now)
    record(session, voted, actor=caller.seat, now=now)
    votes = [*votes, vote]
    still_to_vote = set(ledger.team.active_young()) - {each.seat_id for each in votes}
    quorum = running_commission(session, commission_id).choice_quorum
    if closes_by_itself(len(still_to_vote), len(votes), quorum):
        choice = choice_from(session, commission_id, number, votes, words="", now=now)
        session.add(choice)
        chosen = ProviderChosen(
            commission_id=commission_id, bid_id=choice.bid_id, label=choice.label, votes_for=choice.votes_for,
            votes_cast=choice.votes_cast, chosen_at=now,
        )  # fmt: skip
        record(session, chosen, actor=caller.seat, reason=choice.reason, now=now)


def _check_can_be_chosen(made: RankingMade, bid_id: str) -> None:
    ranked = next((each for each in made.ranking if each.bid_id == bid_id), None)
    if ranked is None:
        raise BidIsUnknown("There is no ranked bid with this id in this commission.")
    if ranked.place is None:
        raise BidIsExcluded(f"{ranked.label} cannot be chosen. {ranked.excluded_because}")
