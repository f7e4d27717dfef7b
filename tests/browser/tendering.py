"""A commission whose text is agreed, made over the JSON API: from here on the tests of the tender use browsers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from deploy.demo.asking import Person, System
from deploy.demo.material import born_on
from tests.browser.cast import PASSPHRASE, account, plan

_SCORES = ["Not at all", "Hardly", "A little", "Yes", "Well", "We would bring a friend"]


@dataclass
class Agreed:
    """A commission with its people. Its text is signed; nothing is published yet."""

    system: System
    commission_id: str
    title: str
    officer: Person
    facilitator: Person
    young: Person
    criterion_ids: list[str] = field(default_factory=list)

    def at(self, service: str, path: str = "") -> str:
        """An address of the JSON API about this commission."""
        return f"/{service}/commissions/{self.commission_id}{path}"

    def publish(self, open_for: timedelta) -> datetime:
        """Publish the tender for so long, and return when it closes."""
        closes_at: datetime = self.system.clock.now() + open_for
        self.system.act(self.officer, self.at("tendering", "/tender"), {"closes_at": closes_at.isoformat()})
        return closes_at

    def provider(self, organisation: str = "") -> Person:
        """Somebody who takes part as a provider; with an organisation, they hand in a bid for it."""
        found = account(self.system, "provider")
        self.system.act(found, self.at("people", "/provider-seats"))
        if organisation:
            self.system.act(found, "/tendering/organisations", {"name": f"{organisation} {uuid4().hex[:6]}"})
            answers = [{"criterion_id": each, "text": "We say hello."} for each in self.criterion_ids]
            made = self.system.act(found, self.at("tendering", "/bids"), {"answers": answers, "price": "90000.00"})
            self.system.act(found, self.at("tendering", f"/bids/{made['bid_id']}/submission"))
        return found


def agreed(system: System, setup_code: str, title: str, officer: Person | None = None) -> Agreed:
    """Start a commission, write one part and one criterion for each panel, and let all sign who have to.

    officer: who starts it; somebody new where it is not said.
    """
    officer = officer or account(system, "staff", setup_code)
    body = {"title": title, "need": "We wait too long until somebody listens.", "plan": plan()}
    commission_id = str(system.act(officer, "/specification/commissions", body)["commission_id"])
    system.read(officer, "/people/me", lambda me: commission_id in {each["commission_id"] for each in me["seats"]})
    facilitator = account(system, "staff", _code(system, officer, commission_id, "facilitator"))
    name = f"Nick {uuid4().hex[:8]}"
    words = {
        "invite_code": _code(system, facilitator, commission_id, "young_person"), "nickname": name,
        "passphrase": PASSPHRASE, "born_on": born_on(16, system.clock.now().date()).isoformat(),
    }  # fmt: skip
    system.act(None, "/people/young-people", words)
    found = Agreed(system, commission_id, title, officer, facilitator, Person("young", name, PASSPHRASE))
    _write(found)
    return found


def _code(system: System, who: Person, commission_id: str, role: str) -> str:
    invite = {"role": role, "places": 1, "days": 14}
    return str(system.act(who, f"/people/commissions/{commission_id}/invites", invite)["code"])


def _write(found: Agreed) -> None:
    system, at = found.system, found.at("specification")
    words = {"heading": "At the door", "text": "Somebody says hello."}
    clause = system.act(found.young, f"{at}/clauses", words)
    yes = {"version": clause["version"], "reason": "All hands went up."}
    system.act(found.facilitator, f"{at}/clauses/{clause['clause_id']}/agreement", yes)
    criteria: list[dict[str, Any]] = [
        {
            "panel": panel, "title": title, "question": "How will you do it?", "guidance": "Be plain.",
            "word_limit": 100, "weight": "100", "descriptors": _SCORES, "minimum_score": None,
        }
        for panel, title in (("young_people", "A welcome"), ("adults", "Money"))
    ]  # fmt: skip
    made = system.act(found.facilitator, f"{at}/criteria", {"criteria": criteria, "version": 0}, method="PUT")
    found.criterion_ids = [each["criterion_id"] for each in made["criteria"]]
    sha256 = system.read(found.young, f"{at}/document")["sha256"]
    for who in (found.young, found.officer):
        system.act(who, f"{at}/sign-offs", {"sha256": sha256})
