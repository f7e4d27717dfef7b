"""Handing in all of one's scores of a bid, unseen by anybody else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.youth_panel.models import ScoreSheet
from services.youth_panel.queries.ledger import ledger_of
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.queries.team import check_seat_may_read
from services.youth_panel.rules.blindness import ScoresAreRevealed, check_scores_fit
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.youth_panel import BidScored
from shared.messaging.outbox import record


def score_bid(
    session: Session, *, commission_id: str, bid_id: str, scores: Sequence[Mapping[str, Any]], caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    """Keep a seat's own scores of a bid and publish their hash only.

    The hash is over {seat_id, bid_id, scores, salt}. Without the random salt anybody could try all scores until one
    fits; it is published with the scores, so that everyone can check that none was changed in between. A seat that
    had abstained may still score until the reveal.
    """
    panel_before_lock(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    member = ledger.team.member(caller.seat)
    ledger.team.check_not_paused()
    bid = ledger.bid(bid_id)
    ledger.check_not_recused(caller.seat, bid_id)
    check_seat_may_read(session, commission_id, caller.seat)
    if bid_id in ledger.reveals:
        raise ScoresAreRevealed("The scores of this bid are shown to all, so it can be scored unseen no more.")
    ledger.check_not_scored(caller.seat, bid_id)
    order = ledger.criteria_of(member.panel)
    check_scores_fit([each["criterion_id"] for each in scores], order)
    in_order = sorted((dict(each) for each in scores), key=lambda each: order.index(each["criterion_id"]))
    salt = secrets.token_hex(16)
    sha256 = canonical_hash({"seat_id": caller.seat, "bid_id": bid.bid_id, "scores": in_order, "salt": salt})
    abstention = ledger.abstentions.get((caller.seat, bid_id))
    if abstention is not None:
        session.delete(abstention)
    session.add(
        ScoreSheet(
            commission_id=commission_id, seat_id=caller.seat, bid_id=bid_id, scores=in_order, salt=salt,
            sha256=sha256, scored_at=now,
        )
    )  # fmt: skip
    event = BidScored(
        commission_id=commission_id, seat_id=caller.seat, bid_id=bid_id, scores_sha256=sha256, scored_at=now
    )
    record(session, event, actor=caller.seat, now=now)
