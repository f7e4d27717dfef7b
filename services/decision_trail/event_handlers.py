"""Keeping every event: one handler for all of them."""

from __future__ import annotations

from datetime import datetime

import rfc8785
from sqlalchemy.orm import Session

from services.decision_trail.models import Entry, Head, KnownCommission
from services.decision_trail.rules.chain import GENESIS, check_can_be_kept, entry_content, entry_hash
from shared.canonical import time_text
from shared.contracts.specification import CommissionStarted
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.messaging.handlers import EventMeta, Handlers, RawEvent


def on_any_event(session: Session, event: RawEvent, meta: EventMeta) -> None:
    """Add the event to the chain of its key, as it came: unknown types and fields of a later version are kept too."""
    kept = {
        "id": meta.id, "type": meta.type, "source": meta.source, "subject": meta.subject,
        "time": time_text(meta.time), "actor": meta.actor, "reason": meta.reason,
        "causationid": meta.causation_id, "data": event.body,
    }  # fmt: skip
    check_can_be_kept(kept)
    head = session.get(Head, meta.subject, with_for_update=True)
    if head is None:
        head = Head(chain=meta.subject, length=0, hash=GENESIS)
        session.add(head)
    content = entry_content(chain=meta.subject, position=head.length + 1, previous_hash=head.hash, event=kept)
    sealed = entry_hash(content, rfc8785.dumps)
    session.add(
        Entry(
            event_id=meta.id, chain=meta.subject, position=head.length + 1, type=meta.type, source=meta.source,
            occurred_at=meta.time, actor=meta.actor, reason=meta.reason, causation_id=meta.causation_id,
            data=event.body,
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
    _end(session, event.commission_id, event.signed_at)


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """The commission has ended: its record is for everybody."""
    _end(session, event.commission_id, event.abandoned_at)


def _end(session: Session, commission_id: str, ended_at: datetime) -> None:
    known = session.get(KnownCommission, commission_id)
    # The entry is kept in any case. Without a beginning there is no title, and so no page for everybody.
    if known is not None:
        known.ended_at = ended_at


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        ContractSigned: on_contract_signed,
        CommissionAbandoned: on_commission_abandoned,
    },
    everything=on_any_event,
)
