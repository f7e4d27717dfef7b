"""Who and what a story knows as it goes on: its people, and the ids that the services gave to things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.asking import Person, Request, System
from deploy.demo.material import Sample


@dataclass
class Story:
    """A story that is being told. Keys are those of the sample; ids are the services'.

    mark: letters added to every name, so that the same story can be told twice on one system; empty for none.
    """

    system: System
    sample: Sample
    tell: Callable[[str], None]
    setup_code: str
    plan: dict[str, Any]
    mark: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    commission_id: str = ""
    criterion_ids: dict[str, str] = field(default_factory=dict)
    clause_ids: dict[str, str] = field(default_factory=dict)
    idea_ids: dict[str, list[str]] = field(default_factory=dict)
    organisation_ids: dict[str, str] = field(default_factory=dict)
    bid_ids: dict[str, str] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """Return a nickname or an organisation's name, with the mark that makes it this telling's own."""
        return f"{name} {self.mark}" if self.mark else name

    def mailbox(self, email: str) -> str:
        """Return an e-mail address, with the mark that makes it this telling's own."""
        return email.replace("@", f"+{self.mark}@") if self.mark else email

    def at(self, service: str, path: str = "") -> str:
        """Return the address of something of this commission in a service."""
        return f"/{service}/commissions/{self.commission_id}{path}"

    def person(self, key: str) -> Person:
        """Return somebody by their key."""
        return self.people[key]

    def seat(self, key: str) -> str:
        """Return the id of somebody's seat."""
        return self.people[key].seat_id

    def keys_of(self, group: str) -> list[str]:
        """Return the keys of one group of people, as the sample lists them."""
        return [str(each["key"]) for each in self.sample.people[group]]

    def act(self, who: str, address: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Let somebody change something."""
        return self.system.act(self.people[who], address, body, method=method)

    def refused(
        self,
        who: str,
        address: str,
        body: dict[str, Any] | None = None,
        *,
        status: int,
        code: str,
        method: str = "POST",
    ) -> dict[str, Any]:
        """Let somebody try what must not work, and return the problem document that says why it did not."""
        return self.system.refused(self.people[who], Request(method, address, body), status=status, code=code)

    def read(self, who: str, address: str, until: Callable[[Any], bool] = lambda _: True) -> Any:
        """Let somebody look at something until it is as expected."""
        return self.system.read(self.people[who], address, until)

    def organisation_of(self, bid_id: str) -> str:
        """Return the key of the organisation that made a bid."""
        return next(key for key, known in self.bid_ids.items() if known == bid_id)

    def known(self) -> dict[str, str]:
        """Return the sample's key of each id that the story came to know: of seats, holders, bids and the rest."""
        found = {person.seat_id: key for key, person in self.people.items()}
        found |= {person.holder_id: key for key, person in self.people.items()}
        for ids in (self.criterion_ids, self.clause_ids, self.organisation_ids, self.bid_ids):
            found |= {known: key for key, known in ids.items()}
        return found | {self.commission_id: "commission"}
