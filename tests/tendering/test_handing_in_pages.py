"""Seeing a bid as the panel will, handing it in, changing it after that, taking it back, and the receipts."""

from __future__ import annotations

import pytest

from deploy.receipt_file import check_receipt
from services.tendering.models import Bid
from services.tendering.rules.bids import BidIsNotSubmitted, NoSuchBid, TenderIsClosed
from services.tendering.use_cases.reopen_bid import reopen_bid
from shared.contracts.tendering import BidSubmitted, BidWithdrawn, LateBidRefused
from tests.tendering.bidding import Bidding, html
from tests.tendering.office import NAMES, PRICES, SECRETS, WORD_LIMIT
from tests.tendering.web import Web


def test_what_is_missing_is_listed_with_the_way_to_each(bidding: Bidding) -> None:
    office = bidding.office
    office.draft(bidding.ann, answers={office.welcome: "Hello.", office.money: "word " * (WORD_LIMIT + 1)}, price=None)
    page = bidding.open(bidding.ann, "/handing-in")
    assert "There is no answer yet: Waiting" in page.text
    assert "This answer is too long, 41 of 40 words: Money" in page.text
    assert "There is no price yet: The price" in page.text
    for path in (bidding.answer(office.waiting), bidding.answer(office.money), "/price"):
        assert f'href="{bidding.at(path)}"' in html(page)
    assert f'href="{bidding.at(bidding.answer(office.welcome))}"' not in html(page)
    assert page.read.forms == []


def test_a_bid_is_handed_in_and_its_receipt_is_there_at_once(bidding: Bidding) -> None:
    bidding.complete()
    page = bidding.open(bidding.ann, "/handing-in")
    assert "Your price is £91,234.56: 91 thousand 234 pounds and 56 pence." in page.text
    page.send()
    (event,) = bidding.office.all_of(BidSubmitted)
    assert page.path == bidding.at("/receipt")
    for words in (event.receipt_sha256, NAMES[0], event.bid_id, "2026-03-02T09:30:00.000000Z", SECRETS[0]):
        assert words in page.text
    assert "Your bid is handed in" in page.open(bidding.at()).text


def test_the_file_of_a_receipt_is_checked_by_the_command(bidding: Bidding) -> None:
    bidding.hand_in()
    (event,) = bidding.office.all_of(BidSubmitted)
    page = bidding.open(bidding.ann, f"/receipts/{event.bid_id}/receipt.json")
    assert page.answer is not None
    assert page.answer.headers["Content-Disposition"] == 'attachment; filename="receipt.json"'
    assert check_receipt(page.answer.get_data()) == (event.receipt_sha256, event.receipt_sha256)


@pytest.mark.parametrize("file", ["receipt.json", "withdrawal.json"])
def test_a_rival_gets_no_receipt_of_another(bidding: Bidding, file: str) -> None:
    bidding.hand_in()
    bid = bidding.office.bid_of(bidding.ann)
    bidding.office.withdraw(bidding.ann, bid)
    assert bidding.open(bidding.rival, f"/receipts/{bid.bid_id}/{file}").status == 404
    assert bidding.open(bidding.ann, f"/receipts/{bid.bid_id}/{file}").status == 200


def test_there_is_no_receipt_before_anything_was_handed_in(bidding: Bidding) -> None:
    bidding.complete()
    assert bidding.open(bidding.ann, "/receipt").status == 409
    bid = bidding.office.bid_of(bidding.ann)
    assert bidding.open(bidding.ann, f"/receipts/{bid.bid_id}/receipt.json").status == 409


def test_a_bid_that_became_incomplete_meanwhile_is_not_handed_in(bidding: Bidding) -> None:
    bidding.complete()
    page = bidding.open(bidding.ann, "/handing-in")
    bid = bidding.office.bid_of(bidding.ann)
    bidding.office.write(bidding.bob, bid, bidding.office.welcome, "")
    page.send()
    assert page.status == 422
    assert "There is no answer yet: Welcome" in page.text
    assert bidding.office.all_of(BidSubmitted) == []


def test_a_late_bid_is_refused_and_recorded_and_its_draft_can_be_read(bidding: Bidding) -> None:
    bidding.complete()
    page = bidding.open(bidding.ann, "/handing-in")
    bidding.office.close()
    bidding.sign_in_again(page, bidding.ann).send()
    assert page.status == 409
    assert page.problems == [
        "The deadline has passed, so this bid is refused. That is recorded, and your draft is kept."
    ]
    assert len(bidding.office.all_of(LateBidRefused)) == 1
    assert "It was refused, and that is on the record." in page.text
    page.open(bidding.at())
    assert "It was refused, and that is on the record." in page.text
    page.open(bidding.at(bidding.answer(bidding.office.welcome)))
    assert SECRETS[0] in page.text


