"""The deadline, to the microsecond, by the clock of the service and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.tendering.models import Bid
from services.tendering.rules import bids as rules
from services.tendering.rules.opening import BidsAreOpenAlready
from services.tendering.use_cases.submit_bid import Receipt, submit_bid
from services.tendering.use_cases.withdraw_bid import withdraw_bid
from services.tendering.worker import SERVICE
from shared.contracts.tendering import BidSubmitted, LateBidRefused
from tests.kit import Bench
from tests.tendering.office import OPEN_FOR, Office

INSTANT = timedelta(microseconds=1)
LATE = [timedelta(0), INSTANT, timedelta(seconds=1), timedelta(days=400)]


@pytest.mark.parametrize("early", [INSTANT, timedelta(milliseconds=1), timedelta(seconds=1), timedelta(days=1)])
def test_a_bid_is_taken_until_the_last_moment(office: Office, early: timedelta) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.close()
    office.bench.advance(-early)
    receipt = office.submit(provider, bid)
    assert isinstance(receipt, Receipt)
    assert receipt.submitted_at == office.bench.now
    assert office.all_of(BidSubmitted)[0].submitted_at == office.bench.now
    assert office.all_of(LateBidRefused) == []


@pytest.mark.parametrize("late", LATE)
def test_a_late_bid_is_refused_and_the_refusal_is_recorded(office: Office, late: timedelta) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.close()
    office.bench.advance(late)
    assert isinstance(office.submit(provider, bid), rules.TenderIsClosed)
    kept = office.bid_of(provider)
    assert (kept.refused_at, kept.submitted_at, kept.receipt_sha256) == (office.bench.now, None, None)
    assert office.content_of(provider).answers == office.answers()
    assert office.names()[-1] == "late_bid_refused"
    assert office.all_of(LateBidRefused) == [
        LateBidRefused(commission_id=office.commission_id, bid_id=bid.bid_id, refused_at=office.bench.now)
    ]
    assert office.bench.recorded()[-1].reason
    assert office.all_of(BidSubmitted) == []


def test_a_late_bid_that_comes_again_is_recorded_once(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.close()
    first = office.bench.now
    for _ in range(3):
        assert isinstance(office.submit(provider, bid), rules.TenderIsClosed)
        office.bench.advance(timedelta(minutes=1))
    assert len(office.all_of(LateBidRefused)) == 1
    assert office.bid_of(provider).refused_at == first


def test_an_incomplete_bid_that_is_late_is_recorded_as_late(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider, answers={}, price=None)
    office.close()
    assert isinstance(office.submit(provider, bid), rules.TenderIsClosed)
    assert len(office.all_of(LateBidRefused)) == 1


@pytest.mark.parametrize("late", LATE)
def test_after_the_deadline_nothing_is_drafted_amended_or_withdrawn(office: Office, late: timedelta) -> None:
    office.publish()
    drafter, bidder, newcomer = (office.provider(name) for name in ("Amber Door", "Hollow Oak", "Quayside"))
    draft = office.draft(drafter)
    office.hand_in(bidder)
    office.close()
    office.bench.advance(late)
    with office.refuses(rules.TenderIsClosed):
        office.draft(newcomer)
    with office.refuses(rules.TenderIsClosed):
        office.edit(drafter, draft)
    with office.refuses(rules.TenderIsClosed):
        office.withdraw(bidder, office.bid_of(bidder))


def test_until_the_last_moment_all_of_it_is_possible(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    office.close()
    office.bench.advance(-INSTANT)
    bid = office.edit(provider, office.draft(provider))
    office.submit(provider, bid)
    office.withdraw(provider, bid)
    assert office.bid_of(provider).withdrawn_at == office.bench.now


@pytest.mark.parametrize("year", [1999, 2026, 2199])
def test_whether_the_clock_is_slow_or_fast_only_the_services_own_counts(tmp_path: Path, year: int) -> None:
    bench = Bench(SERVICE, tmp_path)
    # The database's clock, and the machine's, are years away from this one.
    bench.now = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    office = Office(bench, regime="below_threshold")
    office.publish(closes_at=bench.now + timedelta(seconds=2))
    early, late = office.provider("Amber Door"), office.provider("Quayside Collective")
    drafts = office.draft(early), office.draft(late)
    bench.advance(timedelta(seconds=2) - INSTANT)
    assert isinstance(office.submit(early, drafts[0]), Receipt)
    bench.advance(INSTANT)
    assert isinstance(office.submit(late, drafts[1]), rules.TenderIsClosed)
    office.open()
    assert [bid.bid_id for bid in office.handed_in()] == [drafts[0].bid_id]
    bench.runtime.close()


def test_a_deadline_in_another_zone_is_the_same_instant(office: Office) -> None:
    closes_at = datetime.fromisoformat("2026-04-30T12:00:00+01:00")
    office.publish(closes_at=closes_at)
    assert office.process().closes_at == datetime(2026, 4, 30, 11, tzinfo=UTC)
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.bench.now = datetime(2026, 4, 30, 11, tzinfo=UTC)
    assert isinstance(office.submit(provider, bid), rules.TenderIsClosed)


@pytest.mark.parametrize("use_case", [submit_bid, withdraw_bid])
def test_a_request_that_waited_until_the_bids_were_open_changes_nothing(
    office: Office, use_case: Callable[..., Any]
) -> None:
    office.publish()
    bidder, drafter = office.provider("Amber Door"), office.provider("Quayside Collective")
    office.hand_in(bidder)
    office.draft(drafter)
    came_at = office.bench.now
    office.open()
    # The request came in time by the clock, and got its turn only now.
    office.bench.now = came_at
    caller = drafter if use_case is submit_bid else bidder
    bid: Bid = office.bid_of(caller)
    if use_case is submit_bid:
        assert isinstance(office.submit(caller, bid), rules.TenderIsClosed)
    else:
        with office.refuses(rules.TenderIsClosed):
            office.withdraw(caller, bid)
    assert len(office.handed_in()) == 1
    with office.refuses(BidsAreOpenAlready):
        office.open_part(office.commissioner)


@pytest.mark.parametrize("away", [timedelta(0), -INSTANT, -OPEN_FOR])
def test_a_closing_time_that_does_not_lie_ahead_is_refused(bench: Bench, away: timedelta) -> None:
    office = Office(bench, regime="below_threshold")
    office.bench.handle(office.agreed())
    with office.refuses(rules.ClosingTimeIsWrong):
        office.publish_only(closes_at=office.bench.now + away)
    office.publish_only(closes_at=office.bench.now + INSTANT)
