"""Taking a seat out of the judging of one bidder, after it had declared."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.youth_panel.models import AgreedScoreRow, KnownBid, KnownBidder, Recusal
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.queries.team import team_of
from services.youth_panel.rules.blindness import OrganisationIsUnknown, SeatIsRecusedAlready
from services.youth_panel.rules.membership import OnlyYourOwnSeat
from shared.access import Caller
from shared.contracts.youth_panel import SeatRecused
from shared.messaging.outbox import record
from shared.roles import Role


def recuse_seat(
    session: Session, *, commission_id: str, seat_id: str | None, organisation_id: str, reason: str, caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    """Recuse a seat from an organisation's bid: its scores of it count no more.

    `seat_id` is the caller's own where it is None; only a facilitator, who chairs, can name another. What the seat's
    panel has agreed about this bid was agreed with it, so it has to be agreed anew.
    """
    if seat_id is None:
        seat_id = caller.seat
    if seat_id != caller.seat and caller.role is not Role.FACILITATOR:
        raise OnlyYourOwnSeat("You can only recuse your own seat. A facilitator can recuse another, with a reason.")
    panel_before_lock(session, commission_id)
    opened_tender(session, commission_id)
    team = team_of(session, commission_id)
    member = team.member(seat_id)
    if seat_id not in team.seats_of_same_person(caller.seat):
        team.check_may_chair(caller)
    if session.get(KnownBidder, (commission_id, organisation_id)) is None:
        raise OrganisationIsUnknown("No organisation with this id has bid here. Choose one from the list of providers.")
    known = select(Recusal.recusal_id).where(Recusal.seat_id == seat_id, Recusal.organisation_id == organisation_id)
    if session.scalar(known) is not None:
        raise SeatIsRecusedAlready("This seat is recused from this organisation already.")
    session.add(
        Recusal(
            commission_id=commission_id, seat_id=seat_id, organisation_id=organisation_id, reason=reason,
            recused_by=caller.seat, recused_at=now,
        )
    )  # fmt: skip
    bids = select(KnownBid.bid_id).where(
        KnownBid.commission_id == commission_id, KnownBid.organisation_id == organisation_id
    )
    agreed_with_it = update(AgreedScoreRow).where(
        AgreedScoreRow.bid_id.in_(bids), AgreedScoreRow.panel == member.panel, AgreedScoreRow.void_since.is_(None)
    )
    session.execute(agreed_with_it.values(void_since=now))
    event = SeatRecused(commission_id=commission_id, seat_id=seat_id, organisation_id=organisation_id, recused_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
