"""The agreed scores are locked, so prices and names are shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Process
from services.tendering.queries import going_process, names_of, submitted_bids
from services.tendering.queries.parts import contents_of
from services.tendering.rules.opening import BidsAreSealed
from shared.contracts.tendering import OpenedPrice, PricesOpened
from shared.messaging.outbox import record


def open_prices(session: Session, *, commission_id: str, now: datetime) -> Process:
    """Publish prices and names, once. Raises NoSuchTender, BidsAreSealed, KeyFault and CommissionHasEnded."""
    process = going_process(session, commission_id)
    if process.opened_at is None:
        raise BidsAreSealed("Scores were locked although no bid is open, so no price is shown.")
    if process.prices_opened_at is not None:
        return process
    contents = contents_of(session, submitted_bids(session, commission_id))
    process.prices_opened_at = now
    for content in contents:
        content.bid.price = content.price
    names = names_of(session, [content.bid for content in contents])
    event = PricesOpened(
        commission_id=commission_id,
        prices=tuple(
            OpenedPrice(
                bid_id=content.bid.bid_id, organisation_id=content.owner.organisation_id,
                provider_name=names[content.owner.organisation_id], price=content.price or Decimal(0),
                receipt_salt=content.owner.salt,
            )
            for content in contents
        ),
        budget=Decimal((process.plan or {})["budget"]), opened_at=now,
    )  # fmt: skip
    record(session, event, actor="system", now=now)
    return process
