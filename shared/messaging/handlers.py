"""What a service does with the events of others: one table of copies, one of reactions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shared.access.handlers import ACCESS_COPIES
from shared.contracts.declaration import REGISTRY, Event, UnreadableEvent
from shared.contracts.people import PersonErased
from shared.idempotency import forget_answers
from shared.messaging.envelope import Message
from shared.messaging.meta import EventMeta, RawEvent

__all__ = ["EventMeta", "Handler", "Handlers", "RawEvent"]

Handler = Callable[[Session, Any, EventMeta], None]


class Handlers:
    """The events a service listens to.

    copies: update this service's local copies and nothing else; `rebuild` replays them.
    reactions: call a use case, may record events; never replayed.
    access: also keep the copies of seats, keys and ended sessions, and forget what was once answered to people who
    are erased (all services but people, which does so in the act itself).
    everything: one handler for every event there is, known or not, its own service's included. It gets each as it
    came, with the fields that a later version may have added.
    """

    def __init__(
        self,
        copies: Mapping[type[Event], Handler] | None = None,
        reactions: Mapping[type[Event], Handler] | None = None,
        *,
        access: bool = True,
        everything: Handler | None = None,
    ) -> None:
        self.copies: dict[str, list[Handler]] = {}
        self.reactions = {cls.TYPE: handler for cls, handler in (reactions or {}).items()}
        self.everything = everything
        of_access: dict[type[Event], Handler] = {**ACCESS_COPIES, PersonErased: _on_person_erased} if access else {}
        for table in (of_access, copies or {}):
            for cls, handler in table.items():
                self.copies.setdefault(cls.TYPE, []).append(handler)

    def knows(self, event_type: str) -> bool:
        """Say whether this service does anything with events of this type."""
        return self.everything is not None or event_type in self.copies or event_type in self.reactions

    def types(self) -> set[str]:
        """Name the types of events this service reads by name."""
        return set(self.copies) | set(self.reactions)

    def handle(self, session: Session, message: Message, now: datetime, *, copies_only: bool = False) -> None:
        """Hand one message to its handlers. Raises DomainError where they refuse it or it cannot be read."""
        if message.broken:
            raise UnreadableEvent(message.broken)
        meta = EventMeta(
            id=message.id,
            type=message.type,
            source=message.source,
            subject=message.key,
            time=message.time,
            actor=message.actor,
            reason=message.reason,
            causation_id=message.causation_id,
            traceparent=message.traceparent,
            now=now,
        )
        body = _body(message)
        declared = REGISTRY.get(message.type)
        raw = RawEvent(message.type, body)
        # What is only kept need not be understood: the trail keeps an event that its readers refuse, too.
        event = declared.from_wire(body) if declared is not None and message.type in self.types() else raw
        session.info["causation_id"] = message.id
        for handler in self.copies.get(message.type, ()):
            handler(session, event, meta)
        if self.everything is not None:
            self.everything(session, raw, meta)
        if not copies_only and message.type in self.reactions:
            self.reactions[message.type](session, event, meta)


def _on_person_erased(session: Session, event: PersonErased, _meta: EventMeta) -> None:
    forget_answers(session, event.holder_id)


def _body(message: Message) -> dict[str, Any]:
    try:
        body = json.loads(message.body)
    except (RecursionError, ValueError) as error:
        text = f"{message.type} cannot be read: its content is not JSON, or nested too deep"
        raise UnreadableEvent(text) from error
    if not isinstance(body, dict):
        text = f"{message.type} cannot be read: its content is not an object"
        raise UnreadableEvent(text)
    return body
