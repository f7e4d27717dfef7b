"""A tender with a number of bidders whose every word can be recognised, one step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.tendering.use_cases.keep_bid_file import keep_bid_file
from shared.access import Caller
from shared.roles import AccountKind, Role
from tests.contracts.needles import Needles
from tests.papers import PDF
from tests.town import PASSPHRASE, Town

MOST = 6
OPEN_FOR = timedelta(minutes=10)
KEY_OF_A_BIDDER = "the-key-of-a-bidder"
STAGES = (
    "providers take seats", "drafts are kept", "bids are in", "the deadline has passed", "one of two has opened",
    "abandoned unopened",
)  # fmt: skip
_STEMS = ("zorvex", "quimbra", "jaxtoll", "wyverno", "moxzeph", "kyrvool")
_CRITERION = {
    "panel": "young_people", "title": "Kind", "question": "What will a first visit be like?", "guidance": "Be plain.",
    "word_limit": 100, "weight": "50", "descriptors": [f"This is worth {n}." for n in range(6)],
    "minimum_score": None,
}  # fmt: skip
_CRITERIA = [
    _CRITERION, {**_CRITERION, "title": "Near", "question": "How near is it?"},
    {**_CRITERION, "panel": "adults", "title": "Safe", "question": "How safe is it?", "weight": "100"},
]  # fmt: skip


@dataclass
class Bidder:
    """A provider's member with an organisation and a bid."""

    number: int
    token: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)

    def word(self, tail: str) -> str:
        """A word that only this bidder uses."""
        return f"{_STEMS[self.number]}{tail}"

    @property
    def email(self) -> str:
        return f"{self.word('ilon')}@{self.word('udnak')}.example"

    @property
    def price(self) -> str:
        return f"{4 + self.number}7913468259{self.number}.1{self.number}"

    def answers(self, criterion_ids: list[str]) -> list[dict[str, str]]:
        tails = ("oster", "umbak", "effry")
        texts = (f"Our {self.word(tail)} waits at the door for you." for tail in tails)
        return [{"criterion_id": each, "text": text} for each, text in zip(criterion_ids, texts, strict=True)]

    def words(self) -> set[str]:
        """All that nobody else may read: words, names, address, figures, hashes and the ids behind them."""
        tails = ("ilon", "udnak", "oster", "umbak", "effry", "amday", "ingham", "wick", "gruft", "paper")
        return {
            *map(self.word, tails), self.email, self.price, self.price.split(".")[0], *self.receipts,
            *self.ids.values(),
        }  # fmt: skip

    def content(self) -> set[str]:
        """The words among them that no event may hold; ids and hashes may travel."""
        return self.words() - set(self.receipts) - set(self.ids.values())


