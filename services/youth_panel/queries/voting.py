"""Where the choice stands: which round is open, who has voted, and what a round comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Choice, Vote
from services.youth_panel.queries.state import choices_of, commission_by_id, ranking_of
from services.youth_panel.rules.choice import ChoiceIsConfirmed, ChoiceIsMade, NothingIsChosen, joined_reasons, outcome


def open_round(session: Session, commission_id: str) -> int:
    """Return the number of the round that is open: 1, or one more after each choice that was declined.

    Raises ChoiceIsMade or ChoiceIsConfirmed.
    """
    choices = choices_of(session, commission_id)
    if not choices:
        return 1
    last = choices[-1]
    if last.confirmed_at is not None:
        raise ChoiceIsConfirmed("The commissioner has confirmed the panel's choice, so it stands.")
    if last.declined_at is None:
        raise ChoiceIsMade("The panel has chosen. The commissioner has to confirm or decline first.")
    return last.round + 1


def undecided_choice(session: Session, commission_id: str) -> Choice:
    """Return the choice that waits for the commissioner. Raises NothingIsChosen or ChoiceIsConfirmed."""
    choices = choices_of(session, commission_id)
    if choices and choices[-1].confirmed_at is not None:
        raise ChoiceIsConfirmed("The choice is confirmed already.")
    if not choices or choices[-1].declined_at is not None:
        raise NothingIsChosen("The panel has not chosen yet, so there is nothing to confirm or decline.")
    return choices[-1]


def votes_of(session: Session, commission_id: str, number: int) -> list[Vote]:
    """Return the votes of one round."""
    query = select(Vote).where(Vote.commission_id == commission_id, Vote.round == number).order_by(Vote.seat_id)
    return list(session.scalars(query))


def choice_from(
    session: Session, commission_id: str, number: int, votes: Sequence[Vote], *, words: str, now: datetime
) -> Choice:
    """Work out what a round's votes come to, not yet kept. `words` are the chair's; the voters' own come after them.

    Raises QuorumIsNotReached or RankingIsNotMade.
    """
    ranked = {each.bid_id: each for each in ranking_of(session, commission_id).ranking}
    places = {bid_id: each.place for bid_id, each in ranked.items() if each.place is not None}
    quorum = commission_by_id(session, commission_id).choice_quorum
    found = outcome([each.bid_id for each in votes], places, quorum)
    reasons = joined_reasons([each.reason for each in votes if each.bid_id == found.bid_id], 4_800 - len(words))
    return Choice(
        commission_id=commission_id, round=number, bid_id=found.bid_id, label=ranked[found.bid_id].label,
        votes_for=found.votes_for, votes_cast=found.votes_cast, reason=f"{words}\n{reasons}".strip(), chosen_at=now,
    )  # fmt: skip
