"""Two small services, to see how events travel without any of the six."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shared.contracts.tendering import BidWithdrawn, OrganisationRegistered
from shared.contracts.youth_panel import ChoiceVoted
from shared.database import new_metadata
from shared.errors import Conflict
from shared.messaging.handlers import EventMeta, Handlers
from shared.messaging.outbox import record
from shared.service import Service
from shared.tables import add_shared_tables


class Giver(DeclarativeBase):
    metadata = new_metadata()


add_shared_tables(Giver.metadata)


class Taker(DeclarativeBase):
    metadata = new_metadata()


class Seen(Taker):
    __tablename__ = "seen"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(36))
    what: Mapped[str] = mapped_column(String(36))


class Answered(Taker):
    __tablename__ = "answered"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    what: Mapped[str] = mapped_column(String(36))


add_shared_tables(Taker.metadata)


class TheCauseIsMissing(Conflict):
    """What this event builds on has not been mended yet."""


BROKEN: set[str] = set()


def on_organisation_registered(session: Session, event: OrganisationRegistered, _meta: EventMeta) -> None:
    session.add(Seen(key=event.key, what=event.organisation_id))


def on_bid_withdrawn(session: Session, event: BidWithdrawn, _meta: EventMeta) -> None:
    if event.bid_id in BROKEN:
        raise TheCauseIsMissing("not yet")
    session.add(Seen(key=event.key, what=event.bid_id))


def react_to_bid_withdrawn(session: Session, event: BidWithdrawn, meta: EventMeta) -> None:
    session.add(Answered(what=event.bid_id))
    answer = ChoiceVoted(commission_id=event.commission_id, seat_id=event.bid_id, voted_at=meta.now)
    record(session, answer, actor="system", now=meta.now)


GIVER = Service(name="tendering", metadata=Giver.metadata, handlers=Handlers(), migrations=Path())
TAKER = Service(
    name="youth_panel",
    metadata=Taker.metadata,
    handlers=Handlers(
        copies={OrganisationRegistered: on_organisation_registered, BidWithdrawn: on_bid_withdrawn},
        reactions={BidWithdrawn: react_to_bid_withdrawn},
    ),
    migrations=Path(),
)


def withdrawn(commission: str, bid: str, now: datetime) -> BidWithdrawn:
    return BidWithdrawn(commission_id=commission, bid_id=bid, withdrawn_at=now)


def give(bench: Any, *events: Any) -> None:
    """Record events as acts of the giver, each in a transaction of its own."""
    for event in events:
        with bench.session() as session:
            record(session, event, actor="system", now=bench.now)
