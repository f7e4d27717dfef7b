"""What `notifications` does when others have acted: it tells those who must hear of it."""

from __future__ import annotations

import importlib

from sqlalchemy.orm import Session

from services.notifications.rules import NOTICES
from services.notifications.use_cases.forget_person import forget_person
from services.notifications.use_cases.tell_seats import tell_seats
from shared.contracts.declaration import REGISTRY, Event
from shared.contracts.people import PersonErased
from shared.messaging.handlers import EventMeta, Handlers

for _publisher in ("people", "specification", "tendering", "youth_panel"):
    importlib.import_module(f"shared.contracts.{_publisher}")


def on_event_with_notices(session: Session, event: Event, meta: EventMeta) -> None:
    """Tell the event by its notices."""
    for notice in NOTICES[meta.type]:
        tell_seats(
            session, notice=notice, commission_id=meta.subject, event_id=meta.id, event_type=meta.type,
            data=event.to_wire(), actor=meta.actor, reason=meta.reason, now=meta.now,
        )  # fmt: skip


def on_person_erased(session: Session, event: PersonErased, _meta: EventMeta) -> None:
    """Forget the person's address and messages."""
    forget_person(session, holder_id=event.holder_id)


HANDLERS = Handlers(
    reactions={
        **{REGISTRY[event_type]: on_event_with_notices for event_type in NOTICES},
        PersonErased: on_person_erased,
    }
)
