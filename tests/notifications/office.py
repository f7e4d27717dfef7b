"""The office of a test: the service on a real database, one commission, and somebody in every place there is."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.notifications.app import create_app
from services.notifications.models import Email, InboxMessage
from services.notifications.use_cases.give_contact import give_contact
from services.notifications.worker import SERVICE
from shared.access import Caller
from shared.contracts.declaration import REGISTRY, Event
from shared.contracts.notifications import SeatsTold
from shared.contracts.people import SeatEnded
from shared.ids import new_id
from shared.messaging.envelope import Message
from shared.roles import Role
from tests.kit import Bench

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
CAST = {
    "young": Role.YOUNG_PERSON,  # on the panel
    "young recused": Role.YOUNG_PERSON,  # on the panel, recused from the bid that the tests are about
    "young beside": Role.YOUNG_PERSON,  # not on the panel
    "evaluator": Role.EVALUATOR,  # on the panel
    "evaluator beside": Role.EVALUATOR,
    "facilitator": Role.FACILITATOR,
    "commissioner": Role.COMMISSIONER,
    "board": Role.BOARD_MEMBER,
    "auditor": Role.AUDITOR,
    "bidder": Role.PROVIDER,  # handed in the bid
    "provider": Role.PROVIDER,
    "young left": Role.YOUNG_PERSON,  # whose seat has ended
}


def sample(event_type: str, **fields: Any) -> Event:
    """The event as its published sample has it, with these fields instead."""
    body = json.loads((SAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))
    return REGISTRY[event_type].from_wire({**body, **fields})


class Office:
    """What the tests of `notifications` share."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.bench = Bench(SERVICE, folder, **settings)
        self.commission_id, self.bid_id, self.organisation_id = new_id(), new_id(), new_id()
        self.cast: dict[str, Caller] = {}

    @cached_property
    def client(self) -> FlaskClient:
        """The service over HTTP, made for the tests that ask it: many do not."""
        return self.bench.client(create_app)

    def seat(self, name: str, role: Role, commission_id: str = "", holder_id: str | None = None) -> Caller:
        self.cast[name] = self.bench.seat(commission_id or self.commission_id, role, holder_id)
        return self.cast[name]

    def fill(self) -> None:
        """Seat the whole cast; somebody of each role sits in another commission too."""
        for name, role in CAST.items():
            self.seat(name, role)
        for role in Role:
            self.seat(f"{role} elsewhere", role, new_id())
        left = self.cast["young left"]
        self.bench.handle(
            SeatEnded(
                commission_id=self.commission_id, seat_id=left.seat, holder_id=left.holder_id,
                role=Role.YOUNG_PERSON, ended_at=self.bench.now,
            )
        )  # fmt: skip

    def judge(self) -> None:
        """The bid is handed in and opened, the panel is formed, and one seat is recused from it."""
        self.put("tendering.bid_submitted.v1", actor=self.bid_id, bid_id=self.bid_id)
        panels = [
            {"panel": "young_people", "seat_ids": [self.cast["young"].seat, self.cast["young recused"].seat],
             "criterion_ids": []},
            {"panel": "adults", "seat_ids": [self.cast["evaluator"].seat], "criterion_ids": []},
        ]  # fmt: skip
        self.put("youth_panel.panel_formed.v1", panels=panels)
        opened = {"bid_id": self.bid_id, "organisation_id": self.organisation_id}
        self.put("tendering.bid_opened.v1", **opened, handed_in_by=self.cast["bidder"].seat)
        seat_id = self.cast["young recused"].seat
        self.put("youth_panel.seat_recused.v1", seat_id=seat_id, organisation_id=self.organisation_id)

    def put(self, event_type: str, *, actor: str = "system", reason: str = "", **fields: Any) -> Message:
        """A sample of this type about the commission, delivered twice."""
        event = sample(event_type, commission_id=self.commission_id, **fields)
        return self.bench.handle(event, actor=actor, reason=reason)

    def messages(self, message: Message | None = None, who: str = "") -> list[InboxMessage]:
        """What was written because of this event, or to this person."""
        with self.bench.runtime.read_sessions() as session:
            found = list(session.scalars(select(InboxMessage)))
        holder = self.cast[who].holder_id if who else ""
        return [m for m in found if (not message or m.event_id == message.id) and (not who or m.holder_id == holder)]

    def told(self, message: Message) -> set[str]:
        """Who got a message because of this event; each of them one."""
        holders = [each.holder_id for each in self.messages(message)]
        assert len(holders) == len(set(holders))
        names = {caller.holder_id: name for name, caller in self.cast.items()}
        return {names[holder] for holder in holders}

    def tellings(self, message: Message) -> list[SeatsTold]:
        """What was published about having told this event."""
        found = [event for event in self.bench.events() if isinstance(event, SeatsTold)]
        return [event for event in found if event.about_event_id == message.id]

    def wants_email(self, who: str, email: str = "") -> str:
        """Keep an address, past the form's check, so that odd ones can be tried."""
        address = email or f"{who.replace(' ', '.')}@example.org"
        with self.bench.session() as session:
            give_contact(session, holder_id=self.cast[who].holder_id, email=address, now=self.bench.now)
        return address

    def emails(self) -> list[Email]:
        found: list[Email] = self.bench.rows(Email)
        return found

    def ask(self, method: str, path: str, caller: Caller | None = None, body: Any = None, **more: Any) -> TestResponse:
        headers = self.bench.headers(caller) if caller is not None else {}
        headers.update(more.pop("headers", {}))
        return self.client.open(f"/notifications{path}", method=method, json=body, headers=headers, **more)
