"""A bidder challenges the award while the standstill runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Challenge
from services.tendering.queries import going_process, own_bids
from services.tendering.rules.award import AwardIsNotDecided, ChallengeIsTooLate
from services.tendering.rules.bids import NoSuchBid
from shared.access import Caller
from shared.contracts.tendering import ChallengeRaised
from shared.ids import new_id
from shared.messaging.outbox import record


def raise_challenge(session: Session, *, commission_id: str, grounds: str, caller: Caller, now: datetime) -> Challenge:
    """Challenge the award; no contract can be signed until it is answered. The grounds stay in this service.

    Raises AwardIsNotDecided, ChallengeIsTooLate, NoSuchBid and CommissionHasEnded.
    """
    process = going_process(session, commission_id)
    if process.standstill_ends_at is None:
        raise AwardIsNotDecided("There is no award to challenge yet.")
    if now >= process.standstill_ends_at:
        raise ChallengeIsTooLate("The standstill is over. You can still go to court; take advice soon.")
    mine = [bid for bid in own_bids(session, commission_id, caller) if bid.label]
    if not mine:
        raise NoSuchBid("Only an organisation whose bid was assessed can challenge the award.")
    challenge = Challenge(
        challenge_id=new_id(), commission_id=commission_id, bid_id=mine[0].bid_id, grounds=grounds, raised_at=now
    )
    session.add(challenge)
    event = ChallengeRaised(
        commission_id=commission_id, challenge_id=challenge.challenge_id, bid_id=mine[0].bid_id, raised_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return challenge
