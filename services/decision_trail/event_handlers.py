"""Keeping every event: one handler for all of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.decision_trail.models import Entry, Head, KnownCommission
from services.decision_trail.rules import GENESIS, entry_content, entry_hash
from shared.canonical import canonical_json, time_text
from shared.contracts.declaration import Event
from shared.contracts.specification import CommissionStarted
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.messaging.handlers import EventMeta, Handlers, RawEvent


def on_any_event(session: Session, event: Event | RawEvent, meta: EventMeta) -> None:
    """Add the event to the chain of its key. An unknown type is kept as it came."""
    data = event.body if isinstance(event, RawEvent) else event.to_wire()
    head = session.get(Head, meta.subject, with_for_update=True)
    if head is None:
        head = Head(chain=meta.subject, length=0, hash=GENESIS)
        session.add(head)
    content = entry_content(
        chain=meta.subject, position=head.length + 1, previous_hash=head.hash,
        event={
            "id": meta.id, "type": meta.type, "source": meta.source, "subject": meta.subject,
            "time": time_text(meta.time), "actor": meta.actor, "reason": meta.reason,
            "causationid": meta.causation_id, "data": data,
        },
    )  # fmt: skip
    sealed = entry_hash(content, canonical_json)
    session.add(
        Entry(
            event_id=meta.id, chain=meta.subject, position=head.length + 1, type=meta.type, source=meta.source,
            occurred_at=meta.time, actor=meta.actor, reason=meta.reason, causation_id=meta.causation_id, data=data,
            previous_hash=head.hash, hash=sealed,
        )
    )  # fmt: skip
    head.length += 1
    head.hash = sealed


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know what the commission is called."""
    session.merge(KnownCommission(commission_id=event.commission_id, title=event.title, started_at=event.started_at))


def on_contract_signed(session: Session, event: ContractSigned, _meta: EventMeta) -> None:
    """The commission has ended well: its record is for everybody."""
    session.get_one(KnownCommission, event.commission_id).ended_at = event.signed_at


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """The commission has ended: its record is for everybody."""
    session.get_one(KnownCommission, event.commission_id).ended_at = event.abandoned_at


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        ContractSigned: on_contract_signed,
        CommissionAbandoned: on_commission_abandoned,
    },
    everything=on_any_event,
)
