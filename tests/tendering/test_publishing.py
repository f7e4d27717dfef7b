"""The tender is published from what young people signed, once, and its rules are locked with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from services.tendering.rules import bids as rules
from shared.canonical import plain
from shared.contracts.tendering import TenderPublished
from tests.tendering.office import OPEN_FOR, Office


def test_the_tender_carries_the_rules_that_were_agreed(office: Office) -> None:
    process = office.publish()
    (event,) = office.all_of(TenderPublished)
    assert event == TenderPublished(
        commission_id=office.commission_id, tender_id=str(process.tender_id), specification_sha256="a" * 64,
        criteria=office.criteria(), shares=office.plan.shares, price_formula="lowest_over_price",
        tie_seed=str(process.tie_seed), opens_at=office.bench.now, closes_at=office.bench.now + OPEN_FOR,
        questions_until=office.bench.now + timedelta(days=21), rules_sha256=str(process.rules_sha256),
    )  # fmt: skip
    view = office.view()
    assert (view["status"], view["title"], view["criteria"]) == ("open", "Somewhere to go", plain(office.criteria()))


def test_without_an_agreed_specification_there_is_no_tender(office: Office) -> None:
    with office.refuses(rules.SpecificationIsNotAgreed):
        office.publish_only()


def test_an_agreement_that_was_voided_is_no_agreement_until_it_is_signed_again(office: Office) -> None:
    office.bench.handle(office.agreed())
    office.bench.handle(office.voided())
    with office.refuses(rules.SpecificationIsNotAgreed):
        office.publish_only()
    fewer = office.criteria()[:2]
    office.bench.handle(office.agreed("c" * 64, criteria=fewer))
    office.publish_only()
    (event,) = office.all_of(TenderPublished)
    assert (event.specification_sha256, event.criteria) == ("c" * 64, fewer)


def test_the_plan_that_counts_is_the_one_that_was_signed(office: Office) -> None:
    plan = type(office.plan)(**{**vars(office.plan), "budget": Decimal("99.00"), "price_formula": "fixed_price"})
    office.bench.handle(office.agreed(plan=plan, title="Somewhere to be"))
    office.publish_only()
    assert office.all_of(TenderPublished)[0].price_formula == "fixed_price"
    assert (office.view()["title"], office.view()["plan"]["budget"]) == ("Somewhere to be", "99.00")


def test_a_tender_is_published_once(office: Office) -> None:
    office.publish()
    for later in (timedelta(0), timedelta(days=100)):
        office.bench.advance(later)
        with office.refuses(rules.TenderIsPublishedAlready):
            office.publish_only()


def test_rules_are_locked_when_the_tender_is_out(office: Office) -> None:
    office.publish()
    before = office.process().criteria
    office.bench.handle(office.agreed("d" * 64, criteria=office.criteria()[:1]))
    process = office.process()
    assert (process.criteria, process.specification_sha256) == (before, "a" * 64)
    assert office.view()["criteria"] == before


def test_the_seed_for_ties_is_new_each_time(office: Office) -> None:
    seeds = {office.publish().tie_seed}
    for _ in range(4):
        seeds.add(Office(office.bench).publish().tie_seed)
    assert len(seeds) == 5
    assert {len(seed or "") for seed in seeds} == {32}


def test_an_abandoned_commission_gets_no_tender(office: Office) -> None:
    office.bench.handle(office.agreed())
    office.abandon()
    with office.refuses(rules.CommissionHasEnded):
        office.publish_only()


def test_the_stage_follows_from_what_happened(office: Office) -> None:
    office.publish()
    seen = [office.view()["status"]]
    providers = office.bidders()
    office.close()
    seen.append(office.view()["status"])
    office.open()
    seen.append(office.view()["status"])
    office.bench.handle(office.locked())
    seen.append(office.view()["status"])
    office.bench.handle(office.confirmed(office.bid_of(providers[0]).bid_id))
    office.award()
    seen.append(office.view()["status"])
    office.bench.now = office.end_of_standstill()
    office.sign()
    seen.append(office.view()["status"])
    assert seen == ["open", "closed", "opened", "prices_opened", "award_decided", "contract_signed"]
