"""Reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.notifications.models import (
    Contact,
    Email,
    Forgotten,
    InboxMessage,
    KnownBid,
    KnownCommission,
    KnownRecusal,
    PanelSeat,
)
from services.notifications.rules import NoSuchMessage, Notice, bid_of
from shared.access import Caller, KnownSeat, active_seats, seat_by_id
from shared.roles import Role

PAGE = 200
LONDON = ZoneInfo("Europe/London")


def receivers(session: Session, notice: Notice, commission_id: str, data: Mapping[str, Any]) -> list[KnownSeat]:
    """Return the seats that a notice goes to, without those of people who were erased."""
    if notice.to:
        seats = active_seats(session, commission_id, *notice.to)
        if notice.of_the_panel:
            judging = _judging(session, commission_id, bid_of(data))
            seats = [seat for seat in seats if seat.role == Role.FACILITATOR or seat.seat_id in judging]
    else:
        seat = seat_by_id(session, _the_one(session, notice, data))
        # A seat of another commission than the event's is a mistake, and is told nothing.
        seats = [seat] if seat is not None and seat.commission_id == commission_id else []
    holders = {seat.holder_id for seat in seats}
    gone = set(session.scalars(select(Forgotten.holder_id).where(Forgotten.holder_id.in_(holders))))
    return [seat for seat in seats if seat.holder_id not in gone]


def _the_one(session: Session, notice: Notice, data: Mapping[str, Any]) -> str:
    if notice.bidder:
        return session.scalar(select(KnownBid.seat_id).where(KnownBid.bid_id == bid_of(data))) or ""
    return str(data.get("seat_id", ""))


def _judging(session: Session, commission_id: str, bid_id: str) -> set[str]:
    named = set(session.scalars(select(PanelSeat.seat_id).where(PanelSeat.commission_id == commission_id)))
    recused = (
        select(KnownRecusal.seat_id)
        .join(KnownBid, KnownBid.organisation_id == KnownRecusal.organisation_id)
        .where(KnownBid.bid_id == bid_id)
    )
    return named - set(session.scalars(recused))


def messages_of(session: Session, holder_id: str) -> list[InboxMessage]:
    """Return a person's latest messages, newest first."""
    query = select(InboxMessage).where(InboxMessage.holder_id == holder_id)
    return list(session.scalars(query.order_by(InboxMessage.sent_at.desc(), InboxMessage.message_id).limit(PAGE)))


@dataclass(frozen=True)
class Bundle:
    """Messages of one kind about one commission on one day, the newest first; all of them read, or none."""

    messages: list[InboxMessage]

    @property
    def newest(self) -> InboxMessage:
        """The message that stands for all of them."""
        return self.messages[0]


def inbox(session: Session, holder_id: str, page: int, size: int) -> tuple[list[Bundle], bool]:
    """Return one page of a person's messages in bundles, unread ones first, then the newest; and whether more follow.

    Pages count from 1; one that is not there is empty. A day is one of the clocks in the UK. Days come whole, so
    nothing is read beyond the day with which the page is full.
    """
    query = (
        select(InboxMessage)
        .where(InboxMessage.holder_id == holder_id)
        .order_by(InboxMessage.read_at.is_not(None), InboxMessage.sent_at.desc(), InboxMessage.message_id)
        .execution_options(yield_per=PAGE)
    )
    found: list[Bundle] = []
    today: tuple[bool, date] | None = None
    of_today: dict[tuple[str, str], Bundle] = {}
    for message in session.scalars(query):
        when = (message.read_at is None, message.sent_at.astimezone(LONDON).date())
        if when != today:
            if len(found) > page * size:
                break
            today, of_today = when, {}
        kind = (message.commission_id, message.notice)
        if kind not in of_today:
            of_today[kind] = Bundle([])
            found.append(of_today[kind])
        of_today[kind].messages.append(message)
    return found[(page - 1) * size : page * size], len(found) > page * size


def commissions_of(session: Session, holder_id: str) -> dict[str, str]:
    """Return the commissions that a person has messages about: their titles by id."""
    about = select(InboxMessage.commission_id).where(InboxMessage.holder_id == holder_id)
    found = select(KnownCommission.commission_id, KnownCommission.title).where(KnownCommission.commission_id.in_(about))
    return {row.commission_id: row.title for row in session.execute(found)}


def title_of(session: Session, commission_id: str) -> str:
    """Return what a commission is called; an empty text where there is none."""
    known = session.get(KnownCommission, commission_id)
    return known.title if known is not None else ""


def message_count(session: Session, holder_id: str) -> int:
    """Return how many messages a person has."""
    query = select(func.count()).select_from(InboxMessage)
    return session.scalar(query.where(InboxMessage.holder_id == holder_id)) or 0


def newest_at(session: Session, holder_id: str) -> datetime | None:
    """Return when a person's newest message was sent, or None where there is none."""
    return session.scalar(select(func.max(InboxMessage.sent_at)).where(InboxMessage.holder_id == holder_id))


def unread_count(session: Session, holder_id: str) -> int:
    """Return how many messages a person has not read."""
    query = select(func.count()).select_from(InboxMessage)
    return session.scalar(query.where(InboxMessage.holder_id == holder_id, InboxMessage.read_at.is_(None))) or 0


def own_message(session: Session, message_id: str, caller: Caller) -> InboxMessage:
    """Return a message of the caller's. Raises NoSuchMessage."""
    found = session.get(InboxMessage, message_id)
    if found is None or found.holder_id != caller.holder_id:
        raise NoSuchMessage("You have no such message.")
    return found


def contact_of(session: Session, holder_id: str) -> Contact | None:
    """Return where a person wants e-mail."""
    return session.get(Contact, holder_id)


def deliveries(session: Session, commission_id: str) -> list[dict[str, Any]]:
    """Return how many messages of each notice were sent, read, and e-mailed; sealed ones left out."""
    counted = (
        select(
            InboxMessage.notice, func.count().label("in_app"), func.count(InboxMessage.read_at).label("read"),
            func.count(Email.message_id).filter(Email.state == "queued").label("queued"),
            func.count(Email.message_id).filter(Email.state == "sent").label("sent"),
            func.count(Email.message_id).filter(Email.state.in_(("refused", "given_up"))).label("failed"),
        )
        .outerjoin(Email, Email.message_id == InboxMessage.message_id)
        .where(InboxMessage.commission_id == commission_id, InboxMessage.sealed.is_(False))
        .group_by(InboxMessage.notice)
        .order_by(InboxMessage.notice)
    )  # fmt: skip
    return [dict(row._mapping) for row in session.execute(counted)]  # noqa: SLF001  (SQLAlchemy's documented way)


def queue_emails(session: Session, rows: list[dict[str, Any]], now: datetime) -> None:
    """Queue an e-mail beside each of these messages whose holder wants one."""
    holders = {row["holder_id"] for row in rows}
    wanted = set(session.scalars(select(Contact.holder_id).where(Contact.holder_id.in_(holders))))
    queued = [
        {"message_id": row["message_id"], "state": "queued", "tries": 0, "next_try_at": now}
        for row in rows
        if row["holder_id"] in wanted
    ]
    if queued:
        session.execute(insert(Email), queued)
