"""Drafting, changing, handing in and taking back a bid."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import rfc8785

from services.tendering import queries
from services.tendering.models import Bid, Member, Organisation
from services.tendering.queries.parts import receipt_of
from services.tendering.rules import bids as rules
from shared.contracts.tendering import BidSubmitted, BidWithdrawn, OrganisationRegistered
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.tendering.office import NAMES, PRICES, WORD_LIMIT, Office


def test_a_receipt_can_be_recomputed_by_whoever_has_the_bid(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    # "é", a quotation mark and a line break are written in one way only by RFC 8785.
    answers = {office.welcome: 'A café, "open"', office.waiting: "Ten days.\nNo more.", office.money: "1 € each"}
    receipt = office.hand_in(provider, answers=answers, price=Decimal("91000.50"))
    stored, owner = office.bid_of(provider), office.content_of(provider).owner
    assert len(owner.salt) == 32
    content: dict[str, Any] = {
        "commission_id": office.commission_id,
        "bid_id": stored.bid_id,
        "organisation_id": owner.organisation_id,
        "answers": [{"criterion_id": key, "text": answers[key]} for key in sorted(answers)],
        "price": "91000.50",
        "submitted_at": office.bench.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "salt": owner.salt,
    }
    sha256 = hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    (event,) = office.all_of(BidSubmitted)
    assert receipt.sha256 == stored.receipt_sha256 == event.receipt_sha256 == sha256
    assert event == BidSubmitted(
        commission_id=office.commission_id, bid_id=stored.bid_id, receipt_sha256=sha256, submitted_at=office.bench.now
    )


@pytest.mark.parametrize(
    "change",
    [
        {"price": "91234.57"},
        {"price": "91234.560"},
        {"organisation_id": new_id()},
        {"salt": "0" * 32},
        {"commission_id": new_id()},
        {"bid_id": new_id()},
    ],
)
def test_any_change_makes_another_receipt(office: Office, change: dict[str, str]) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    receipt = office.hand_in(provider)
    content = office.content_of(provider)
    assert receipt_of(content) == receipt.sha256
    for name, value in change.items():
        if name == "price":
            content = replace(content, parts={**content.parts, name: replace(content.parts[name], value=value)})
        elif name in ("organisation_id", "salt"):
            content = replace(content, owner=replace(content.owner, **{name: value}))
        else:
            setattr(content.bid, name, value)
    assert receipt_of(content) != receipt.sha256


def test_equal_bids_have_receipts_that_say_nothing_of_it(office: Office) -> None:
    """Whoever has only the hash cannot try out what the bid may say, such as prices."""
    office.publish()
    salts = set()
    for name in NAMES:
        provider = office.provider(name)
        office.hand_in(provider)
        salts.add(office.content_of(provider).owner.salt)
    assert len(salts) == len(NAMES)


def test_one_letter_less_makes_another_receipt(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    office.hand_in(provider)
    content = office.content_of(provider)
    part = content.parts[office.welcome]
    shorter = {**content.parts, office.welcome: replace(part, value=str(part.value)[:-1])}
    assert receipt_of(replace(content, parts=shorter)) != content.bid.receipt_sha256


def test_a_draft_makes_no_event_and_each_edit_a_new_version(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    before = office.names()
    bid = office.draft(provider, answers={}, price=None)
    bid = office.edit(provider, bid, price=PRICES[1])
    bid = office.edit(provider, bid, answers={office.welcome: "Hello."})
    content = office.content_of(provider)
    assert (bid.version, content.price, content.answers) == (3, PRICES[0], {office.welcome: "Hello."})
    assert office.names() == before


def test_a_stale_version_is_refused_with_the_current_one(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.edit(provider, bid)
    office.edit(provider, office.bid_of(provider))
    for version in (1, 2, 4):
        with office.refuses(rules.BidHasChanged) as caught:
            office.edit(provider, bid, version=version)
        assert caught.value.extra == {"current_version": 3}


def test_a_bid_that_is_handed_in_cannot_be_changed_or_handed_in_again(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    office.hand_in(provider)
    bid = office.bid_of(provider)
    with office.refuses(rules.BidIsSubmitted):
        office.edit(provider, bid, price=PRICES[1])
    with office.refuses(rules.BidIsSubmitted):
        office.submit(provider, bid)


def test_to_change_a_bid_it_is_withdrawn_and_a_new_one_handed_in(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    first = office.hand_in(provider)
    bid = office.bid_of(provider)
    office.withdraw(provider, bid)
    assert office.all_of(BidWithdrawn) == [
        BidWithdrawn(commission_id=office.commission_id, bid_id=bid.bid_id, withdrawn_at=office.bench.now)
    ]
    for refused in (office.withdraw, office.edit, office.submit):
        error = rules.BidIsNotSubmitted if refused == office.withdraw else rules.BidIsWithdrawn
        with office.refuses(error):
            refused(provider, bid)
    second = office.hand_in(provider, price=PRICES[1])
    assert second.bid_id != first.bid_id
    assert [bid.bid_id for bid in office.handed_in()] == [second.bid_id]


def test_a_draft_is_not_withdrawn(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    with office.refuses(rules.BidIsNotSubmitted):
        office.withdraw(provider, bid)


def test_an_organisation_has_one_bid_whoever_of_it_asks(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    colleague = office.seat(Role.PROVIDER)
    with office.bench.session() as session:
        (organisation,) = office.bench.rows(Organisation)
        session.add(Member(holder_id=colleague.holder_id, organisation_id=organisation.organisation_id))
    bid = office.draft(provider)
    for caller in (provider, colleague):
        with office.refuses(rules.BidExistsAlready):
            office.draft(caller)
    office.edit(colleague, bid)
    office.submit(colleague, bid)
    with office.refuses(rules.BidExistsAlready):
        office.draft(provider)


@pytest.mark.parametrize("act", ["draft", "edit"])
def test_an_answer_to_what_is_not_asked_is_refused(office: Office, act: str) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    stranger = new_id()
    answers = {**office.answers(), stranger: "More about us."}
    if act == "edit":
        bid = office.draft(provider)
        with office.refuses(rules.AnswersAreNotAsked) as caught:
            office.edit(provider, bid, answers=answers)
    else:
        with office.refuses(rules.AnswersAreNotAsked) as caught:
            office.draft(provider, answers=answers)
    assert caught.value.extra == {"unknown": [stranger]}
    assert "More about us" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"price": None}, ["the price"]),
        ({"answers": {}}, ["Welcome: not answered", "Waiting: not answered", "Money: not answered"]),
        ({"welcome": " \n\t "}, ["Welcome: not answered"]),
        ({"welcome": "word " * (WORD_LIMIT + 1)}, [f"Welcome: {WORD_LIMIT + 1} words; at most {WORD_LIMIT} fit"]),
        ({"waiting": None, "price": None}, ["Waiting: not answered", "the price"]),
    ],
)
def test_an_incomplete_bid_is_not_handed_in_and_hears_what_is_missing(
    office: Office, changes: dict[str, Any], missing: list[str]
) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    answers: dict[str, str] = changes.get("answers", office.answers())
    for name in ("welcome", "waiting"):
        if name in changes:
            answers[getattr(office, name)] = changes[name]
    answers = {key: text for key, text in answers.items() if text is not None}
    bid = office.draft(provider, answers=answers, price=changes.get("price", PRICES[0]))
    with office.refuses(rules.BidIsIncomplete) as caught:
        office.submit(provider, bid)
    assert caught.value.extra == {"missing": missing}


def test_an_answer_of_just_as_many_words_as_fit_is_taken(office: Office) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    words = " \n ".join(["word"] * WORD_LIMIT)
    assert office.hand_in(provider, answers={**office.answers(), office.welcome: words})


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" ", 0),
        ("one", 1),
        ("a b\tc\nd\u00a0e", 5),
        ("well-being isn't 2", 3),
        ("a\u2800b\u3164c\u200bd", 4),
        ("\u200b \ufeff \u2060 \u2800", 0),
        ("\u06cc\u06a9\u200c\u0634\u0646\u0628\u0647", 1),
    ],
)
def test_words_are_what_stands_between_white_space(text: str, count: int) -> None:
    assert rules.count_words(text) == count


def _read(office: Office, caller: Any, bid: Bid) -> Bid:
    with office.bench.runtime.read_sessions() as session:
        return queries.own_bid(session, office.commission_id, bid.bid_id, caller)


ACTS: dict[str, Callable[[Office, Any, Bid], object]] = {
    "read": _read,
    "edit": lambda office, caller, bid: office.edit(caller, bid),
    "submit": lambda office, caller, bid: office.submit(caller, bid),
    "withdraw": lambda office, caller, bid: office.withdraw(caller, bid),
}


@pytest.mark.parametrize("act", ACTS)
def test_another_organisations_bid_is_not_there(office: Office, act: str) -> None:
    office.publish()
    bid = office.draft(office.provider("Amber Door"))
    other = office.provider("Quayside Collective")
    with office.refuses(rules.NoSuchBid) as caught:
        ACTS[act](office, other, bid)
    words = str(caught.value)
    bid.bid_id = new_id()
    with office.refuses(rules.NoSuchBid) as caught:
        ACTS[act](office, other, bid)
    assert str(caught.value) == words, "a bid that is another's is told from one that is nobody's"


@pytest.mark.parametrize("act", ACTS)
def test_an_own_bid_is_not_there_in_another_commission(office: Office, act: str) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    other = Office(office.bench)
    other.publish()
    with office.refuses(rules.NoSuchBid):
        ACTS[act](other, provider, bid)


@pytest.mark.parametrize("act", [*ACTS, "draft"])
def test_without_an_organisation_there_is_no_bidding(office: Office, act: str) -> None:
    office.publish()
    bid = office.draft(office.provider("Amber Door"))
    stranger = office.seat(Role.PROVIDER)
    with office.refuses(rules.OrganisationIsMissing):
        office.draft(stranger) if act == "draft" else ACTS[act](office, stranger, bid)


def test_my_bids_are_mine_with_those_that_were_withdrawn(office: Office) -> None:
    office.publish()
    provider, other = office.bidders(2)
    office.withdraw(provider, office.bid_of(provider))
    office.draft(provider)
    with office.bench.runtime.read_sessions() as session:
        mine = queries.own_bids(session, office.commission_id, provider)
        theirs = queries.own_bids(session, office.commission_id, other)
    assert [bid.withdrawn_at is None for bid in mine] == [False, True]
    assert len(theirs) == 1
    assert {bid.owner_hash for bid in mine}.isdisjoint({bid.owner_hash for bid in theirs})
    assert {bid.organisation_id for bid in (*mine, *theirs)} == {None}


def test_there_is_no_bidding_without_a_tender(office: Office) -> None:
    provider = office.provider("Amber Door")
    with office.refuses(rules.NoSuchTender):
        office.draft(provider)


def test_an_organisation_is_registered_and_its_name_stays_here(office: Office) -> None:
    provider = office.provider(NAMES[0])
    (made,) = office.bench.rows(Organisation)
    (event,) = office.all_of(OrganisationRegistered)
    assert event == OrganisationRegistered(organisation_id=made.organisation_id, registered_at=office.bench.now)
    assert NAMES[0] not in str(office.bench.recorded())
    with office.refuses(rules.MemberOfOneAlready):
        office.register(provider, "Another Name")


@pytest.mark.parametrize("name", ["\u0410mber Door", "Amber Do\u03bfr"])
def test_a_name_that_looks_like_another_is_refused(office: Office, name: str) -> None:
    office.provider("Amber Door")
    with pytest.raises(rules.OrganisationNameIsWrong):
        office.provider(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u0414\u043e\u043c \u0443 \u0440\u0435\u043a\u0438",
        "\u039f \u03a6\u03ac\u03c1\u03bf\u03c2 Trust",
        "Café Zoë",
        "東京 Youth",
    ],
)
def test_names_of_every_alphabet_are_taken(office: Office, name: str) -> None:
    office.provider(name)
    assert office.bench.rows(Organisation)[0].name == name


@pytest.mark.parametrize(
    "name",
    [
        "Amber Door",
        "AMBER DOOR",
        " amber   door ",
        "Amber\u00a0Door",
        "Amber Do\u200dor",
        "\uff21mber Door",
        "Amber\u2800Door",
        "Am\u00adber\u3000Door\ufe0f",
    ],
)
def test_a_name_is_taken_once_however_it_is_written(office: Office, name: str) -> None:
    office.provider("Amber Door")
    stranger = office.bench.account(AccountKind.PROVIDER)
    with office.refuses(rules.OrganisationNameIsTaken):
        office.register(stranger, name)


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_labels_go_on_after_z(index: int, expected: str) -> None:
    assert rules.label(index) == f"Provider {expected}"
