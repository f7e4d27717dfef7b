"""A commission can be ended, with reasons, at every stage before a contract; then nothing in it moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.tendering.rules import bids as rules
from services.tendering.use_cases.abandon_commission import abandon_commission
from shared.contracts.tendering import CommissionAbandoned, PricesOpened
from shared.ids import new_id
from tests.tendering.office import Office


def _opened(office: Office) -> None:
    office.publish()
    office.bidders()
    office.open()


def _closed(office: Office) -> None:
    office.publish()
    office.close()


STAGES: dict[str, Callable[[Office], object]] = {
    "co-writing": lambda _office: None,
    "open": Office.publish,
    "closed": _closed,
    "opened": _opened,
    "prices_opened": Office.priced,
    "award_decided": Office.awarded,
}


@pytest.mark.parametrize("stage", STAGES)
def test_it_ends_at_any_stage_with_its_reasons(office: Office, stage: str) -> None:
    STAGES[stage](office)
    process = office.abandon()
    assert process.abandoned_because == "The money is gone."
    assert office.all_of(CommissionAbandoned) == [
        CommissionAbandoned(commission_id=office.commission_id, stage=stage, abandoned_at=office.bench.now)
    ]
    row = office.bench.recorded()[-1]
    assert (row.actor, row.reason) == (office.commissioner.seat, "The money is gone.")
    with office.refuses(rules.CommissionHasEnded):
        office.abandon()


def test_an_abandoned_commission_is_shown_as_such(office: Office) -> None:
    office.publish()
    office.abandon()
    assert (office.view()["status"], office.view()["abandoned_because"]) == ("abandoned", "The money is gone.")


def test_after_a_contract_it_is_too_late(office: Office) -> None:
    office.awarded()
    office.bench.now = office.end_of_standstill()
    office.sign()
    with office.refuses(rules.CommissionHasEnded):
        office.abandon()


def test_nothing_moves_in_an_abandoned_tender(office: Office) -> None:
    office.publish()
    drafter, bidder, newcomer = (office.provider(name) for name in ("Amber Door", "Hollow Oak", "Quayside"))
    draft = office.draft(drafter)
    office.hand_in(bidder)
    bid = office.bid_of(bidder)
    office.abandon()
    acts: list[Callable[[], object]] = [
        lambda: office.draft(newcomer),
        lambda: office.edit(drafter, draft),
        lambda: office.submit(drafter, draft),
        lambda: office.withdraw(bidder, bid),
        office.publish_only,
        office.award,
        office.sign,
        lambda: office.challenge(bidder),
    ]
    for act in acts:
        with office.refuses(rules.CommissionHasEnded):
            act()
    office.close()
    for caller in (office.commissioner, office.young):
        with office.refuses(rules.CommissionHasEnded):
            office.open_part(caller)


def test_nothing_moves_after_an_abandoned_award(office: Office) -> None:
    providers = office.awarded()
    challenge = office.challenge(providers[1])
    office.abandon()
    with office.refuses(rules.CommissionHasEnded):
        office.answer(challenge, upheld=False)
    with office.refuses(rules.CommissionHasEnded):
        office.challenge(providers[2])
    office.bench.now = office.end_of_standstill()
    with office.refuses(rules.CommissionHasEnded):
        office.sign()


def test_scores_locked_before_the_panel_heard_of_the_end_open_no_prices(office: Office) -> None:
    _opened(office)
    office.abandon()
    office.bench.handle(office.locked())
    assert office.all_of(PricesOpened) == []
    assert {row["price"] for row in office.opened_bids()} == {None}


def test_a_commission_that_is_not_known_is_not_abandoned(office: Office) -> None:
    with office.refuses(rules.NoSuchCommission), office.bench.session() as session:
        abandon_commission(
            session, commission_id=new_id(), reason="No.", caller=office.commissioner, now=office.bench.now
        )
