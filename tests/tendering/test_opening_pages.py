"""The day of the opening, told to the two who do it; and the end without a contract."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from shared.access import Caller
from shared.contracts.people import SeatEnded
from shared.contracts.tendering import BidsOpened, CommissionAbandoned, OpeningBegun
from shared.roles import Role
from tests.tendering.asking import amend
from tests.tendering.bidding import html
from tests.tendering.office import NAMES, SECRETS, Office
from tests.tendering.visiting import at, browser

BUTTON = "Do my part of the opening"


def end_seat(office: Office, caller: Caller) -> None:
    office.bench.handle(
        SeatEnded(
            commission_id=office.commission_id, seat_id=caller.seat, holder_id=caller.holder_id,
            role=str(caller.role), ended_at=office.bench.now,
        )
    )  # fmt: skip


@pytest.mark.parametrize("young_first", [False, True])
def test_two_open_each_on_their_own_device(office: Office, young_first: bool) -> None:
    office.publish()
    office.bidders(2)
    office.close()
    pair = [office.young, office.commissioner] if young_first else [office.commissioner, office.young]
    first, second = (browser(office, caller).open(at(office, "/opening-day")) for caller in pair)
    first.send()
    assert "Now somebody else does the other part." in first.text
    assert BUTTON not in first.text
    for page in (first, second.open(at(office, "/opening-day"))):
        for words in (*NAMES, *SECRETS, "Provider A"):
            assert words not in page.text
    second.send()
    assert "There are 2 bids." in second.text
    assert "Provider B" in second.text
    assert len(office.all_of(BidsOpened)) == 1
    for page in (first.open(at(office, "/opening-day")), browser(office).open(at(office, "/call"))):
        roles = ("young person", "commissioner") if young_first else ("commissioner", "young person")
        assert f"first a {roles[0]}, then a {roles[1]}." in page.text
        for words in (*NAMES, *SECRETS):
            assert words not in page.text


def test_before_the_end_nobody_can_act(office: Office) -> None:
    office.publish()
    page = browser(office, office.young).open(at(office, "/opening-day"))
    assert "First the time for bids has to end" in page.text
    assert BUTTON not in page.text


def test_another_with_the_same_place_stands_in_and_nobody_else(office: Office) -> None:
    office.publish()
    office.close()
    other, second = office.seat(Role.YOUNG_PERSON), office.seat(Role.COMMISSIONER)
    page = browser(office, office.commissioner).open(at(office, "/opening-day"))
    assert "For the council: any of 2 people" in page.text
    assert "For the young people: any of 2 people" in page.text
    page.send()
    beside = browser(office, second).open(at(office, "/opening-day"))
    assert "Somebody with a place like yours did this part." in beside.text
    assert BUTTON not in beside.text
    end_seat(office, office.young)
    browser(office, other).open(at(office, "/opening-day")).send()
    assert office.process().opened_at is not None
    for role in (Role.AUDITOR, Role.FACILITATOR, Role.PROVIDER, Role.EVALUATOR, Role.BOARD_MEMBER):
        assert browser(office, office.seat(role)).open(at(office, "/opening-day")).status == 403


def test_where_nobody_is_left_the_page_says_that_somebody_has_to_join(office: Office) -> None:
    office.publish()
    office.close()
    end_seat(office, office.young)
    page = browser(office, office.commissioner).open(at(office, "/opening-day"))
    assert "For the young people: nobody now. Somebody has to join first." in page.text


def test_a_second_act_of_the_same_kind_is_refused_and_leaves_nothing(office: Office) -> None:
    office.publish()
    office.close()
    second = office.seat(Role.COMMISSIONER)
    pages = [browser(office, caller).open(at(office, "/opening-day")) for caller in (office.commissioner, second)]
    pages[0].send()
    pages[1].send()
    assert pages[1].problems == ["A commissioner has done this part. Now a young person does the other part."]
    assert len(office.all_of(OpeningBegun)) == 1


def test_the_record_says_which_bid_was_in_before_a_change(office: Office) -> None:
    office.publish()
    office.bidders(1)
    office.bench.advance(timedelta(minutes=1))
    amend(office)
    office.open()
    page = browser(office).open(at(office, "/call"))
    assert "There is 1 bid." in page.text
    assert "handed in before change 1, and not confirmed after it" in page.text


def test_an_opening_without_bids_says_so(office: Office) -> None:
    office.publish()
    office.open()
    assert "There are no bids." in browser(office).open(at(office, "/call")).text


def test_it_ends_with_a_reason_that_everybody_can_read(office: Office) -> None:
    office.publish()
    page = browser(office, office.commissioner).open(at(office, "/ending"))
    page.send(reason="")
    assert page.problems == ["Say why it ends. Everybody is told."]
    assert office.all_of(CommissionAbandoned) == []
    page.send(reason="The money is gone.")
    assert page.path == f"/commissions/{office.commission_id}"
    assert [row.reason for row in office.bench.recorded() if row.type.startswith("tendering.commission_aband")] == [
        "The money is gone."
    ]
    assert "The money is gone." in browser(office).open(at(office, "/call")).text
    assert "It has ended. The reason was:" in page.open(at(office, "/ending")).text
    assert "The bids stay shut for good." in browser(office, office.young).open(at(office, "/opening-day")).text


def test_what_has_a_contract_does_not_end_here(office: Office) -> None:
    office.awarded()
    office.bench.now = office.end_of_standstill()
    office.sign()
    page = browser(office, office.commissioner).open(at(office, "/ending"))
    assert "The contract is signed" in page.text
    assert page.read.forms == []


def test_how_far_the_opening_is_can_be_asked_while_it_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publish()
    office.bidders(3)
    office.close()
    asked = browser(office, office.commissioner)
    told = []

    def look(_bids: list[Any]) -> None:
        told.append(asked.client.get(at(office, "/opening-progress")).get_json())

    monkeypatch.setattr("services.tendering.pages.opening.SystemRandom", lambda: SimpleNamespace(shuffle=look))
    browser(office, office.commissioner).open(at(office, "/opening-day")).send()
    page = browser(office, office.young).open(at(office, "/opening-day"))
    assert "opening.js" in html(page)
    page.send()
    look([])
    # Every receipt is compared before labels are drawn, and then every bid is published.
    assert told == [{"done": 3, "of": 6}, {"done": 0, "of": 0}]
