"""Several act in the same moment, on both databases: each act sees what the one before it left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.tendering.models import Member, Organisation, Process
from services.tendering.rules import award, bids, opening
from services.tendering.use_cases.submit_bid import Receipt
from services.tendering.worker import SERVICE
from shared.contracts.tendering import BidsOpened, BidSubmitted
from shared.roles import AccountKind, Role
from tests.kit import Bench, PostgresBench, at_once
from tests.tendering.office import Office

AT_ONCE = 6
ROUNDS = 5


@pytest.fixture(params=["embedded", "distributed"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    if request.param == "embedded":
        bench = Bench(SERVICE, tmp_path)
    else:
        bench = PostgresBench(SERVICE, tmp_path, request.getfixturevalue("distributed_engines").database("tendering"))
    yield Office(bench)
    bench.runtime.close()


def test_an_organisation_begins_one_bid_however_many_of_it_ask_together(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    for _ in range(ROUNDS):
        office.bench.advance(timedelta(seconds=1))
        results = at_once([lambda: office.draft(provider)] * AT_ONCE)
        assert results.count(bids.BidExistsAlready) == AT_ONCE - 1
        bid = office.bid_of(provider)
        office.submit(provider, bid)
        office.withdraw(provider, bid)


def test_a_bid_is_handed_in_once(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    results = at_once([lambda: office.submit(provider, bid)] * AT_ONCE)
    assert results.count(bids.BidIsSubmitted) == AT_ONCE - 1
    assert len(office.all_of(BidSubmitted)) == 1


def test_of_edits_of_one_version_one_stands(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    results = at_once([lambda: office.edit(provider, bid)] * AT_ONCE)
    assert results.count(bids.BidHasChanged) == AT_ONCE - 1
    assert office.bid_of(provider).version == 2


def test_a_receipt_is_of_the_bid_as_it_stands_when_edits_come_with_it(office: Office) -> None:
    for number in range(ROUNDS):
        here = Office(office.bench)
        here.publish()
        provider = here.provider(f"Amber Door {number}")
        bid = here.draft(provider)

        def edit(here: Office = here, provider: Any = provider, bid: Any = bid) -> object:
            return here.edit(provider, bid, answers=here.answers("verdigris"))

        def submit(here: Office = here, provider: Any = provider, bid: Any = bid) -> object:
            return here.submit(provider, bid)

        results = at_once([edit, submit])
        assert isinstance(results[1], Receipt)
        # The opening checks the receipt against what is stored.
        assert here.open().opened_at is not None


def test_a_name_and_a_person_are_registered_once(office: Office) -> None:
    callers = [office.bench.account(AccountKind.PROVIDER) for _ in range(AT_ONCE)]
    acts = [partial(office.register, caller, "Amber Door") for caller in callers]
    assert at_once(acts).count(bids.OrganisationNameIsTaken) == AT_ONCE - 1
    one = office.bench.account(AccountKind.PROVIDER)
    names = [f"Hollow Oak {number}" for number in range(AT_ONCE)]
    results = at_once([partial(office.register, one, name) for name in names])
    assert results.count(bids.MemberOfOneAlready) == AT_ONCE - 1
    assert (len(office.bench.rows(Organisation)), len(office.bench.rows(Member))) == (2, 2)


def test_two_of_a_kind_who_open_together_are_one_too_many(office: Office) -> None:
    office.publish()
    office.bidders(1)
    office.close()
    young = [office.seat(Role.YOUNG_PERSON) for _ in range(AT_ONCE)]
    acts = [partial(office.open_part, caller) for caller in young]
    assert at_once(acts).count(opening.OpeningNeedsTwo) == AT_ONCE - 1
    assert office.process().opened_at is None


def test_a_commissioner_and_a_young_person_who_act_together_open_once(office: Office) -> None:
    office.publish()
    office.bidders(2)
    office.close()
    both: list[Callable[[], Any]] = [
        lambda: office.open_part(office.commissioner),
        lambda: office.open_part(office.young),
    ]
    results = at_once(both * 3)
    assert sum(isinstance(result, Process) for result in results) == 2
    assert len(office.all_of(BidsOpened)) == 1
    assert sorted(str(bid.label) for bid in office.handed_in()) == ["Provider A", "Provider B"]


def test_a_tender_is_published_or_abandoned_but_not_both_unseen(office: Office) -> None:
    for _ in range(ROUNDS):
        here = Office(office.bench)
        here.bench.handle(here.agreed())
        results = at_once([here.publish_only, here.abandon, here.publish_only])
        assert isinstance(results[1], Process)
        refused = {bids.CommissionHasEnded, bids.TenderIsPublishedAlready}
        assert sum(result in refused for result in (results[0], results[2])) >= 1
        assert here.process().abandoned_at is not None


def test_an_award_is_published_once_and_a_contract_signed_once(office: Office) -> None:
    office.chosen()
    assert at_once([office.award] * AT_ONCE).count(award.AwardIsDecidedAlready) == AT_ONCE - 1
    assert office.names().count("assessment_summary_sent") == 3
    office.bench.now = office.end_of_standstill()
    assert at_once([office.sign] * AT_ONCE).count(award.ContractIsSignedAlready) == AT_ONCE - 1


def test_no_contract_is_signed_over_an_answer_that_upholds_a_challenge(office: Office) -> None:
    challenge = office.challenge(office.awarded()[1])
    office.bench.now = office.end_of_standstill()
    results = at_once([office.sign, lambda: office.answer(challenge, upheld=True), office.sign])
    assert {results[0], results[2]} <= {award.ChallengeIsOpen, award.ChallengeWasUpheld}
    assert office.process().contract_signed_at is None
