"""A commission being written, that can be brought to any point by real use cases and real events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.specification.models import Base, Clause, Commission
from services.specification.queries.clauses import clauses_of
from services.specification.queries.document import read_document
from services.specification.use_cases.agree_clause import agree_clause
from services.specification.use_cases.draft_clause import draft_clause
from services.specification.use_cases.edit_clause import edit_clause
from services.specification.use_cases.set_criteria import set_criteria
from services.specification.use_cases.sign_off import sign_off
from services.specification.use_cases.start_commission import start_commission
from services.specification.use_cases.write_together import write_together
from shared.access import Caller
from shared.contracts.declaration import Event
from shared.contracts.people import BoardMade, SeatEnded, SeatTaken
from shared.contracts.specification import Criterion, Shares
from shared.contracts.tendering import CommissionAbandoned, ContractSigned, TenderPublished
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.kit import Bench

DESCRIPTORS = ["no", "hardly", "a little", "yes", "well", "we would bring a friend"]


def plan(**changes: Any) -> dict[str, Any]:
    """A plan that keeps all rules, as the schema hands it over."""
    found: dict[str, Any] = {
        "budget": Decimal("120000.00"), "currency": "GBP", "regime": "light_touch",
        "standstill_promise_working_days": 8,
        "shares": {"young_people": Decimal(60), "adults": Decimal(20), "price": Decimal(20)},
        "price_formula": "lowest_over_price", "sign_off_quorum": 2, "choice_quorum": 3,
        "rung_aimed_at": "Co-production",
        "timetable": [
            {"stage": "co_writing", "begins_on": date(2026, 3, 2)},
            {"stage": "tender_open", "begins_on": date(2026, 4, 1)},
        ],
    }  # fmt: skip
    return {**found, **changes}


def criterion(panel: str, title: str, weight: str, **changes: Any) -> dict[str, Any]:
    """A criterion that keeps all rules, as the schema hands it over."""
    found: dict[str, Any] = {
        "panel": panel, "title": title, "question": "How will you do it?", "guidance": "Tell a story.",
        "word_limit": 500, "weight": Decimal(weight), "descriptors": list(DESCRIPTORS), "minimum_score": None,
    }  # fmt: skip
    return {**found, **changes}


def criteria() -> list[dict[str, Any]]:
    """Two criteria for young people, one for adults."""
    return [
        criterion("young_people", "A welcome", "70", minimum_score=Decimal("2.5")),
        criterion("young_people", "Waiting", "30"),
        criterion("adults", "Money", "100"),
    ]


class Workshop:
    """Three young people, a facilitator, a commissioner and a provider; two young signatures are a quorum."""

    def __init__(self, bench: Bench, **changes: Any) -> None:
        self.bench = bench
        self.officer = self.bench.account(AccountKind.STAFF)
        made: Commission = self.run(
            start_commission, self.officer, title="Somewhere to go", need="A place.", plan=plan(**changes)
        )
        self.commission_id = made.commission_id
        self.young = [self.seat(Role.YOUNG_PERSON) for _ in range(3)]
        self.facilitator = self.seat(Role.FACILITATOR)
        self.commissioner = self.seat(Role.COMMISSIONER)
        self.provider = self.seat(Role.PROVIDER)

    def seat(self, role: Role) -> Caller:
        return self.bench.seat(self.commission_id, role)

    def run(self, use_case: Callable[..., Any], caller: Caller, **fields: Any) -> Any:
        """Run a use case in a transaction of its own, a second after the last."""
        self.bench.advance(timedelta(seconds=1))
        with self.bench.session() as session:
            return use_case(session, caller=caller, now=self.bench.now, **fields)

    def act(self, use_case: Callable[..., Any], caller: Caller, **fields: Any) -> Any:
        return self.run(use_case, caller, commission_id=self.commission_id, **fields)

    def draft(self, caller: Caller | None = None, heading: str = "Open late", **fields: Any) -> Clause:
        words = {"heading": heading, "text": "It is open until eight.", **fields}
        found: Clause = self.act(draft_clause, caller or self.young[0], **words)
        return found

    def edit(self, clause: Clause, caller: Caller | None = None, **fields: Any) -> Clause:
        words = {"heading": clause.heading, "text": "It is open until nine.", "version": clause.version, **fields}
        found: Clause = self.act(edit_clause, caller or self.young[0], clause_id=clause.clause_id, **words)
        return found

    def writes(self, clause: Clause, caller: Caller, number: int, *changes: list[Any], key: str = "") -> list[Any]:
        """Type into a clause that was open at this number; every change is of what the one before it left."""
        key = key or new_id()
        sent = [{"key": f"{key}-{n}", "change": change} for n, change in enumerate(changes)]
        found: list[Any] = self.act(write_together, caller, clause_id=clause.clause_id, number=number, changes=sent)
        return found

    def words(self) -> str:
        """The words of the last clause as they are being written."""
        return self.clauses()[-1].live_text

    def agree(self, clause: Clause, caller: Caller | None = None, **fields: Any) -> Clause:
        words = {"version": clause.version, "reason": "A show of hands, 21 to 1.", **fields}
        found: Clause = self.act(agree_clause, caller or self.facilitator, clause_id=clause.clause_id, **words)
        return found

    def set_criteria(self, wanted: list[dict[str, Any]], caller: Caller | None = None, **fields: Any) -> Commission:
        version = self.commission().criteria_version
        found: Commission = self.act(
            set_criteria, caller or self.young[0], **{"criteria": wanted, "version": version, **fields}
        )
        return found

    def sign(self, caller: Caller, sha256: str | None = None, **fields: Any) -> Commission:
        found: Commission = self.act(sign_off, caller, sha256=self.sha256() if sha256 is None else sha256, **fields)
        return found

    def ready(self) -> Clause:
        """Bring it to where it can be signed, with one agreed clause."""
        clause = self.agree(self.draft())
        self.set_criteria(criteria())
        return clause

    def agreed_but_for_the_commissioner(self) -> Clause:
        """Bring it to where two of three young people have signed, and nobody else."""
        clause = self.ready()
        self.sign(self.young[0])
        self.sign(self.young[1])
        return clause

    def agreed(self) -> Clause:
        """Bring it to where the commissioner and two of three young people have signed."""
        clause = self.ready()
        self.sign(self.commissioner)
        self.sign(self.young[0])
        self.sign(self.young[1])
        return clause

    def commission(self) -> Commission:
        with self.bench.runtime.read_sessions() as session:
            return session.get_one(Commission, self.commission_id)

    def clauses(self) -> list[Clause]:
        with self.bench.runtime.read_sessions() as session:
            return clauses_of(session, self.commission_id)

    def document(self) -> dict[str, Any]:
        with self.bench.runtime.read_sessions() as session:
            return read_document(session, self.commission_id)

    def sha256(self) -> str:
        return str(self.document()["sha256"])

    def names(self) -> list[str]:
        """The events recorded so far, by their short names."""
        return [name.removeprefix("specification.").removesuffix(".v1") for name in self.bench.event_types()]

    def last(self, cls: type[Event]) -> Any:
        """The newest event of a class."""
        return [event for event in self.bench.events() if isinstance(event, cls)][-1]

    def state(self) -> dict[str, list[Any]]:
        """Everything that is stored: to see that a refused act left nothing."""
        with self.bench.runtime.read_sessions() as session:
            return {table.name: list(session.execute(select(table))) for table in Base.metadata.sorted_tables}

    def board(self, *powers: str) -> tuple[str, Caller]:
        """Let a board be set up with these powers, as `people` says it, and return it with a member of it."""
        board_id = new_id()
        made = BoardMade(
            commission_id=self.commission_id, board_id=board_id, name="Shadow Board", kind="shadow_board",
            powers=powers, made_at=self.bench.now,
        )  # fmt: skip
        self.bench.handle(made)
        return board_id, self.on_board(board_id)

    def on_board(self, board_id: str) -> Caller:
        """Let somebody take a seat on a board."""
        member = self.seat(Role.BOARD_MEMBER)
        taken = SeatTaken(
            commission_id=self.commission_id, seat_id=member.seat, holder_id=member.holder_id,
            role=str(member.role), taken_at=self.bench.now, board_id=board_id,
        )  # fmt: skip
        self.bench.handle(taken)
        return member

    def publish(self) -> None:
        """Let the tender be published, as `tendering` says it."""
        event = TenderPublished(
            commission_id=self.commission_id, tender_id=new_id(), specification_sha256="0" * 64,
            criteria=(
                Criterion(
                    criterion_id=new_id(), panel="young_people", title="A welcome", question="How?", guidance="",
                    word_limit=100, weight=Decimal(100), descriptors=tuple(DESCRIPTORS),
                ),
            ),
            shares=Shares(young_people=Decimal(100), adults=Decimal(0), price=Decimal(0)),
            price_formula="fixed_price", tie_seed="seed", opens_at=self.bench.now,
            closes_at=self.bench.now + timedelta(days=28),
        )  # fmt: skip
        self.bench.handle(event)

    def abandon(self) -> None:
        """Let the commission be abandoned, as `tendering` says it."""
        event = CommissionAbandoned(commission_id=self.commission_id, stage="co_writing", abandoned_at=self.bench.now)
        self.bench.handle(event)

    def contract(self) -> None:
        """Let the contract be signed, as `tendering` says it."""
        event = ContractSigned(
            commission_id=self.commission_id, bid_id=new_id(), provider_name="Amber Door", price=Decimal(90000),
            signed_at=self.bench.now,
        )  # fmt: skip
        self.bench.handle(event)

    def end_seat(self, caller: Caller) -> None:
        """Let somebody leave."""
        self.bench.handle(
            SeatEnded(
                commission_id=self.commission_id,
                seat_id=caller.seat,
                holder_id=caller.holder_id,
                role=str(caller.role),
                ended_at=self.bench.now,
            )
        )
