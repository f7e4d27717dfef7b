"""What `people` does when others have acted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import KnownCommission
from services.people.queries.participation import hear
from services.people.use_cases.seat_commissioner import seat_commissioner
from shared.contracts.specification import CommissionStarted
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.messaging.handlers import EventMeta, Handlers, RawEvent


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know the commission."""
    known = KnownCommission(
        commission_id=event.commission_id, title=event.title, checks_young_texts=event.checks_young_texts
    )
    session.merge(known)


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
        CommissionAbandoned: on_commission_abandoned,
        ContractSigned: on_contract_signed,
    },
    reactions={CommissionStarted: react_to_commission_started},
    access=False,
    everything=on_any_event,
)
