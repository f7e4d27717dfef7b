"""The commissioner signs the contract, when the standstill is over and no challenge is open."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Bid, Process
from services.tendering.queries import challenge_counts, going_process, names_of, process_of
from services.tendering.rules.award import AwardIsNotDecided, ContractIsSignedAlready, check_challenges
from services.tendering.rules.standstill import check_standstill
from shared.access import Caller
from shared.contracts.tendering import ContractSigned
from shared.messaging.outbox import record


def sign_contract(session: Session, *, commission_id: str, caller: Caller, now: datetime) -> Process:
    """Record the contract.

    Raises AwardIsNotDecided, StandstillIsRunning, ChallengeIsOpen, ChallengeWasUpheld,
    ContractIsSignedAlready and CommissionHasEnded.
    """
    if process_of(session, commission_id, hold=True).contract_signed_at is not None:
        raise ContractIsSignedAlready("The contract is signed.")
    process = going_process(session, commission_id)
    if process.standstill_ends_at is None:
        raise AwardIsNotDecided("There is no award yet.")
    check_standstill(process.standstill_ends_at, now)
    open_ones, upheld = challenge_counts(session, commission_id)
    check_challenges(open_ones=open_ones, upheld=upheld)
    bid = session.get_one(Bid, process.awarded_bid_id)
    process.contract_signed_at = now
    event = ContractSigned(
        commission_id=commission_id, bid_id=bid.bid_id,
        provider_name=names_of(session, [bid])[str(bid.organisation_id)], price=bid.price or Decimal(0), signed_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return process
