"""Which tenders are open, and one tender as everybody reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.tendering.office import OPEN_FOR, Office
from tests.tendering.visiting import at, browser, html

TENDERS = "/tendering/tenders"


def test_open_tenders_are_listed_the_one_that_closes_first_on_top(office: Office) -> None:
    office.publish()
    sooner = Office(office.bench)
    sooner.bench.handle(sooner.agreed(title="Somewhere to swim"))
    sooner.publish_only(office.bench.now + timedelta(days=26))
    seen = browser(office).open(TENDERS)
    assert (seen.status, seen.heading) == (200, "Open tenders")
    assert seen.text.index("Somewhere to swim") < seen.text.index("Somewhere to go")
    assert "26 days left" in seen.text
    assert f'href="{at(office, "/call")}"' in html(seen)


@pytest.mark.parametrize("how", ["agreed", "closed", "abandoned"])
def test_what_takes_no_bids_is_not_listed(office: Office, how: str) -> None:
    if how == "agreed":
        office.bench.handle(office.agreed())
    else:
        office.publish()
        if how == "closed":
            office.close()
        else:
            office.abandon()
    seen = browser(office).open(TENDERS)
    assert "Somewhere to go" not in seen.text
    assert "No tender is open now." in seen.text


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(days=3), "3 days left"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(hours=1), "60 minutes left"),
        (timedelta(seconds=30), "1 minute left"),
        (timedelta(0), "It closed on"),
    ],
)
def test_a_tender_says_until_when(office: Office, before: timedelta, told: str) -> None:
    office.publish()
    office.bench.advance(OPEN_FOR - before)
    assert told in browser(office).open(at(office, "/call")).text


def test_anybody_reads_what_is_wanted_and_how_it_is_scored(office: Office) -> None:
    office.publish()
    seen = browser(office).open(at(office, "/call"))
    assert seen.heading == "Somewhere to go"
    for words in (
        "A place.", "Welcome?", "At most 40 words.", "Young people score this.", "It counts 60 out of 100 there.",
        "What young people score counts 60 out of 100.", "The price counts 20 out of 100.",
        "A price twice as high gets 50.", "To bid, sign in as a provider",
    ):  # fmt: skip
        assert words in seen.text, words


def test_a_provider_is_asked_to_take_part_and_others_are_not(office: Office) -> None:
    office.publish()
    newcomer, seated = office.bench.account(AccountKind.PROVIDER), office.seat(Role.PROVIDER)
    link = f"/people/commissions/{office.commission_id}/bidding"
    assert link in html(browser(office, newcomer).open(at(office, "/call")))
    for caller in (seated, office.young, office.commissioner, office.bench.account(AccountKind.STAFF)):
        assert link not in html(browser(office, caller).open(at(office, "/call")))
    office.close()
    assert link not in html(browser(office, newcomer).open(at(office, "/call")))


def test_a_tender_that_ended_says_why(office: Office) -> None:
    office.publish()
    office.abandon()
    seen = browser(office).open(at(office, "/call"))
    assert "The council ended this without a contract." in seen.text
    assert "The money is gone." in seen.text


def test_where_there_is_no_tender_there_is_no_page(office: Office) -> None:
    office.bench.handle(office.agreed())
    assert browser(office).open(at(office, "/call")).status == 404
    assert browser(office).open(f"/tendering/commissions/{new_id()}/call").status == 404
