"""A thousand bids of twenty answers: the page of one, and the opening of all, which takes as long for each as for few.

Beside it, in the same run, one SELECT of the same sealed rows and one INSERT of the same bytes for each bid.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert

from services.tendering.app import create_app
from services.tendering.models import Bid, Member, Organisation
from services.tendering.queries.drafts import begin_bid
from services.tendering.queries.parts import content_of, receipt_of
from services.tendering.rules.bids import PRICE
from services.tendering.use_cases.open_bids import open_bids
from services.tendering.worker import SERVICE
from shared.contracts.specification import Criterion
from shared.contracts.tendering import BidOpened
from shared.ids import new_id
from shared.roles import Role
from tests.benchmarks.figures import Figure
from tests.kit import Bench
from tests.tendering.office import Office

MANY, FEW = 1000, 250
QUESTIONS, WORDS = 20, 150
_MIB = 1024
# The project's own aims: a page, and how much longer a bid may take among many than among few.
_LONGEST_PAGE, _MOST_GROWTH, _MOST_MEMORY = 100.0, 1.5, 64


class Full(Office):
    """A tender of twenty questions, with bids that are handed in."""

    def criteria(self) -> tuple[Criterion, ...]:
        """Ten questions for each panel."""
        return tuple(
            Criterion(
                criterion_id=self.ids[n], panel="adults" if n % 2 else "young_people", title=f"Question {n + 1}",
                question="How?", guidance="", word_limit=200, weight=Decimal(10),
                descriptors=("0", "1", "2", "3", "4", "5"),
            )
            for n in range(QUESTIONS)
        )  # fmt: skip

    def fill(self, count: int) -> list[Any]:
        """Let so many organisations hand in; return who bids for each."""
        self.ids = [new_id() for _ in range(QUESTIONS)]
        process = self.publish()
        text = " ".join(["welcome"] * WORDS)
        values = {**dict.fromkeys(self.ids, text), PRICE: "90000.00"}
        callers = [self.seat(Role.PROVIDER) for _ in range(3)]
        for number in range(count):
            caller = callers[number % len(callers)]
            organisation = new_id()
            with self.bench.session() as session:
                session.execute(
                    insert(Organisation),
                    {"organisation_id": organisation, "name": f"Organisation {number}", "folded_name": organisation,
                     "registered_at": self.bench.now},
                )  # fmt: skip
                if number < len(callers):
                    session.add(Member(holder_id=caller.holder_id, organisation_id=organisation))
                bid = begin_bid(session, process, values, organisation, caller=caller, now=self.bench.now)
                stored = session.get_one(Bid, bid.bid_id)
                stored.submitted_at = self.bench.now
                stored.receipt_sha256 = receipt_of(content_of(session, stored))
        return callers


def measure(folder: Path) -> list[Figure]:
    """Open 250 and 1,000 bids, each on a database of its own."""
    few = _opened(folder / "few", FEW)
    many = _opened(folder / "many", MANY)
    growth = (many["opening"] / MANY) / (few["opening"] / FEW)
    return [
        Figure(
            f"a bid's page among {MANY:,} bids of {QUESTIONS} answers, beside one SELECT of its rows",
            many["page"] / many["rows"], f"under {_LONGEST_PAGE:.0f} ms", many["page"] * 1000 < _LONGEST_PAGE,
            f"{many['page'] * 1000:.1f} ms in the server; the rows alone {many['rows'] * 1000:.2f} ms",
        ),
        Figure(
            f"opening {MANY:,} bids, beside one SELECT of the same rows and one INSERT of what is published for each",
            many["opening"] / many["bare"],
            f"a bid at most {_MOST_GROWTH} times as long as among {FEW}, {_MOST_MEMORY} MiB more at the most",
            growth <= _MOST_GROWTH and many["memory"] <= _MOST_MEMORY,
            f"{many['opening']:.2f} s, told {many['told']:.0f} times how far it is; {FEW} took {few['opening']:.2f} s, "
            f"so a bid takes {growth:.2f} times as long; {many['memory']:.0f} MiB more at the most; "
            f"bare {many['bare']:.2f} s",
        ),
    ]  # fmt: skip


def _opened(folder: Path, count: int) -> dict[str, float]:
    folder.mkdir(parents=True)
    office = Full(Bench(SERVICE, folder))
    callers = office.fill(count)
    page = _page(office, callers[0])
    file = folder / "tendering.sqlite"
    rows = _timed(lambda: _select(file, office.bid_of(callers[0]).bid_id))
    office.close()
    office.open_part(office.commissioner)
    told: list[tuple[int, int]] = []
    before = _peak_mib()
    fields = {"shuffle": Random(1).shuffle, "progress": lambda *each: told.append(each)}
    opening = _timed(lambda: office.act(open_bids, office.young, **fields))
    memory = _peak_mib() - before
    assert len(office.all_of(BidOpened)) == count
    assert told[-1] == (2 * count, 2 * count)
    bare = _timed(lambda: _bare(file, folder / "bare.sqlite", count))
    office.bench.runtime.close()
    return {
        "page": page, "rows": rows, "opening": opening, "memory": memory, "bare": bare, "told": len(told),
    }  # fmt: skip


def _page(office: Full, caller: Any) -> float:
    client = office.bench.client(create_app)
    client.environ_base.update({"HTTP_AUTHORIZATION": office.bench.headers(caller)["Authorization"]})
    path = f"/tendering/commissions/{office.commission_id}/bid"
    assert client.get(path).status_code == 200
    return statistics.median(_timed(lambda: client.get(path)) for _ in range(20))


def _select(file: Path, bid_id: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("SELECT part, key_id, sealed FROM bid_parts WHERE bid_id = ?", (bid_id,)).fetchall()


def _bare(file: Path, to: Path, count: int) -> None:
    with closing(sqlite3.connect(file)) as read, closing(sqlite3.connect(to)) as write:
        bids = [each[0] for each in read.execute("SELECT bid_id FROM bids")]
        query = "SELECT body FROM outbox ORDER BY position DESC LIMIT ?"
        bodies = [each[0] for each in read.execute(query, (count,))]
        write.execute("CREATE TABLE outbox (body TEXT)")
        for bid_id, body in zip(bids, bodies, strict=True):
            read.execute("SELECT part, key_id, sealed FROM bid_parts WHERE bid_id = ?", (bid_id,)).fetchall()
            write.execute("INSERT INTO outbox VALUES (?)", (body,))
        write.commit()


def _timed(does: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    does()
    return time.perf_counter() - begun


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
