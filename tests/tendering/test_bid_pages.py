"""A provider's own bid as pages: the list of what is to do, one question a page, and the price."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.tendering.models import Bid
from services.tendering.rules.bids import PRICE
from shared.roles import Role
from tests.tendering.bidding import Bidding, html
from tests.tendering.office import SECRETS, WORD_LIMIT
from tests.tendering.web import Web

WORDS = "We open the door."


def test_a_bid_is_begun_with_one_button_and_shows_what_is_to_do(bidding: Bidding) -> None:
    page = bidding.open(bidding.ann)
    assert page.heading == "Your bid"
    assert "28 days left" in page.text
    page.send()
    assert page.path == bidding.at()
    assert "Your bid is begun." in page.text
    assert page.text.count("Not begun") == 4, "three questions and the price"
    assert page.text.count("0 of 40 words") == 3
    for criterion in bidding.office.criteria():
        assert f'href="{bidding.at(bidding.answer(criterion.criterion_id))}"' in html(page)


def test_a_bid_that_a_colleague_began_is_shown_to_whoever_would_begin_it_too(bidding: Bidding) -> None:
    ann, bob = bidding.open(bidding.ann), bidding.open(bidding.bob)
    ann.send()
    bob.send()
    assert bob.status == 409
    assert bob.problems == ["Your organisation has a bid here already. Change that one, or withdraw it first."]
    assert "0 of 40 words" in bob.text
    assert len(bidding.office.bench.rows(Bid)) == 1


def test_the_list_says_how_far_each_answer_is(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann, answers={office.welcome: WORDS, office.waiting: "word " * (WORD_LIMIT + 1)}, price=None)
    page = bidding.open(bidding.ann)
    assert "4 of 40 words" in page.text
    assert "41 of 40 words" in page.text
    assert "Too long" in page.text
    assert "Something is missing" in page.text


def test_who_changed_what_last_is_told_without_a_name(bidding: Bidding) -> None:
    office = bidding.office
    bid = office.draft(bidding.ann, answers={}, price=None)
    office.write(bidding.ann, bid, office.welcome, WORDS)
    office.write(bidding.bob, bid, office.waiting, WORDS)
    page = bidding.open(bidding.ann)
    assert page.text.count("You changed this on 2 March 2026, 09:30.") == 1
    assert page.text.count("A colleague changed this on 2 March 2026, 09:30.") == 1
    assert bidding.bob.holder_id not in html(page)
    assert bidding.bob.seat not in html(page)


def test_without_an_organisation_one_is_registered_first(bidding: Bidding) -> None:
    page = bidding.open(bidding.office.seat(Role.PROVIDER))
    assert f'href="/tendering/organisation?commission={bidding.office.commission_id}"' in html(page)
    assert "Begin your bid" not in page.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROVIDER])
@pytest.mark.parametrize(
    "path", ["", "/answers/{}", "/price", "/preview", "/handing-in", "/receipt", "/change", "/withdrawal"]
)
def test_only_providers_come_to_a_bid(bidding: Bidding, role: Role, path: str) -> None:
    bidding.hand_in()
    page = bidding.open(bidding.office.seat(role), path.format(bidding.office.welcome))
    assert page.status == 403
    assert SECRETS[0] not in page.text


@pytest.mark.parametrize("path", ["/answers/{}", "/price", "/preview", "/handing-in", "/change", "/withdrawal"])
def test_a_rival_finds_no_bid(bidding: Bidding, path: str) -> None:
    bidding.hand_in()
    page = bidding.open(bidding.rival, path.format(bidding.office.welcome))
    assert page.status == 404
    assert SECRETS[0] not in html(page)
    assert "Begin your bid" in bidding.open(bidding.rival).text


def test_an_answer_is_written_and_found_again(bidding: Bidding) -> None:
    bidding.office.draft(bidding.ann, answers={}, price=None)
    page = bidding.open(bidding.ann, bidding.answer(bidding.office.welcome))
    assert page.heading == "Welcome"
    assert "Question 1 of 3" in page.text
    assert "At most 40 words." in page.text
    page.send(text=f"  {WORDS}  ")
    assert page.path == bidding.at()
    assert "Your answer is saved." in page.text
    assert bidding.part(bidding.office.welcome).value == WORDS
    page.open(bidding.at(bidding.answer(bidding.office.welcome)))
    assert page.value("text")[0].strip() == WORDS
    assert "4 of 40 words." in page.text


def test_an_answer_that_is_too_long_is_kept_and_said_to_be(bidding: Bidding) -> None:
    """A draft may be too long for as long as it is being written."""
    bidding.office.draft(bidding.ann, answers={}, price=None)
    page = bidding.open(bidding.ann, bidding.answer(bidding.office.welcome)).send(text="word " * 50)
    assert "50 of 40 words" in page.text
    assert "Too long" in page.text


def test_two_colleagues_write_different_answers_at_once(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann, answers={}, price=None)
    ann = bidding.open(bidding.ann, bidding.answer(office.welcome))
    bob = bidding.open(bidding.bob, bidding.answer(office.waiting))
    ann.send(text="Ann's")
    bob.send(text="Bob's")
    assert bob.path == bidding.at()
    assert (bidding.part(office.welcome).value, bidding.part(office.waiting).value) == ("Ann's", "Bob's")


def test_two_colleagues_write_the_same_answer_and_see_both(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann, answers={}, price=None)
    ann, bob = (bidding.open(each, bidding.answer(office.welcome)) for each in (bidding.ann, bidding.bob))
    ann.send(text="What Ann wrote.")
    bob.send(text="What Bob wrote.")
    assert bob.status == 409
    assert "A colleague changed this meanwhile" in bob.text
    assert bob.text.count("What Ann wrote.") == 1
    assert bob.value("text") == ["What Bob wrote."]
    assert bidding.part(office.welcome).value == "What Ann wrote."
    bob.send(text="What both wrote.")
    assert bob.path == bidding.at()
    assert bidding.part(office.welcome).value == "What both wrote."


def test_the_price_too_is_not_written_over_a_colleagues(bidding: Bidding) -> None:
    bidding.office.draft(bidding.ann, answers={}, price=None)
    ann, bob = (bidding.open(each, "/price") for each in (bidding.ann, bidding.bob))
    ann.send(price="100")
    bob.send(price="200")
    assert bob.status == 409
    assert bob.value("price") == ["200"]
    bob.send()
    assert bidding.part(PRICE).value == "200"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("91,234.56", "£91,234.56 91 thousand 234 pounds and 56 pence"),
        ("£1 000 001.01", "£1,000,001.01 1 million 1 pound and 1 penny"),
        ("90000", "£90,000.00 90 thousand pounds"),
    ],
)
def test_the_price_is_said_back_in_figures_and_words(bidding: Bidding, typed: str, words: str) -> None:
    bidding.office.draft(bidding.ann, answers={}, price=None)
    page = bidding.open(bidding.ann, "/price").send(price=typed)
    assert page.path == bidding.at("/price")
    assert words in page.text


@pytest.mark.parametrize("typed", ["1,50", "ninety", "-5", "0", "0.001", "1.234,50", "1e5", "9" * 16, "٣"])
def test_what_is_no_amount_is_refused_and_stays_where_it_was_typed(bidding: Bidding, typed: str) -> None:
    bidding.office.draft(bidding.ann, answers={}, price=None)
    page = bidding.open(bidding.ann, "/price").send(price=typed)
    assert page.status == 422
    assert len(page.problems) == 1
    assert page.value("price") == [typed]
    assert bidding.part(PRICE).value is None


def test_the_price_page_says_what_the_formula_makes_of_it(bidding: Bidding) -> None:
    bidding.office.draft(bidding.ann)
    page = bidding.open(bidding.ann, "/price")
    assert "The price counts 20 out of 100." in page.text
    assert "The council has £120,000.00 for it." in page.text
    assert "If another bid costs £82,111.10, a tenth less, your price gets about 90 points." in page.text


def test_a_price_can_be_taken_out_again(bidding: Bidding) -> None:
    bidding.office.draft(bidding.ann)
    page = bidding.open(bidding.ann, "/price").send(price="")
    assert page.path == bidding.at("/price")
    assert bidding.part(PRICE).value is None


def test_words_that_come_after_the_deadline_are_not_lost_on_the_page(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann, answers={office.welcome: "In time."}, price=None)
    page = bidding.open(bidding.ann, bidding.answer(office.welcome))
    office.close()
    bidding.sign_in_again(page, bidding.ann).send(text="Too late.")
    assert page.status == 409
    assert page.problems == ["The deadline has passed. Your draft is kept as it was."]
    assert page.value("text") == ["Too late."]
    page.open(page.path)
    assert "The time for bids is over." in page.text
    assert "In time." in page.text
    assert page.read.forms == []


def test_words_stay_on_the_page_when_a_colleague_has_withdrawn_the_bid(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann)
    page = bidding.open(bidding.ann, bidding.answer(office.welcome))
    office.submit(bidding.bob, office.bid_of(bidding.bob))
    office.withdraw(bidding.bob, office.bid_of(bidding.bob))
    page.send(text="Just typed.")
    assert page.status == 409
    assert page.value("text") == ["Just typed."]
    assert page.problems == ["This bid was withdrawn. Begin a new one."]


def test_a_script_saves_one_answer_with_the_route_that_the_page_names(bidding: Bidding) -> None:
    office = bidding.office
    bid = office.draft(bidding.ann, answers={}, price=None)
    page = bidding.open(bidding.ann, bidding.answer(office.welcome))
    assert f'data-answer="/tendering/commissions/{office.commission_id}/bids/{bid.bid_id}/answers/' in html(page)
    saved = Web(office).put(
        bidding.ann,
        f"bids/{bid.bid_id}/answers/{office.welcome}",
        {"text": WORDS, "version": int(page.value("version")[0])},
    )
    assert saved.status_code == 200
    # The form knows the version that the script got, and what is there already is no change.
    page.send(text=WORDS, version="1")
    assert page.path == bidding.at()


def test_the_time_left_is_told_by_the_servers_clock(bidding: Bidding) -> None:
    closes_at = bidding.office.process().closes_at
    assert closes_at is not None
    bidding.office.bench.now = closes_at - timedelta(minutes=5)
    page = bidding.open(bidding.ann)
    assert "5 minutes left" in page.text
    assert f'data-countdown="{closes_at.timestamp()}" data-now="{bidding.office.bench.now.timestamp()}"' in html(page)
