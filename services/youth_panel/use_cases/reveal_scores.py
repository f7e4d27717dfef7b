"""Showing the own scores of a bid to those who gave them, once all are in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.models import Reveal
from services.youth_panel.queries.ledger import Ledger, ledger_of
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.rules.blindness import ScoresAreRevealed, check_all_in
from services.youth_panel.rules.membership import check_enough_judge
from services.youth_panel.rules.scoring import YOUNG_PEOPLE
from shared.access import Caller
from shared.contracts.youth_panel import ScoresRevealed, SeatAbstention, SeatScore, SeatSeal
from shared.messaging.outbox import record


def reveal_scores(session: Session, *, commission_id: str, bid_id: str, caller: Caller, now: datetime) -> None:
    """Reveal the scores of a bid, and with them the salts that make each sheet's hash checkable."""
    panel_before_lock(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    ledger.team.check_may_chair(caller)
    ledger.team.check_not_paused()
    ledger.bid(bid_id)
    if bid_id in ledger.reveals:
        raise ScoresAreRevealed("The scores of this bid are revealed already.")
    check_enough_judge(len(ledger.expected(bid_id, YOUNG_PEOPLE)))
    sheets = ledger.sheets_of(bid_id)
    scored = {ledger.team.member(sheet.seat_id).panel for sheet in sheets}
    check_all_in(ledger.waiting(bid_id), [panel for panel in ledger.panels() if panel not in scored])
    session.add(Reveal(bid_id=bid_id, commission_id=commission_id, revealed_by=caller.seat, revealed_at=now))
    record(session, _event(ledger, commission_id, bid_id, now), actor=caller.seat, now=now)


def _event(ledger: Ledger, commission_id: str, bid_id: str, now: datetime) -> ScoresRevealed:
    sheets = ledger.sheets_of(bid_id)
    return ScoresRevealed(
        commission_id=commission_id, bid_id=bid_id, revealed_at=now,
        scores=tuple(
            SeatScore(
                seat_id=sheet.seat_id, criterion_id=each["criterion_id"], score=each["score"], reason=each["reason"],
                points_to=each["points_to"],
            )
            for sheet in sheets
            for each in sheet.scores
        ),
        abstentions=tuple(
            SeatAbstention(seat_id=each.seat_id, reason=each.reason) for each in ledger.abstentions_of(bid_id)
        ),
        seals=tuple(SeatSeal(seat_id=sheet.seat_id, salt=sheet.salt) for sheet in sheets),
    )  # fmt: skip
