"""What `people` does when others have acted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, KnownCommission, Seat
from services.people.queries.participation import hear
from services.people.queries.seats import say_who_writes_freely
from services.people.use_cases.seat_commissioner import seat_commissioner
from shared.contracts.specification import CommissionStarted, TextCheckingSet
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.messaging.handlers import EventMeta, Handlers, RawEvent


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know the commission."""
    known = KnownCommission(
        commission_id=event.commission_id, title=event.title, checks_young_texts=event.checks_young_texts
    )
    session.merge(known)


def on_text_checking_set(session: Session, event: TextCheckingSet, _meta: EventMeta) -> None:
    """Know whether young people's texts are checked first."""
    known = session.get(KnownCommission, event.commission_id)
    if known is not None:
        known.checks_young_texts = event.checks_young_texts


def react_to_text_checking_set(session: Session, event: TextCheckingSet, meta: EventMeta) -> None:
    """Say which of those who sit there already are old enough to write freely."""
    query = select(Account, Seat).join(Seat, Seat.holder_id == Account.holder_id)
    here = query.where(Seat.commission_id == event.commission_id, Seat.ended_at.is_(None))
    for account, seat in session.execute(here.order_by(Seat.taken_at, Seat.seat_id)):
        say_who_writes_freely(session, account, seat, meta.now)


def react_to_commission_started(session: Session, event: CommissionStarted, meta: EventMeta) -> None:
    """Seat whoever started it as its commissioner."""
    seat_commissioner(session, commission_id=event.commission_id, holder_id=event.started_by, now=meta.now)


def _end(session: Session, commission_id: str, at: datetime) -> None:
    known = session.get(KnownCommission, commission_id)
    if known is not None:
        known.ended_at = at


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """No more providers' seats in it."""
    _end(session, event.commission_id, event.abandoned_at)


def on_contract_signed(session: Session, event: ContractSigned, _meta: EventMeta) -> None:
    """No more providers' seats in it."""
    _end(session, event.commission_id, event.signed_at)


def on_any_event(session: Session, event: RawEvent, meta: EventMeta) -> None:
    """Know that a young person's seat had a say: it did something. Joining alone, and being told, is none."""
    if event.type.split(".", 1)[0] not in ("people", "notifications"):
        hear(session, meta.actor, meta.time)


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        TextCheckingSet: on_text_checking_set,
        CommissionAbandoned: on_commission_abandoned,
        ContractSigned: on_contract_signed,
    },
    reactions={CommissionStarted: react_to_commission_started, TextCheckingSet: react_to_text_checking_set},
    access=False,
    everything=on_any_event,
)
