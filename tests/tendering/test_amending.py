"""An open tender can change, in plain words and with a reason; then the time counts anew, and bids stay as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.tendering.models import Amendment
from services.tendering.rules import bids, periods, questions
from shared.contracts.tendering import BidConfirmed, BidsOpened, TenderAmended
from tests.kit import Bench
from tests.tendering.asking import CHANGE, WHY, amend, confirm
from tests.tendering.office import OPEN_FOR, Office
from tests.tendering.web import Web

LEAST = timedelta(days=25)
INSTANT = timedelta(microseconds=1)


def test_an_amendment_says_what_changes_and_why_and_until_when(office: Office) -> None:
    office.publish()
    office.bench.advance(timedelta(days=10))
    ends = office.bench.now + LEAST
    amend(office, ends, changes=[CHANGE, "The garden is part of it."])
    assert office.all_of(TenderAmended) == [
        TenderAmended(
            commission_id=office.commission_id, number=1, changes=(CHANGE, "The garden is part of it."), closes_at=ends,
            questions_until=ends - timedelta(days=7), amended_at=office.bench.now,
        )
    ]  # fmt: skip
    row = office.bench.recorded()[-1]
    assert (row.actor, row.reason) == (office.commissioner.seat, WHY)
    process = office.process()
    assert (process.closes_at, process.questions_until) == (ends, ends - timedelta(days=7))


def test_amendments_are_numbered_in_their_order(office: Office) -> None:
    office.publish()
    for number in range(3):
        office.bench.advance(timedelta(days=1))
        amend(office, after=number)
    assert [each.number for each in office.bench.rows(Amendment)] == [1, 2, 3]


def test_the_least_time_counts_anew_from_the_amendment(office: Office) -> None:
    office.publish()
    office.bench.advance(OPEN_FOR - timedelta(hours=1))
    with office.refuses(periods.ClosingTimeIsTooSoon) as caught:
        amend(office, office.bench.now + LEAST - INSTANT)
    assert "at least 25 days" in caught.value.message
    amend(office, office.bench.now + LEAST)


def test_an_amendment_takes_no_time_away(bench: Bench) -> None:
    office = Office(bench, regime="below_threshold")
    closes_at = office.publish().closes_at
    assert closes_at is not None
    with office.refuses(periods.ClosingTimeIsTooSoon):
        amend(office, closes_at - INSTANT)
    amend(office, closes_at)


def test_questions_end_after_now_and_not_after_the_tender(office: Office) -> None:
    office.publish()
    for until in (office.bench.now, office.bench.now + OPEN_FOR + INSTANT):
        with office.refuses(periods.QuestionTimeIsWrong):
            amend(office, questions_until=until)
    amend(office, questions_until=office.bench.now + OPEN_FOR)


def test_two_officers_who_amend_at_once_do_not_amend_past_each_other(office: Office) -> None:
    office.publish()
    amend(office)
    with office.refuses(questions.TenderHasChanged) as caught:
        amend(office)
    assert caught.value.extra == {"current_amendment": 1}
    amend(office, after=1)


@pytest.mark.parametrize(
    "changes",
    [[], [" "], ["x" * (questions.LONGEST_CHANGE + 1)], [CHANGE] * (questions.MOST_CHANGES + 1)],
)
def test_changes_are_said_in_words_and_not_too_many(office: Office, changes: list[str]) -> None:
    office.publish()
    with office.refuses(questions.ChangesAreWrong):
        amend(office, changes=changes)


def test_nothing_is_amended_before_after_or_beside_an_open_tender(office: Office) -> None:
    with office.refuses(bids.NoSuchTender):
        amend(office)
    office.publish()
    office.close()
    with office.refuses(bids.TenderIsClosed):
        amend(office)
    office.abandon()
    with office.refuses(bids.CommissionHasEnded):
        amend(office)


def test_what_is_scored_and_how_does_not_change(office: Office) -> None:
    before = office.publish()
    office.bench.handle(office.agreed("e" * 64, criteria=office.criteria()[:1]))
    amend(office)
    after = office.process()
    for name in ("criteria", "plan", "tie_seed", "rules_sha256", "specification_sha256"):
        assert getattr(after, name) == getattr(before, name)


def test_a_bid_that_was_in_before_is_confirmed_and_the_bid_is_the_actor(office: Office) -> None:
    office.publish()
    provider = office.bidders(1)[0]
    bid = office.bid_of(provider)
    office.bench.advance(timedelta(days=1))
    amend(office)
    confirm(office, provider, bid)
    assert office.bid_of(provider).confirmed_amendment == 1
    assert office.all_of(BidConfirmed) == [
        BidConfirmed(
            commission_id=office.commission_id, bid_id=bid.bid_id, amendment=1, confirmed_at=office.bench.now
        )
    ]  # fmt: skip
    assert office.bench.recorded()[-1].actor == bid.bid_id
    assert office.bid_of(provider).receipt_sha256 == bid.receipt_sha256


def test_there_is_nothing_to_confirm_twice_or_without_a_change(office: Office) -> None:
    office.publish()
    provider = office.bidders(1)[0]
    bid = office.bid_of(provider)
    with office.refuses(questions.TenderHasChanged):
        confirm(office, provider, bid, 1)
    with office.refuses(questions.NothingToConfirm):
        confirm(office, provider, bid, 0)
    office.bench.advance(timedelta(days=1))
    amend(office)
    confirm(office, provider, bid)
    with office.refuses(questions.NothingToConfirm):
        confirm(office, provider, bid)


def test_only_what_was_read_is_confirmed(office: Office) -> None:
    office.publish()
    provider = office.bidders(1)[0]
    bid = office.bid_of(provider)
    for number in range(2):
        office.bench.advance(timedelta(days=1))
        amend(office, after=number)
    with office.refuses(questions.TenderHasChanged) as caught:
        confirm(office, provider, bid, 1)
    assert caught.value.extra == {"current_amendment": 2}
    confirm(office, provider, bid, 2)


def test_nobody_confirms_what_is_not_theirs_not_in_or_closed(office: Office) -> None:
    office.publish()
    bidder, other = office.bidders(2)
    drafter = office.provider("Drafters")
    bid, draft = office.bid_of(bidder), office.draft(drafter)
    office.bench.advance(timedelta(days=1))
    amend(office)
    with office.refuses(bids.NoSuchBid):
        confirm(office, other, bid)
    with office.refuses(bids.BidIsNotSubmitted):
        confirm(office, drafter, draft)
    office.close()
    with office.refuses(bids.TenderIsClosed):
        confirm(office, bidder, bid)


def test_the_opening_records_which_bids_were_in_before_a_change(office: Office) -> None:
    """One says nothing, one confirms the first change alone, one hands in after all changes."""
    office.publish()
    silent, confirming = office.bidders(2)
    office.bench.advance(timedelta(days=1))
    amend(office)
    confirm(office, confirming, office.bid_of(confirming))
    office.bench.advance(timedelta(days=1))
    amend(office, after=1)
    office.bench.advance(timedelta(days=1))
    late = office.provider("Hollow Oak Trust")
    office.hand_in(late)
    office.open()
    (event,) = office.all_of(BidsOpened)
    found = {each.bid_id: each.before_amendment for each in event.bids}
    expected = {silent: 1, confirming: 2, late: 0}
    assert found == {office.bid_of(caller).bid_id: number for caller, number in expected.items()}
    for caller in expected:
        assert office.content_of(caller).answers


def test_over_the_api_an_amendment_is_made_read_and_confirmed(office: Office) -> None:
    office.publish()
    provider, web = office.bidders(1)[0], Web(office)
    office.bench.advance(timedelta(days=1))
    ends = office.bench.now + OPEN_FOR
    body = {
        "changes": [CHANGE], "closes_at": ends.isoformat(), "questions_until": ends.isoformat(), "reason": WHY,
        "after": 0,
    }  # fmt: skip
    assert web.post(office.young, "amendments", body).status_code == 403
    assert web.post(office.commissioner, "amendments", body).status_code == 201
    (seen,) = web.get(office.young, "amendments").get_json()
    assert (seen["number"], seen["changes"], seen["reason"]) == (1, [CHANGE], WHY)
    bid_id = office.bid_of(provider).bid_id
    confirmed = web.post(provider, f"bids/{bid_id}/confirmation", {"amendment": 1})
    assert confirmed.get_json() == {"bid_id": bid_id, "confirmed_amendment": 1}
