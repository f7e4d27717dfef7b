"""What `specification` does when others have acted."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseChange, FreeSeat, KnownTender
from shared.contracts.people import SeatCheckingSet
from shared.contracts.tendering import CommissionAbandoned, ContractSigned, TenderPublished
from shared.messaging.handlers import EventMeta, Handlers


def _known(session: Session, commission_id: str) -> KnownTender:
    found = session.get(KnownTender, commission_id)
    if found is None:
        found = KnownTender(commission_id=commission_id)
        session.add(found)
    return found


def _forget_changes(session: Session, commission_id: str) -> None:
    """Forget what was typed letter by letter: nobody writes any more, and the versions say who wrote what."""
    clauses = select(Clause.clause_id).where(Clause.commission_id == commission_id)
    session.execute(delete(ClauseChange).where(ClauseChange.clause_id.in_(clauses)))


def on_tender_published(session: Session, event: TenderPublished, _meta: EventMeta) -> None:
    """From now on the text is locked."""
    _known(session, event.commission_id).published_at = event.opens_at
    _forget_changes(session, event.commission_id)


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """The commission is over."""
    _known(session, event.commission_id).ended_at = event.abandoned_at
    _forget_changes(session, event.commission_id)


def on_contract_signed(session: Session, event: ContractSigned, _meta: EventMeta) -> None:
    """The commissioning is over; delivery begins."""
    _known(session, event.commission_id).ended_at = event.signed_at


def on_seat_checking_set(session: Session, event: SeatCheckingSet, _meta: EventMeta) -> None:
    """Know who writes freely."""
    session.execute(delete(FreeSeat).where(FreeSeat.seat_id == event.seat_id))
    if not event.checked_first:
        session.add(FreeSeat(seat_id=event.seat_id))


HANDLERS = Handlers(
    copies={
        SeatCheckingSet: on_seat_checking_set,
        TenderPublished: on_tender_published,
        CommissionAbandoned: on_commission_abandoned,
        ContractSigned: on_contract_signed,
    }
)
