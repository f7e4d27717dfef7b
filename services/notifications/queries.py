"""Reading."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.notifications.models import Contact, Email, InboxMessage
from services.notifications.rules import NoSuchMessage
from shared.access import Caller

PAGE = 200


def messages_of(session: Session, holder_id: str) -> list[InboxMessage]:
    """Return a person's latest messages, newest first."""
    query = select(InboxMessage).where(InboxMessage.holder_id == holder_id)
    return list(session.scalars(query.order_by(InboxMessage.sent_at.desc(), InboxMessage.message_id).limit(PAGE)))


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
