"""A tender that takes bids, and what providers have in it: for tests in a browser, made over the JSON API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from deploy.demo.asking import Person, System
from shared.canonical import time_text
from tests.system import SETUP_CODE

Join = Callable[[str, str], Person]

OPEN_FOR = timedelta(days=20)
QUESTIONS = (("young_people", "A welcome", "100"), ("adults", "Money", "100"))
WORD_LIMIT = 30
FILE = "Your insurance certificate"


@dataclass(frozen=True)
class Tender:
    """An open tender. criteria: the ids of its questions."""

    commission_id: str
    criteria: list[str]

    @property
    def base(self) -> str:
        """Where its bids are, for programs and for browsers."""
        return f"/tendering/commissions/{self.commission_id}"


def open_tender(system: System, join: Join, plan: dict[str, Any], title: str, open_for: timedelta = OPEN_FOR) -> Tender:
    """Let an officer, a young person and somebody who helps agree a text, and publish the tender.

    join: opens an account of a kind with a code. plan: one signature of a young person has to be enough.
    """
    officer = join("staff", SETUP_CODE)
    started = {"title": title, "need": "It takes too long until somebody listens.", "plan": plan}
    commission_id = str(system.act(officer, "/specification/commissions", started)["commission_id"])
    invites, at = f"/people/commissions/{commission_id}/invites", f"/specification/commissions/{commission_id}"

    def invited(role: str, kind: str) -> Person:
        return join(kind, str(system.act(officer, invites, {"role": role, "places": 1, "days": 7})["code"]))

    helper, young = invited("facilitator", "staff"), invited("young_person", "young_person")
    clause = system.act(young, f"{at}/clauses", {"heading": "Open late", "text": "It is open until nine."})
    agreed = {"version": clause["version"], "reason": "All hands went up."}
    system.act(helper, f"{at}/clauses/{clause['clause_id']}/agreement", agreed)
    found = system.act(helper, f"{at}/criteria", {"criteria": _criteria(), "version": 0}, method="PUT")
    sha256 = system.read(young, f"{at}/document")["sha256"]
    for each in (young, officer):
        system.act(each, f"{at}/sign-offs", {"sha256": sha256})
    asked = {"files": [{"title": FILE, "needed": False}]}
    system.act(officer, f"/tendering/commissions/{commission_id}/tender-files", asked, method="PUT")
    closes_at = time_text(system.clock.now() + open_for)
    system.act(officer, f"/tendering/commissions/{commission_id}/tender", {"closes_at": closes_at})
    return Tender(commission_id, [each["criterion_id"] for each in found["criteria"]])


def _criteria() -> list[dict[str, Any]]:
    return [
        {
            "panel": panel, "title": title, "question": f"What will you do about this: {title}?",
            "guidance": "Be plain.", "word_limit": WORD_LIMIT, "weight": weight, "minimum_score": None,
            "descriptors": ["Not at all", "Hardly", "A little", "Yes", "Well", "We would bring a friend"],
        }
        for panel, title, weight in QUESTIONS
    ]  # fmt: skip


def take_part(system: System, tender: Tender, provider: Person, organisation: str) -> None:
    """Give a provider a seat, and an organisation where they have none."""
    system.act(provider, f"/people/commissions/{tender.commission_id}/provider-seats")
    if not system.read(provider, "/tendering/me/organisations"):
        system.act(provider, "/tendering/organisations", {"name": organisation})


def draft(system: System, tender: Tender, provider: Person, words: list[str], price: str | None) -> str:
    """Begin a bid with an answer to the first questions, and return its id."""
    answers = [{"criterion_id": each, "text": text} for each, text in zip(tender.criteria, words, strict=False)]
    return str(system.act(provider, f"{tender.base}/bids", {"answers": answers, "price": price})["bid_id"])


def hand_in(system: System, tender: Tender, provider: Person, words: list[str], price: str) -> str:
    """Hand in a bid, and return its id."""
    bid_id = draft(system, tender, provider, words, price)
    system.act(provider, f"{tender.base}/bids/{bid_id}/submission")
    return bid_id
