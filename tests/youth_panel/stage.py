"""A commission that can be brought to any point of the panel's work, by real events and real use cases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.youth_panel.use_cases.agree_score import agree_score
from services.youth_panel.use_cases.cast_vote import cast_vote
from services.youth_panel.use_cases.declare_interest import declare_interest
from services.youth_panel.use_cases.finish_practice import finish_practice
from services.youth_panel.use_cases.form_panel import form_panel
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from services.youth_panel.use_cases.score_bid import score_bid
from services.youth_panel.worker import SERVICE
from shared.access import Caller
from shared.contracts.people import SeatEnded
from shared.contracts.specification import CommissionStarted, Criterion, Plan, Shares
from shared.contracts.tendering import (
    Answer,
    Bidder,
    BidOpened,
    BidsOpened,
    CommissionAbandoned,
    LabelledBid,
    OpenedPrice,
    PricesOpened,
    TenderPublished,
)
from shared.contracts.youth_panel import RankingMade
from shared.ids import new_id
from shared.roles import Role
from tests.kit import Bench

NAMES = ("Quayside Collective", "Amber Door")
PRICES = (Decimal("90000.00"), Decimal("100000.00"))


class Stage:
    """Two bids, three criteria (two for four young people, one for two adults), shares 60, 20 and 20."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(SERVICE, folder)
        self.commission_id = new_id()
        self.welcome, self.waiting, self.money = (new_id() for _ in range(3))
        self.bids = [new_id(), new_id()]
        self.organisations = [new_id(), new_id()]
        self.plan = Plan(
            budget=Decimal("120000.00"), currency="GBP", regime="light_touch", standstill_promise_working_days=8,
            shares=Shares(young_people=Decimal(60), adults=Decimal(20), price=Decimal(20)),
            price_formula="lowest_over_price", sign_off_quorum=3, choice_quorum=3, rung_aimed_at="co_production",
            timetable=(),
        )  # fmt: skip
        self.bench.handle(self.started())
        self.young = [self.seat(Role.YOUNG_PERSON) for _ in range(4)]
        self.adults = [self.seat(Role.EVALUATOR) for _ in range(2)]
        self.chair = self.seat(Role.FACILITATOR)
        self.commissioner = self.seat(Role.COMMISSIONER)

    def started(self) -> CommissionStarted:
        """Return the start of the commission."""
        return CommissionStarted(
            commission_id=self.commission_id,
            started_by=new_id(),
            title="Somewhere to go",
            need="A place.",
            plan=self.plan,
            started_at=self.bench.now,
        )

    def seat(self, role: Role, holder_id: str | None = None) -> Caller:
        """Seat somebody."""
        return self.bench.seat(self.commission_id, role, holder_id)

    def end_seat(self, caller: Caller) -> None:
        """Let somebody leave."""
        self.bench.handle(
            SeatEnded(
                commission_id=self.commission_id, seat_id=caller.seat, holder_id=caller.holder_id,
                role=str(caller.role), ended_at=self.bench.now,
            )
        )  # fmt: skip

    def criteria(self) -> tuple[Criterion, ...]:
        """Return what was published."""

        def criterion(
            criterion_id: str, panel: str, title: str, weight: int, least: Decimal | None = None
        ) -> Criterion:
            return Criterion(
                criterion_id=criterion_id, panel=panel, title=title, question=f"{title}?", guidance="Be plain.",
                word_limit=500, weight=Decimal(weight), descriptors=("0", "1", "2", "3", "4", "5"), minimum_score=least,
            )  # fmt: skip

        return (
            criterion(self.welcome, "young_people", "Welcome", 60, Decimal(2)),
            criterion(self.waiting, "young_people", "Waiting", 40),
            criterion(self.money, "adults", "Money", 100),
        )

    def publish_event(self) -> TenderPublished:
        """Return the published tender."""
        return TenderPublished(
            commission_id=self.commission_id,
            tender_id=new_id(),
            specification_sha256="0" * 64,
            criteria=self.criteria(),
            shares=self.plan.shares,
            price_formula=self.plan.price_formula,
            tie_seed="a published seed",
            opens_at=self.bench.now,
            closes_at=self.bench.now + timedelta(days=30),
        )

    def publish(self) -> None:
        """Publish the tender."""
        self.bench.handle(self.publish_event())

    def opened(self) -> BidsOpened:
        """Return the opening: Provider A is the second name, so that order links nothing."""
        return BidsOpened(
            commission_id=self.commission_id, opened_by=(new_id(), new_id()),
            bids=tuple(LabelledBid(bid_id=b, label=f"Provider {x}") for b, x in zip(self.bids, "AB", strict=True)),
            bidders=tuple(
                Bidder(organisation_id=o, name=n) for n, o in sorted(zip(NAMES, self.organisations, strict=True))
            ),
            opened_at=self.bench.now,
        )  # fmt: skip

    def bid_opened(self, number: int) -> BidOpened:
        """Return what a bid says."""
        return BidOpened(
            commission_id=self.commission_id, bid_id=self.bids[number], label=f"Provider {'AB'[number]}",
            organisation_id=self.organisations[number], receipt_sha256="0" * 64,
            answers=tuple(
                Answer(criterion_id=c, text=f"We will do our best, number {number}.")
                for c in (self.welcome, self.waiting, self.money)
            ),
        )  # fmt: skip

    def open(self) -> None:
        """Open the bids."""
        self.bench.handle(self.opened())
        for number in range(2):
            self.bench.handle(self.bid_opened(number))

    def form(self) -> None:
        """Form the panel."""
        with self.bench.session() as session:
            form_panel(
                session, commission_id=self.commission_id, young_people=[each.seat for each in self.young],
                adults=[each.seat for each in self.adults], caller=self.commissioner, now=self.bench.now,
            )  # fmt: skip

    def act(self, use_case: Any, caller: Caller, **values: Any) -> Any:
        """Do one use case in a transaction of its own."""
        with self.bench.session() as session:
            return use_case(session, commission_id=self.commission_id, caller=caller, now=self.bench.now, **values)

    def prepare(self, *callers: Caller) -> None:
        """Let seats practise and declare that they have no ties."""
        for caller in callers:
            self.act(finish_practice, caller, score=2, reason="No place is named for most schools.")
            for organisation in self.organisations:
                self.act(
                    declare_interest, caller, organisation_id=organisation, conflict=False, words="None that I know of."
                )

    def ready_to_score(self) -> None:
        """Bring it to where scoring begins."""
        self.publish()
        self.form()
        self.open()
        self.prepare(*self.young, *self.adults)

    def score(self, caller: Caller, bid: int, *scores: int) -> None:
        """Hand in scores of a bid, in the published order of the seat's criteria."""
        own = (self.money,) if caller.role is Role.EVALUATOR else (self.welcome, self.waiting)
        rows = [
            {"criterion_id": c, "score": s, "reason": f"It says so: {s}.", "points_to": "the second sentence"}
            for c, s in zip(own, scores, strict=True)
        ]
        self.act(score_bid, caller, bid_id=self.bids[bid], scores=rows)

    def score_all(self) -> None:
        """Let everybody score: A well with one who differs, B middling."""
        for number, caller in enumerate(self.young):
            self.score(caller, 0, *((2, 4) if number == 3 else (4, 4)))
            self.score(caller, 1, 3, 3)
        for caller in self.adults:
            self.score(caller, 0, 3)
            self.score(caller, 1, 4)

    def reveal_all(self) -> None:
        """Reveal both bids."""
        for bid in self.bids:
            self.act(reveal_scores, self.chair, bid_id=bid)

    def agree(self, bid: int, criterion_id: str, score: str, **changes: Any) -> Any:
        """Agree one score."""
        values: dict[str, Any] = {
            "score": Decimal(score), "reason": "We read it together.", "movements": [], "dissents": [],
            "replaces_version": 0, **changes,
        }  # fmt: skip
        return self.act(agree_score, self.chair, bid_id=self.bids[bid], criterion_id=criterion_id, **values)

    def agree_all(self) -> None:
        """Agree all scores; the one who differed says why it moved."""
        why = [{"seat_id": self.young[3].seat, "why": "I had missed a line."}]
        self.agree(0, self.welcome, "4", movements=why)
        self.agree(0, self.waiting, "4")
        self.agree(0, self.money, "3")
        self.agree(1, self.welcome, "3")
        self.agree(1, self.waiting, "3")
        self.agree(1, self.money, "4")

    def agreed(self) -> None:
        """Bring it to where only the sign-off is missing."""
        self.ready_to_score()
        self.score_all()
        self.reveal_all()
        self.agree_all()

    def locked(self) -> None:
        """Bring it to the lock."""
        self.agreed()
        self.act(lock_scores, self.chair, sign_off="I read the record back to both panels.")

    def prices(self, budget: str = "120000.00") -> PricesOpened:
        """Return the prices and names."""
        return PricesOpened(
            commission_id=self.commission_id, budget=Decimal(budget), opened_at=self.bench.now,
            prices=tuple(
                OpenedPrice(bid_id=b, organisation_id=o, provider_name=n, price=p)
                for b, o, n, p in zip(self.bids, self.organisations, NAMES, PRICES, strict=True)
            ),
        )  # fmt: skip

    def ranked(self) -> RankingMade:
        """Bring it to the ranking."""
        self.locked()
        self.bench.handle(self.prices())
        made = self.bench.events()[-1]
        assert isinstance(made, RankingMade)
        return made

    def vote(self, caller: Caller, bid: int, reason: str = "They read as if they meant it.") -> None:
        """Vote."""
        self.act(cast_vote, caller, bid_id=self.bids[bid], reason=reason)

    def abandon(self) -> None:
        """End the commission."""
        self.bench.handle(
            CommissionAbandoned(commission_id=self.commission_id, stage="scoring", abandoned_at=self.bench.now)
        )
