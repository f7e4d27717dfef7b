"""What `notifications` does when others have acted: it tells those who must hear of it."""

from __future__ import annotations

import importlib

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.notifications.models import KnownBid, KnownCommission, KnownRecusal, PanelSeat
from services.notifications.rules import HOLDER_NOTICES, NOTICES, check_can_be_told
from services.notifications.use_cases.forget_person import forget_person
from services.notifications.use_cases.tell_holder import tell_holder
from services.notifications.use_cases.tell_seats import tell_seats
from shared.contracts.declaration import REGISTRY, Event
from shared.contracts.people import PersonErased, SafeguardingReminderDue
from shared.contracts.specification import CommissionStarted
from shared.contracts.tendering import BidOpened, BidSubmitted
from shared.contracts.youth_panel import PanelFormed, SeatRecused
from shared.messaging.handlers import EventMeta, Handlers

for _publisher in ("people", "specification", "tendering", "youth_panel"):
    importlib.import_module(f"shared.contracts.{_publisher}")


def on_event_with_notices(session: Session, event: Event, meta: EventMeta) -> None:
    """Tell the event by its notices."""
    check_can_be_told(event_id=meta.id, commission_id=meta.subject, actor=meta.actor, reason=meta.reason)
    for notice in NOTICES[meta.type]:
        tell_seats(
            session, notice=notice, commission_id=meta.subject, event_id=meta.id, event_type=meta.type,
            data=event.to_wire(), reason=meta.reason, now=meta.now,
        )  # fmt: skip


def on_safeguarding_reminder_due(session: Session, event: SafeguardingReminderDue, meta: EventMeta) -> None:
    """Tell the lead that there is something to look at."""
    notice = HOLDER_NOTICES[meta.type]
    tell_holder(session, notice=notice, holder_id=event.holder_id, event_id=meta.id, now=meta.now)


def on_person_erased(session: Session, event: PersonErased, meta: EventMeta) -> None:
    """Forget the person's address and messages."""
    forget_person(session, holder_id=event.holder_id, now=meta.now)


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know what the commission is called."""
    session.merge(KnownCommission(commission_id=event.commission_id, title=event.title))


def on_panel_formed(session: Session, event: PanelFormed, _meta: EventMeta) -> None:
    """Know who scores."""
    session.execute(delete(PanelSeat).where(PanelSeat.commission_id == event.commission_id))
    for seat_id in {seat_id for panel in event.panels for seat_id in panel.seat_ids}:
        session.merge(PanelSeat(seat_id=seat_id, commission_id=event.commission_id))


def on_seat_recused(session: Session, event: SeatRecused, _meta: EventMeta) -> None:
    """Know who takes no part in judging whom."""
    session.merge(KnownRecusal(seat_id=event.seat_id, organisation_id=event.organisation_id))


def on_bid_submitted(session: Session, event: BidSubmitted, meta: EventMeta) -> None:
    """Know which seat handed in a bid from before bids were their own actors; of others `BidOpened` says it."""
    if meta.actor != event.bid_id:
        session.merge(KnownBid(bid_id=event.bid_id, seat_id=meta.actor))


def on_bid_opened(session: Session, event: BidOpened, _meta: EventMeta) -> None:
    """Know whose bid it is, so that recused seats hear nothing of it, and which seat its summary can be told to."""
    seat = {"seat_id": event.handed_in_by} if event.handed_in_by else {}
    session.merge(KnownBid(bid_id=event.bid_id, organisation_id=event.organisation_id, **seat))


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        PanelFormed: on_panel_formed,
        SeatRecused: on_seat_recused,
        BidSubmitted: on_bid_submitted,
        BidOpened: on_bid_opened,
    },
    reactions={
        **{REGISTRY[event_type]: on_event_with_notices for event_type in NOTICES},
        PersonErased: on_person_erased,
        SafeguardingReminderDue: on_safeguarding_reminder_due,
    },
)
