"""Prices, summaries, the award, its challenge, and the contract."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.tendering import queries
from services.tendering.rules import award as rules
from services.tendering.rules.bids import CommissionHasEnded, NoSuchBid, NoSuchTender
from services.tendering.rules.standstill import StandstillIsRunning
from services.tendering.use_cases.answer_challenge import answer_challenge
from shared.contracts.tendering import (
    AssessmentSummarySent,
    AwardDecided,
    ChallengeAnswered,
    ChallengeRaised,
    ContractSigned,
    CriterionSummary,
    PricesOpened,
)
from shared.ids import new_id
from shared.roles import Role
from tests.kit import Bench
from tests.tendering.office import NAMES, PRICES, Office

INSTANT = timedelta(microseconds=1)


def test_prices_and_names_are_hidden_until_the_scores_are_locked(office: Office) -> None:
    office.publish()
    office.bidders()
    office.open()
    assert {(row["price"], row["provider_name"]) for row in office.opened_bids()} == {(None, None)}
    assert not any(str(price) in str(office.bench.recorded()) for price in PRICES)
    office.bench.handle(office.locked())
    assert {(row["price"], row["provider_name"]) for row in office.opened_bids()} == set(
        zip(PRICES, NAMES, strict=True)
    )
    (event,) = office.all_of(PricesOpened)
    assert {(each.provider_name, each.price) for each in event.prices} == set(zip(NAMES, PRICES, strict=True))
    assert event.budget == Decimal("120000.00")


def test_every_assessed_bidder_hears_how_it_was_scored_before_the_award_is_published(office: Office) -> None:
    office.publish()
    withdrawn, drafter = office.provider("Left Again"), office.provider("Never Ready")
    office.hand_in(withdrawn)
    office.withdraw(withdrawn, office.bid_of(withdrawn))
    office.draft(drafter)
    providers = office.bidders()
    office.open()
    office.bench.handle(office.locked())
    bids = [office.bid_of(provider) for provider in providers]
    office.bench.handle(office.confirmed(bids[1].bid_id))
    office.award()
    assert office.names()[-4:] == ["assessment_summary_sent"] * 3 + ["award_decided"]
    sent = {event.bid_id: event for event in office.all_of(AssessmentSummarySent)}
    for number, bid in enumerate(bids):
        summary = sent.pop(bid.bid_id)
        assert (summary.label, summary.provider_name) == (bid.label, NAMES[number])
        assert summary.successful is (number == 1)
        assert summary.total == Decimal("71.428571")
        assert summary.criteria == tuple(
            CriterionSummary(
                criterion_id=each.criterion_id, title=each.title, weight=each.weight,
                scores_available="0 to 5, in whole or half points", score=Decimal("3.5"),
                explanation=f"{each.title}: it names a place.",
            )
            for each in office.criteria()
        )  # fmt: skip
        assert (office.bid_of(providers[number]).summary or {})["provider_name"] == NAMES[number]
    assert sent == {}
    assert office.bid_of(withdrawn).summary is None
    assert office.bid_of(drafter).summary is None


@pytest.mark.parametrize(
    ("regime", "promised", "begins_on", "ends_at"),
    [
        ("procurement_act", 0, date(2026, 4, 2), datetime(2026, 4, 15, 23, tzinfo=UTC)),
        ("provider_selection", 0, date(2026, 4, 3), datetime(2026, 4, 16, 23, tzinfo=UTC)),
        ("light_touch", 10, date(2026, 4, 2), datetime(2026, 4, 17, 23, tzinfo=UTC)),
        ("light_touch", 0, date(2026, 4, 2), datetime(2026, 4, 2, 16, tzinfo=UTC)),
        ("below_threshold", 3, date(2026, 4, 2), datetime(2026, 4, 8, 23, tzinfo=UTC)),
    ],
)
def test_the_contract_is_signed_when_the_regimes_standstill_is_over_and_not_before(
    bench: Bench, regime: str, promised: int, begins_on: date, ends_at: datetime
) -> None:
    office = Office(bench, regime=regime, standstill_promise_working_days=promised)
    winner = office.bid_of(office.chosen()[0])
    office.bench.now = datetime(2026, 4, 2, 16, tzinfo=UTC)
    office.award()
    (event,) = office.all_of(AwardDecided)
    assert event == AwardDecided(
        commission_id=office.commission_id, bid_id=winner.bid_id, provider_name=NAMES[0], price=PRICES[0],
        regime=regime, standstill_begins_on=begins_on, standstill_ends_at=ends_at, decided_at=office.bench.now,
    )  # fmt: skip
    if ends_at > office.bench.now:
        for moment in (office.bench.now, ends_at - INSTANT):
            office.bench.now = moment
            with office.refuses(StandstillIsRunning):
                office.sign()
    office.bench.now = ends_at
    office.sign()
    assert office.all_of(ContractSigned) == [
        ContractSigned(
            commission_id=office.commission_id, bid_id=winner.bid_id, provider_name=NAMES[0], price=PRICES[0],
            signed_at=ends_at,
        )
    ]  # fmt: skip


def test_an_award_needs_a_confirmed_choice(office: Office) -> None:
    with office.refuses(NoSuchTender):
        office.award()
    office.publish()
    with office.refuses(rules.ChoiceIsNotConfirmed):
        office.award()
    providers = office.bidders()
    office.open()
    office.bench.handle(office.locked())
    with office.refuses(rules.ChoiceIsNotConfirmed):
        office.award()
    bid_id = office.bid_of(providers[0]).bid_id
    office.bench.handle(office.confirmed(bid_id))
    office.bench.handle(office.declined(bid_id))
    with office.refuses(rules.ChoiceIsNotConfirmed):
        office.award()
    office.bench.handle(office.confirmed(office.bid_of(providers[2]).bid_id))
    assert office.award().awarded_bid_id == office.bid_of(providers[2]).bid_id
    with office.refuses(rules.AwardIsDecidedAlready):
        office.award()


def test_there_is_no_contract_without_an_award_and_one_with_it(office: Office) -> None:
    with office.refuses(NoSuchTender):
        office.sign()
    office.chosen()
    with office.refuses(rules.AwardIsNotDecided):
        office.sign()
    office.award()
    office.bench.now = office.end_of_standstill()
    office.sign()
    with office.refuses(rules.ContractIsSignedAlready):
        office.sign()


def test_an_open_challenge_blocks_the_contract_also_after_the_standstill(office: Office) -> None:
    loser = office.awarded()[1]
    challenge = office.challenge(loser)
    assert office.all_of(ChallengeRaised) == [
        ChallengeRaised(
            commission_id=office.commission_id, challenge_id=challenge.challenge_id,
            bid_id=office.bid_of(loser).bid_id, raised_at=office.bench.now,
        )
    ]  # fmt: skip
    assert challenge.grounds not in str(office.bench.recorded())
    office.bench.now = office.end_of_standstill() + timedelta(days=30)
    with office.refuses(rules.ChallengeIsOpen):
        office.sign()
    office.answer(challenge, upheld=False)
    assert office.all_of(ChallengeAnswered)[0].upheld is False
    assert office.bench.recorded()[-1].reason == "We read the record again."
    assert office.sign().contract_signed_at == office.bench.now


def test_a_challenge_that_was_upheld_ends_the_way_to_this_contract(office: Office) -> None:
    providers = office.awarded()
    upheld, other = office.challenge(providers[1]), office.challenge(providers[2])
    office.answer(upheld, upheld=True)
    office.bench.now = office.end_of_standstill()
    with office.refuses(rules.ChallengeIsOpen):
        office.sign()
    office.answer(other, upheld=False)
    for _ in range(2):
        with office.refuses(rules.ChallengeWasUpheld):
            office.sign()
        office.bench.advance(timedelta(days=100))
    assert office.abandon().abandoned_at == office.bench.now


def test_a_challenge_is_answered_once_and_in_its_own_commission(office: Office) -> None:
    challenge = office.challenge(office.awarded()[1])
    other = Office(office.bench)
    other.publish()
    for where, wanted in ((other, challenge.challenge_id), (office, new_id())):
        with office.refuses(rules.NoSuchChallenge):
            where.act(answer_challenge, where.commissioner, challenge_id=wanted, upheld=True, reason="No.")
    office.answer(challenge, upheld=False)
    with office.refuses(rules.ChallengeIsAnswered):
        office.answer(challenge, upheld=True)


def test_a_challenge_comes_between_the_award_and_the_end_of_the_standstill(office: Office) -> None:
    providers = office.chosen()
    with office.refuses(rules.AwardIsNotDecided):
        office.challenge(providers[1])
    office.award()
    end = office.end_of_standstill()
    for moment in (end, end + timedelta(days=1)):
        office.bench.now = moment
        with office.refuses(rules.ChallengeIsTooLate):
            office.challenge(providers[1])
    office.bench.now = end - INSTANT
    office.challenge(providers[1])


def test_only_who_was_assessed_challenges(office: Office) -> None:
    office.publish()
    withdrawn, drafter = office.provider("Left Again"), office.provider("Never Ready")
    office.hand_in(withdrawn)
    office.withdraw(withdrawn, office.bid_of(withdrawn))
    office.draft(drafter)
    winner = office.bidders(1)[0]
    office.open()
    office.bench.handle(office.locked())
    office.bench.handle(office.confirmed(office.bid_of(winner).bid_id))
    office.award()
    for caller in (withdrawn, drafter, office.provider("Only Looking")):
        with office.refuses(NoSuchBid):
            office.challenge(caller)


def test_nothing_is_challenged_or_answered_after_the_contract(office: Office) -> None:
    providers = office.awarded()
    challenge = office.challenge(providers[1])
    office.answer(challenge, upheld=False)
    office.bench.now = office.end_of_standstill()
    office.sign()
    with office.refuses(CommissionHasEnded):
        office.challenge(providers[1])
    with office.refuses(CommissionHasEnded):
        office.answer(challenge, upheld=True)
    with office.refuses(CommissionHasEnded):
        office.abandon()


def test_the_award_can_be_read_once_it_is_there(office: Office) -> None:
    for bring in (lambda: None, office.chosen):
        bring()
        with office.bench.runtime.read_sessions() as session, pytest.raises(rules.NoSuchAward):
            queries.award_view(session, office.commission_id)
    office.award()
    with office.bench.runtime.read_sessions() as session:
        view = queries.award_view(session, office.commission_id)
    assert (view["provider_name"], view["price"], view["regime"]) == (NAMES[0], PRICES[0], "procurement_act")
    assert view["contract_signed_at"] is None


def test_a_second_seat_of_the_commissioner_signs_what_the_first_one_awarded(office: Office) -> None:
    office.awarded()
    office.bench.now = office.end_of_standstill()
    office.commissioner = office.seat(Role.COMMISSIONER)
    office.sign()
    assert office.bench.recorded()[-1].actor == office.commissioner.seat