class Market:
    """A Town with a commission and `bidders` bids in it. As many providers sign up however many of them bid."""

    def __init__(self, folder: Path, bidders: int) -> None:
        self.town = Town(folder)
        self.own, self.other = self.town.commission(), self.town.commission()
        self.everybody = [Bidder(number) for number in range(MOST)]
        self.bidders = self.everybody[:bidders]
        for bidder in self.everybody:
            self._sign_up(bidder)
        self._write_specification()

    def stages(self) -> Iterator[str]:
        """Go through the stages, one with each step."""
        steps = (
            self._take_seats, self._publish_and_draft, self._submit, self._close, self._open_half, self._abandon,
        )  # fmt: skip
        for name, step in zip(STAGES, steps, strict=True):
            step()
            yield name

    def open_all(self) -> None:
        """Do the second act of the opening."""
        self._ask(Role.YOUNG_PERSON, "POST", "/tendering", "/opening-acts")

    def needles(self, *but: Bidder) -> Needles:
        """What is to be looked for, of all bidders but these."""
        own = {word for bidder in but for word in bidder.words()}
        return Needles({word for bidder in self.bidders for word in bidder.words()} - own)

    def _at(self, service: str, path: str) -> str:
        return f"{service}/commissions/{self.own.id}{path}"

    def _ask(self, role: Role, method: str, service: str, path: str, body: Any = None) -> Any:
        return self.town.ask(method, self._at(service, path), self.own.tokens[role], body)

    def _bid(self, bidder: Bidder, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        return self.town.ask(method, self._at("/tendering", path), bidder.token, body, status)

    def _sign_up(self, bidder: Bidder) -> None:
        name = f"{bidder.word('amday')} {bidder.word('ingham')}"
        body = {"kind": "provider", "email": bidder.email, "name": name, "passphrase": PASSPHRASE}
        bidder.ids["holder_id"] = self.town.ask("POST", "/people/accounts", body=body)["holder_id"]
        bidder.token = self.town.sign_in(bidder.email)
        (session,) = self.town.ask("GET", "/people/me/sessions", bidder.token)
        bidder.ids["session_id"] = session["session_id"]

    def _write_specification(self) -> None:
        words = {"heading": "A first visit", "text": "Nobody waits outside."}
        clause = self._ask(Role.YOUNG_PERSON, "POST", "/specification", "/clauses", words)
        self.clause_id = clause["clause_id"]
        agreed = {"version": clause["version"], "reason": "All hands went up."}
        self._ask(Role.FACILITATOR, "POST", "/specification", f"/clauses/{self.clause_id}/agreement", agreed)
        wanted = {"criteria": _CRITERIA, "version": 0}
        found = self._ask(Role.FACILITATOR, "PUT", "/specification", "/criteria", wanted)["criteria"]
        self.criterion_ids = [each["criterion_id"] for each in found]
        sha256 = self._ask(Role.YOUNG_PERSON, "GET", "/specification", "/document")["sha256"]
        for role in (Role.YOUNG_PERSON, Role.COMMISSIONER):
            self._ask(role, "POST", "/specification", "/sign-offs", {"sha256": sha256})

    def _take_seats(self) -> None:
        for bidder in self.bidders:
            seat = self.town.ask("POST", self._at("/people", "/provider-seats"), bidder.token)
            bidder.ids["seat_id"] = seat["seat_id"]
            name = f"{bidder.word('wick')} {bidder.word('gruft')} Trust"
            made = self.town.ask("POST", "/tendering/organisations", bidder.token, {"name": name})
            bidder.ids["organisation_id"] = made["organisation_id"]
        # Whoever signed up looks into the inbox, bidding or not: reading it is no sealed act.
        for bidder in self.everybody:
            for message in self.town.ask("GET", "/notifications/messages", bidder.token):
                bidder.ids["message_id"] = message["message_id"]

    def _publish_and_draft(self) -> None:
        closes_at = (self.town.now + OPEN_FOR).isoformat()
        asked = {"files": [{"title": "Your insurance certificate", "needed": False}]}
        self._ask(Role.COMMISSIONER, "PUT", "/tendering", "/tender-files", asked)
        self._ask(Role.COMMISSIONER, "POST", "/tendering", "/tender", {"closes_at": closes_at})
        for bidder in self.bidders:
            self._draft(bidder)

    def _draft(self, bidder: Bidder) -> None:
        content = {"answers": bidder.answers(self.criterion_ids), "price": None}
        made = self._bid(bidder, "POST", "/bids", content)
        bidder.ids["bid_id"] = made["bid_id"]
        whole = {**content, "price": bidder.price, "version": made["version"]}
        self._bid(bidder, "PUT", f"/bids/{made['bid_id']}", whole)
        self._put_in_a_file(bidder)

    def _put_in_a_file(self, bidder: Bidder) -> None:
        """Do what the page does once it has looked at a file."""
        word = bidder.word("paper")
        caller = Caller(bidder.ids["holder_id"], bidder.ids["session_id"], AccountKind.PROVIDER, bidder.ids["seat_id"])
        with self.town.runtime("tendering").sessions.begin() as session:
            keep_bid_file(
                session, commission_id=self.own.id, bid_id=bidder.ids["bid_id"], number=1, name=f"{word}.pdf",
                media_type="application/pdf", content=PDF + word.encode(), confidential=False, version=1,
                caller=caller, now=self.town.now,
            )  # fmt: skip

    def _hand_in(self, bidder: Bidder) -> None:
        address = self._at("/tendering", f"/bids/{bidder.ids['bid_id']}/submission")
        key = f"{KEY_OF_A_BIDDER}{len(bidder.receipts) or ''}"
        headers = {"Authorization": f"Bearer {bidder.token}", "Idempotency-Key": key}
        answer = self.town.client.post(address, headers=headers)
        assert answer.status_code == 201, answer.text
        bidder.receipts.append(answer.json()["sha256"])
        self.town.system.settle()

    def _submit(self) -> None:
        """Five at most hand in. Where there are many, one takes the bid back and hands in another."""
        for bidder in self.bidders[:5]:
            self._hand_in(bidder)
        for bidder in self.bidders[3:4]:
            self._bid(bidder, "POST", f"/bids/{bidder.ids['bid_id']}/withdrawal")
            bidder.ids["withdrawn_bid_id"] = bidder.ids["bid_id"]
            self._draft(bidder)
            self._hand_in(bidder)

    def _close(self) -> None:
        """The deadline passes. Where there are many, one comes too late."""
        self.town.advance(OPEN_FOR)
        for bidder in self.bidders[5:]:
            self._bid(bidder, "POST", f"/bids/{bidder.ids['bid_id']}/submission", status=409)

    def _open_half(self) -> None:
        self._ask(Role.COMMISSIONER, "POST", "/tendering", "/opening-acts")

    def _abandon(self) -> None:
        reason = {"reason": "The building was sold."}
        self._ask(Role.COMMISSIONER, "POST", "/tendering", "/abandonment", reason)
