"""The agreed scores are locked, so prices and names are shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Process
from services.tendering.queries import going_process, names_of, submitted_bids
from services.tendering.rules.opening import BidsAreSealed
from shared.contracts.tendering import OpenedPrice, PricesOpened
from shared.messaging.outbox import record


def open_prices(session: Session, *, commission_id: str, now: datetime) -> Process:
    """Publish prices and names, once. Raises NoSuchTender, BidsAreSealed and CommissionHasEnded."""
    process = going_process(session, commission_id)
    if process.opened_at is None:
        raise BidsAreSealed("Scores were locked although no bid is open, so no price is shown.")
    if process.prices_opened_at is not None:
        return process
    process.prices_opened_at = now
    bids = submitted_bids(session, commission_id)
    names = names_of(session, bids)
    event = PricesOpened(
        commission_id=commission_id,
        prices=tuple(
            OpenedPrice(
                bid_id=bid.bid_id, organisation_id=bid.organisation_id, provider_name=names[bid.organisation_id],
                price=bid.price or Decimal(0),
            )
            for bid in bids
        ),
        budget=Decimal((process.plan or {})["budget"]), opened_at=now,
    )  # fmt: skip
    record(session, event, actor="system", now=now)
    return process
