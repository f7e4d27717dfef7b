"""A commission that can be brought to any point of the tender, by real events and real use cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from services.tendering import queries
from services.tendering.models import Base, Bid, Challenge, Organisation, Process
from services.tendering.queries.parts import Content, Part, content_of
from services.tendering.use_cases.abandon_commission import abandon_commission
from services.tendering.use_cases.answer_challenge import answer_challenge
from services.tendering.use_cases.decide_award import decide_award
from services.tendering.use_cases.draft_bid import draft_bid
from services.tendering.use_cases.edit_bid import edit_bid
from services.tendering.use_cases.open_bids import open_bids
from services.tendering.use_cases.publish_tender import publish_tender
from services.tendering.use_cases.raise_challenge import raise_challenge
from services.tendering.use_cases.register_organisation import register_organisation
from services.tendering.use_cases.sign_contract import sign_contract
from services.tendering.use_cases.submit_bid import Receipt, submit_bid
from services.tendering.use_cases.withdraw_bid import withdraw_bid
from services.tendering.use_cases.write_bid_part import write_bid_part
from shared.access import Caller
from shared.contracts.declaration import Event
from shared.contracts.specification import (
    CommissionStarted,
    Criterion,
    Plan,
    Shares,
    SignOffVoided,
    SpecificationAgreed,
)
from shared.contracts.youth_panel import (
    AgreedScore,
    ChoiceConfirmed,
    ChoiceDeclined,
    PanelScore,
    RankedBid,
    ScoresLocked,
)
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.kit import Bench

NAMES = ("Amber Door", "Quayside Collective", "Hollow Oak Trust")
PRICES = (Decimal("91234.56"), Decimal("100000.00"), Decimal("87000.5"))
SECRETS = ("heliotrope", "verdigris", "cerulean")
WORD_LIMIT = 40
OPEN_FOR = timedelta(days=28)


class Office:
    """Three criteria, a commissioner, a young person, an auditor, and as many bidders as a test asks for."""

    def __init__(self, bench: Bench, **changes: Any) -> None:
        self.bench = bench
        self.commission_id = new_id()
        self.welcome, self.waiting, self.money = (new_id() for _ in range(3))
        plan: dict[str, Any] = {
            "budget": Decimal("120000.00"), "currency": "GBP", "regime": "procurement_act",
            "standstill_promise_working_days": 0,
            "shares": Shares(young_people=Decimal(60), adults=Decimal(20), price=Decimal(20)),
            "price_formula": "lowest_over_price", "sign_off_quorum": 3, "choice_quorum": 3,
            "rung_aimed_at": "co_production", "timetable": (),
        }  # fmt: skip
        self.plan = Plan(**{**plan, **changes})
        self.bench.handle(self.started())
        self.commissioner = self.seat(Role.COMMISSIONER)
        self.young = self.seat(Role.YOUNG_PERSON)
        self.auditor = self.seat(Role.AUDITOR)

    def seat(self, role: Role, holder_id: str | None = None) -> Caller:
        return self.bench.seat(self.commission_id, role, holder_id)

    # What others say.

    def started(self) -> CommissionStarted:
        return CommissionStarted(
            commission_id=self.commission_id, started_by=new_id(), title="Somewhere to go", need="A place.",
            plan=self.plan, started_at=self.bench.now,
        )  # fmt: skip

    def criteria(self) -> tuple[Criterion, ...]:
        def criterion(criterion_id: str, panel: str, title: str, weight: int) -> Criterion:
            return Criterion(
                criterion_id=criterion_id, panel=panel, title=title, question=f"{title}?", guidance="Be plain.",
                word_limit=WORD_LIMIT, weight=Decimal(weight), descriptors=("0", "1", "2", "3", "4", "5"),
            )  # fmt: skip

        return (
            criterion(self.welcome, "young_people", "Welcome", 60),
            criterion(self.waiting, "young_people", "Waiting", 40),
            criterion(self.money, "adults", "Money", 100),
        )

    def agreed(self, sha256: str = "a" * 64, **changes: Any) -> SpecificationAgreed:
        fields: dict[str, Any] = {
            "commission_id": self.commission_id, "title": "Somewhere to go", "need": "A place.", "plan": self.plan,
            "clauses": (), "criteria": self.criteria(), "sha256": sha256, "sign_offs": (), "agreed_at": self.bench.now,
        }  # fmt: skip
        return SpecificationAgreed(**{**fields, **changes})

    def voided(self) -> SignOffVoided:
        return SignOffVoided(
            commission_id=self.commission_id, sha256="a" * 64, changed="a clause", voided_at=self.bench.now
        )

    def scores(self) -> tuple[AgreedScore, ...]:
        return tuple(
            AgreedScore(
                bid_id=bid.bid_id, criterion_id=criterion.criterion_id, panel=criterion.panel, score=Decimal("3.5"),
                reason=f"{criterion.title}: it names a place.", movements=(), dissents=(),
            )
            for bid in self.handed_in()
            for criterion in self.criteria()
        )  # fmt: skip

    def locked(self) -> ScoresLocked:
        return ScoresLocked(
            commission_id=self.commission_id, chair_seat_id=new_id(), agreed=self.scores(), sha256="b" * 64,
            locked_at=self.bench.now,
        )  # fmt: skip

    def confirmed(self, bid_id: str) -> ChoiceConfirmed:
        ranking = tuple(
            RankedBid(
                bid_id=bid.bid_id, label=str(bid.label), place=place, total=Decimal("71.428571"),
                panel_scores=(PanelScore(panel="price", score=Decimal(100)),), excluded_because="",
            )
            for place, bid in enumerate(self.handed_in(), 1)
        )  # fmt: skip
        return ChoiceConfirmed(
            commission_id=self.commission_id, bid_id=bid_id, ranking=ranking, agreed=self.scores(),
            confirmed_at=self.bench.now,
        )  # fmt: skip

    def declined(self, bid_id: str) -> ChoiceDeclined:
        return ChoiceDeclined(commission_id=self.commission_id, bid_id=bid_id, declined_at=self.bench.now)

    # What people do here.

    def act(self, use_case: Callable[..., Any], caller: Caller, **fields: Any) -> Any:
        """Run a use case in a transaction of its own."""
        with self.bench.session() as session:
            return use_case(session, commission_id=self.commission_id, caller=caller, now=self.bench.now, **fields)

    def publish(self, closes_at: datetime | None = None) -> Process:
        """Let the specification be agreed, and publish the tender."""
        self.bench.handle(self.agreed())
        return self.publish_only(closes_at)

    def publish_only(self, closes_at: datetime | None = None) -> Process:
        wanted = self.bench.now + OPEN_FOR if closes_at is None else closes_at
        found: Process = self.act(publish_tender, self.commissioner, closes_at=wanted)
        return found

    def register(self, caller: Caller, name: str) -> Organisation:
        with self.bench.session() as session:
            return register_organisation(session, name=name, caller=caller, now=self.bench.now)

    def provider(self, name: str) -> Caller:
        """Seat somebody of a new organisation."""
        caller = self.seat(Role.PROVIDER)
        self.register(caller, name)
        return caller

    def answers(self, secret: str = SECRETS[0]) -> dict[str, str]:
        return dict.fromkeys((self.welcome, self.waiting, self.money), f"We open until eight, {secret}.")

    def draft(self, caller: Caller, **fields: Any) -> Bid:
        found: Bid = self.act(draft_bid, caller, **{"answers": self.answers(), "price": PRICES[0], **fields})
        return found

    def edit(self, caller: Caller, bid: Bid, **fields: Any) -> Bid:
        content = {"answers": self.answers(), "price": PRICES[0], "version": bid.version, **fields}
        found: Bid = self.act(edit_bid, caller, bid_id=bid.bid_id, **content)
        return found

    def write(self, caller: Caller, bid: Bid, part: str, value: str | None, version: int = 1) -> Part:
        fields = {"bid_id": bid.bid_id, "part": part, "value": value, "version": version}
        found: Part = self.act(write_bid_part, caller, **fields)
        return found

    def submit(self, caller: Caller, bid: Bid) -> Any:
        return self.act(submit_bid, caller, bid_id=bid.bid_id)

    def withdraw(self, caller: Caller, bid: Bid) -> Bid:
        found: Bid = self.act(withdraw_bid, caller, bid_id=bid.bid_id)
        return found

    def hand_in(self, caller: Caller, **fields: Any) -> Receipt:
        receipt = self.submit(caller, self.draft(caller, **fields))
        assert isinstance(receipt, Receipt)
        return receipt

    def open_part(self, caller: Caller, seed: int = 1) -> Process:
        # A seed makes the order the same in every run of the test.
        shuffle = random.Random(seed).shuffle
        found: Process = self.act(open_bids, caller, shuffle=shuffle)
        return found

    def award(self) -> Process:
        found: Process = self.act(decide_award, self.commissioner, reason="As the panel chose.")
        return found

    def challenge(self, caller: Caller) -> Challenge:
        found: Challenge = self.act(raise_challenge, caller, grounds="Our answer on waiting was not read.")
        return found

    def answer(self, challenge: Challenge, *, upheld: bool) -> Challenge:
        words = {"upheld": upheld, "reason": "We read the record again."}
        found: Challenge = self.act(answer_challenge, self.commissioner, challenge_id=challenge.challenge_id, **words)
        return found

    def sign(self) -> Process:
        found: Process = self.act(sign_contract, self.commissioner)
        return found

    def abandon(self) -> Process:
        found: Process = self.act(abandon_commission, self.commissioner, reason="The money is gone.")
        return found

    # Whole stretches of the way.

    def bidders(self, count: int = 3) -> list[Caller]:
        """Let organisations hand in bids, in the order of NAMES."""
        found = []
        for name, price, secret in list(zip(NAMES, PRICES, SECRETS, strict=True))[:count]:
            found.append(self.provider(name))
            self.hand_in(found[-1], answers=self.answers(secret), price=price)
        return found

    def close(self) -> None:
        """Let the deadline come."""
        self.bench.now = self.process().closes_at or self.bench.now

    def open(self, seed: int = 1) -> Process:
        self.close()
        self.open_part(self.commissioner, seed)
        return self.open_part(self.young, seed)

    def priced(self, count: int = 3) -> list[Caller]:
        """Bring it to where the scores are locked."""
        self.publish()
        found = self.bidders(count)
        self.open()
        self.bench.handle(self.locked())
        return found

    def chosen(self) -> list[Caller]:
        """Bring it to where the first bidder's bid is the confirmed choice."""
        found = self.priced()
        self.bench.handle(self.confirmed(self.bid_of(found[0]).bid_id))
        return found

    def awarded(self) -> list[Caller]:
        found = self.chosen()
        self.award()
        return found

    def end_of_standstill(self) -> datetime:
        found = self.process().standstill_ends_at
        assert found is not None
        return found

    # What can be seen.

    def process(self) -> Process:
        with self.bench.runtime.read_sessions() as session:
            return session.get_one(Process, self.commission_id)

    def bid_of(self, caller: Caller) -> Bid:
        """The newest bid of the caller's organisation."""
        with self.bench.runtime.read_sessions() as session:
            return queries.own_bids(session, self.commission_id, caller)[-1]

    def content_of(self, caller: Caller) -> Content:
        """What the newest bid of the caller's organisation says, its seal opened."""
        with self.bench.runtime.read_sessions() as session:
            return content_of(session, queries.own_bids(session, self.commission_id, caller)[-1])

    def handed_in(self) -> list[Bid]:
        with self.bench.runtime.read_sessions() as session:
            return queries.submitted_bids(session, self.commission_id)

    def view(self) -> dict[str, Any]:
        with self.bench.runtime.read_sessions() as session:
            return queries.tender_view(session, self.commission_id, self.bench.now)

    def opened_bids(self) -> list[dict[str, Any]]:
        with self.bench.runtime.read_sessions() as session:
            return queries.opened_bids(session, self.commission_id)

    def names(self) -> list[str]:
        """The events recorded so far, by their short names."""
        return [name.removeprefix("tendering.").removesuffix(".v1") for name in self.bench.event_types()]

    def all_of(self, cls: type[Event]) -> list[Any]:
        return [event for event in self.bench.events() if isinstance(event, cls)]

    def state(self) -> dict[str, list[Any]]:
        """Everything that is stored, events to be sent among it."""
        with self.bench.runtime.read_sessions() as session:
            return {table.name: list(session.execute(select(table))) for table in Base.metadata.sorted_tables}

    @contextmanager
    def refuses(self, error: type[DomainError]) -> Iterator[pytest.ExceptionInfo[DomainError]]:
        """What is done within is refused with this error, and leaves no row and no event."""
        before = self.state()
        with pytest.raises(error) as caught:
            yield caught
        assert self.state() == before