def test_a_bid_that_was_handed_in_is_changed_in_one_step(bidding: Bidding) -> None:
    office = bidding.office
    bidding.hand_in()
    first = office.bid_of(bidding.ann)
    page = bidding.open(bidding.bob, "/change")
    assert "Until then you have no bid that counts." in page.text
    page.send()
    assert page.path == bidding.at()
    assert "Do not forget to hand it in again." in page.text
    assert office.all_of(BidWithdrawn) == [
        BidWithdrawn(commission_id=office.commission_id, bid_id=first.bid_id, withdrawn_at=office.bench.now)
    ]
    content = office.content_of(bidding.ann)
    assert content.bid.bid_id != first.bid_id
    assert (content.answers, content.price, content.bid.submitted_at) == (office.answers(), PRICES[0], None)
    assert {part.changed_by for part in content.parts.values()} == {bidding.ann.holder_id}, "who wrote it stays"
    bidding.open(bidding.bob, bidding.answer(office.welcome)).send(text="Better.")
    assert bidding.open(bidding.bob, "/handing-in").send().path == bidding.at("/receipt")
    old, new = office.all_of(BidSubmitted)
    assert old.receipt_sha256 != new.receipt_sha256


def test_a_program_changes_a_bid_that_was_handed_in_likewise(bidding: Bidding) -> None:
    bidding.hand_in()
    web, bid = Web(bidding.office), bidding.office.bid_of(bidding.ann)
    assert web.post(bidding.rival, f"bids/{bid.bid_id}/reopening").status_code == 404
    assert web.post(bidding.ann, f"bids/{bid.bid_id}/reopening").status_code == 201
    assert web.post(bidding.ann, f"bids/{bid.bid_id}/reopening").status_code == 409
    assert [each.withdrawn_at is None for each in bidding.office.bench.rows(Bid)].count(True) == 1


def test_a_bid_is_withdrawn_with_a_receipt_that_the_record_can_confirm(bidding: Bidding) -> None:
    bidding.hand_in()
    bid = bidding.office.bid_of(bidding.ann)
    page = bidding.open(bidding.ann, "/withdrawal").send()
    assert page.path == bidding.at("/receipt")
    assert "Bid withdrawn on 2 March 2026, 09:30" in page.text
    assert SECRETS[0] not in page.text
    page.open(bidding.at(f"/receipts/{bid.bid_id}/withdrawal.json"))
    assert page.answer is not None
    told, found = check_receipt(page.answer.get_data())
    assert told == found
    (handed_in,), (taken_back,) = bidding.office.all_of(BidSubmitted), bidding.office.all_of(BidWithdrawn)
    assert (page.answer.json or {})["content"] == {
        "commission_id": bidding.office.commission_id, "bid_id": bid.bid_id,
        "receipt_sha256": handed_in.receipt_sha256, "submitted_at": handed_in.to_wire()["submitted_at"],
        "withdrawn_at": taken_back.to_wire()["withdrawn_at"],
    }  # fmt: skip
    assert "Begin your bid" in page.open(bidding.at()).text
    assert "Receipts of what you handed in before" in page.text


@pytest.mark.parametrize("path", ["/change", "/withdrawal"])
def test_after_the_deadline_a_bid_stands(bidding: Bidding, path: str) -> None:
    bidding.hand_in()
    page = bidding.open(bidding.ann, path)
    bidding.office.close()
    bidding.sign_in_again(page, bidding.ann).send()
    assert page.status == 409
    assert page.problems == ["The deadline has passed, so the bid stands."]
    assert bidding.office.all_of(BidWithdrawn) == []
    assert bidding.open(bidding.ann, path).read.forms == []


@pytest.mark.parametrize("path", ["/change", "/withdrawal"])
def test_a_draft_is_changed_as_it_is(bidding: Bidding, path: str) -> None:
    bidding.complete()
    assert bidding.open(bidding.ann, path).read.forms == []


def test_the_preview_has_no_name_and_no_price(bidding: Bidding) -> None:
    bidding.complete()
    page = bidding.open(bidding.ann, "/preview")
    assert "Provider A" in page.text
    assert SECRETS[0] in page.text
    assert NAMES[0] not in page.text
    assert "91,234" not in page.text
    assert "We found none" in page.text


def test_the_preview_points_out_what_could_tell_who_it_is_and_stops_nobody(bidding: Bidding) -> None:
    office = bidding.office
    said = "At Amber Door we answer hello@amberdoor.example <b>soon</b>."
    office.draft(bidding.ann, answers={**office.answers(), office.waiting: said})
    page = bidding.open(bidding.ann, "/preview")
    assert "Amber Door looks like the name of your organisation." in page.text
    assert "hello@amberdoor.example is an e-mail address." in page.text
    assert '<mark class="co-mark" id="word-1">Amber Door</mark> we answer <mark class="co-mark" id="word-2">' in html(
        page
    )
    assert "&lt;b&gt;soon&lt;/b&gt;." in html(page)
    page.open(bidding.at("/handing-in"))
    assert "2 places in your answers could tell the panel who you are." in page.text
    page.send()
    assert page.path == bidding.at("/receipt")


def test_what_cannot_be_reopened_leaves_everything_as_it_was(bidding: Bidding) -> None:
    office = bidding.office
    bidding.complete()
    draft = office.bid_of(bidding.ann)
    with office.refuses(BidIsNotSubmitted):
        office.act(reopen_bid, bidding.ann, bid_id=draft.bid_id)
    office.submit(bidding.ann, draft)
    with office.refuses(NoSuchBid):
        office.act(reopen_bid, bidding.rival, bid_id=draft.bid_id)
    office.close()
    with office.refuses(TenderIsClosed):
        office.act(reopen_bid, bidding.ann, bid_id=draft.bid_id)
