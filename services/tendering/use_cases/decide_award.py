"""The commissioner publishes the intention to award: every bidder gets a summary first."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.tendering.models import Bid, KnownChoice, Process
from services.tendering.queries import bank_holidays, going_process, names_of, submitted_bids
from services.tendering.rules.award import AwardIsDecidedAlready, ChoiceIsNotConfirmed
from services.tendering.rules.standstill import LONDON, standstill
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.tendering import AssessmentSummarySent, AwardDecided, CriterionSummary
from shared.messaging.outbox import record

SCORES_AVAILABLE = "0 to 5, in whole or half points"


def decide_award(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> Process:
    """Send the assessment summaries, then publish the intention and fix the standstill.

    Summaries go out before the notice: Procurement Act 2023, section 50. Raises ChoiceIsNotConfirmed,
    AwardIsDecidedAlready and CommissionHasEnded.
    """
    process = going_process(session, commission_id)
    if process.award_decided_at is not None:
        raise AwardIsDecidedAlready("The intention to award is published.")
    choice = session.get(KnownChoice, commission_id)
    if choice is None or choice.confirmed_at is None or choice.bid_id is None:
        raise ChoiceIsNotConfirmed("The panel chooses and the commissioner confirms before there can be an award.")
    bids = submitted_bids(session, commission_id)
    names = names_of(session, bids)
    for bid in sorted(bids, key=lambda b: str(b.label)):
        _summarise(session, process, choice, bid, name=names[str(bid.organisation_id)], now=now)
    winner = next(bid for bid in bids if bid.bid_id == choice.bid_id)
    plan = process.plan or {}
    waiting = standstill(
        plan["regime"], plan["standstill_promise_working_days"], now, bank_holidays(now.astimezone(LONDON).date())
    )
    process.awarded_bid_id, process.award_decided_at = winner.bid_id, now
    process.standstill_begins_on, process.standstill_ends_at = waiting.begins_on, waiting.ends_at
    event = AwardDecided(
        commission_id=commission_id, bid_id=winner.bid_id, provider_name=names[str(winner.organisation_id)],
        price=winner.price or Decimal(0), regime=plan["regime"], standstill_begins_on=waiting.begins_on,
        standstill_ends_at=waiting.ends_at, decided_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return process


def _summarise(session: Session, process: Process, choice: KnownChoice, bid: Bid, *, name: str, now: datetime) -> None:
    ranked = next((r for r in choice.ranking or [] if r["bid_id"] == bid.bid_id), None)
    agreed = {a["criterion_id"]: a for a in choice.agreed or [] if a["bid_id"] == bid.bid_id}
    event = AssessmentSummarySent(
        commission_id=process.commission_id, bid_id=bid.bid_id, label=str(bid.label), provider_name=name,
        successful=bid.bid_id == choice.bid_id, total=Decimal(ranked["total"]) if ranked else None,
        criteria=tuple(
            _criterion(criterion, agreed[criterion["criterion_id"]])
            for criterion in process.criteria or []
            if criterion["criterion_id"] in agreed
        ),
        sent_at=now,
    )  # fmt: skip
    bid.summary = plain(event)
    record(session, event, actor="system", now=now)


def _criterion(criterion: dict[str, Any], agreed: dict[str, Any]) -> CriterionSummary:
    return CriterionSummary(
        criterion_id=criterion["criterion_id"], title=criterion["title"], weight=Decimal(criterion["weight"]),
        scores_available=SCORES_AVAILABLE, score=Decimal(agreed["score"]), explanation=agreed["reason"],
    )  # fmt: skip
