"""In the database stands neither what a bid says nor whose it is; keys can change; a fault of them harms nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from services.tendering.models import Base, Bid, BidPart
from services.tendering.queries.keys import bids_under_old_keys, parts_by_key, parts_that_do_not_open
from services.tendering.queries.parts import keys_in_use
from services.tendering.rules.bids import BidExistsAlready, BidHasChanged
from services.tendering.use_cases.reseal_bid import reseal_bid
from shared.access import Caller
from shared.contracts.tendering import BidOpened, OrganisationRegistered, PricesOpened
from shared.ids import new_id
from shared.messaging.aside import retry
from shared.sealing import KeyIsUnknown, KeysAreMissing, SealIsBroken, add_key, new_ring
from tests.kit import Bench
from tests.tendering.office import NAMES, PRICES, SECRETS, WORD_LIMIT, Office
from tests.tendering.web import Web

BIDDING = ("bid_submitted", "bid_withdrawn", "late_bid_refused")


def ring(office: Office) -> Path:
    return office.bench.runtime.keys.path


def stored(office: Office) -> str:
    """Everything in every table, as text."""
    with office.bench.runtime.read_sessions() as session:
        return "\n".join(repr(tuple(row)) for t in Base.metadata.sorted_tables for row in session.execute(select(t)))


def sizes(office: Office) -> dict[tuple[str, str], int]:
    return {(part.bid_id, part.part): len(part.sealed) for part in office.bench.rows(BidPart)}


def test_no_table_holds_a_word_a_price_or_a_bidder_until_the_bids_are_open(office: Office) -> None:
    office.publish()
    callers = office.bidders()
    organisations = [office.content_of(caller).owner.organisation_id for caller in callers]
    office.withdraw(callers[2], office.bid_of(callers[2]))
    office.close()
    office.open_part(office.commissioner)
    held = stored(office)
    assert not any(word in held for word in SECRETS)
    assert not any(str(price) in held for price in PRICES)
    # Who is registered and who has a seat is known, whether they bid or not.
    known = ("organisations", "members", "known_seats", "outbox")
    others = [row for row in office.bench.recorded() if row.type != OrganisationRegistered.TYPE]
    of_bids = str([{name: rows for name, rows in office.state().items() if name not in known}, others])
    for caller, organisation_id in zip(callers, organisations, strict=True):
        assert not any(each in of_bids for each in (organisation_id, caller.seat, caller.holder_id))
    office.open_part(office.young)
    held = stored(office)
    assert SECRETS[0] in held
    assert SECRETS[2] not in held


def test_a_sealed_bid_is_its_own_actor(office: Office) -> None:
    office.publish()
    provider, late = office.provider(NAMES[0]), office.provider(NAMES[1])
    bid = office.draft(provider)
    office.submit(provider, bid)
    office.withdraw(provider, bid)
    draft = office.draft(late)
    office.close()
    office.submit(late, draft)
    acts = {row.type.split(".")[1]: row for row in office.bench.recorded() if row.type.split(".")[1] in BIDDING}
    assert {name: row.actor for name, row in acts.items()} == dict(
        zip(BIDDING, (bid.bid_id, bid.bid_id, draft.bid_id), strict=True)
    )


def test_when_the_bids_are_open_it_is_said_which_seat_handed_each_in_and_the_salt_comes_with_the_price(
    office: Office,
) -> None:
    providers = office.priced()
    by_bid = {event.bid_id: event for event in office.all_of(BidOpened)}
    (prices,) = office.all_of(PricesOpened)
    salts = {each.bid_id: each.receipt_salt for each in prices.prices}
    for provider in providers:
        bid, owner = office.bid_of(provider), office.content_of(provider).owner
        assert by_bid[bid.bid_id].handed_in_by == provider.seat
        # With the answers alone, the price could be guessed at from the receipt.
        assert owner.salt not in str(by_bid)
        assert salts[bid.bid_id] == owner.salt


def test_prices_stand_in_the_table_only_once_they_are_open(office: Office) -> None:
    office.publish()
    office.bidders()
    office.open()
    assert {bid.price for bid in office.bench.rows(Bid)} == {None}
    office.bench.handle(office.locked())
    assert {bid.price for bid in office.bench.rows(Bid)} == set(PRICES)


def test_rows_and_sizes_do_not_tell_what_is_answered(office: Office) -> None:
    office.publish()
    long = " ".join(["wellbeing"] * WORD_LIMIT)
    nothing = office.draft(office.provider(NAMES[0]), answers={}, price=None)
    little = office.draft(office.provider(NAMES[1]), answers={office.welcome: "Yes."}, price=Decimal("0.01"))
    much = office.draft(office.provider(NAMES[2]), answers=dict.fromkeys(office.answers(), long), price=PRICES[0])
    found = sizes(office)
    of_each = [{part: size for (bid, part), size in found.items() if bid == each.bid_id} for each in (nothing, little)]
    assert of_each[0] == of_each[1] == {part: size for (bid, part), size in found.items() if bid == much.bid_id}
    assert set(of_each[0]) == {office.welcome, office.waiting, office.money, "price", "owner"}


# Several write in one bid.


def test_two_people_write_two_answers_and_neither_is_in_the_way(office: Office) -> None:
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider, answers={}, price=None)
    office.write(provider, bid, office.welcome, "Come in.")
    office.write(provider, bid, office.waiting, "Ten days.")
    office.write(provider, bid, "price", "91000.00")
    content = office.content_of(provider)
    assert content.answers == {office.welcome: "Come in.", office.waiting: "Ten days."}
    assert content.price == Decimal("91000.00")
    assert {part.version for part in content.parts.values()} == {1, 2}
    assert content.bid.version == 4


def test_of_two_who_write_the_same_answer_the_second_gets_both_texts(office: Office) -> None:
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider, answers={}, price=None)
    office.write(provider, bid, office.welcome, "Come in.")
    with office.refuses(BidHasChanged) as caught:
        office.write(provider, bid, office.welcome, "Welcome!")
    assert caught.value.extra == {"current_version": 2, "theirs": "Come in.", "yours": "Welcome!"}
    assert "Welcome!" not in caught.value.message
    assert office.write(provider, bid, office.welcome, "Welcome!", version=2).version == 3


def test_what_is_there_already_can_be_sent_again_and_changes_nothing(office: Office) -> None:
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider, answers={}, price=None)
    first = office.write(provider, bid, office.welcome, "Come in.")
    before = office.state()
    assert office.write(provider, bid, office.welcome, "Come in.") == first
    assert office.state() == before


def test_who_changes_the_whole_bid_is_told_that_a_part_was_changed(office: Office) -> None:
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider)
    office.write(provider, bid, office.welcome, "Come in.")
    with office.refuses(BidHasChanged) as caught:
        office.edit(provider, bid)
    assert caught.value.extra == {"current_version": 2}


def test_parts_are_read_and_written_over_http(office: Office) -> None:
    web = Web(office)
    office.publish()
    provider = office.provider(NAMES[0])
    base = f"bids/{office.draft(provider, answers={}, price=None).bid_id}"
    parts = {each["part"]: each for each in web.get(provider, f"{base}/parts").json or []}
    assert set(parts) == {office.welcome, office.waiting, office.money, "price"}
    assert (parts["price"]["price"], parts[office.welcome]["text"]) == (None, None)
    written = web.put(provider, f"{base}/answers/{office.welcome}", {"text": "Come in.", "version": 1})
    assert (written.status_code, (written.json or {})["version"]) == (200, 2)
    assert (written.json or {})["changed_by_me"] is True
    priced = web.put(provider, f"{base}/price", {"price": "91000.00", "version": 1})
    assert (priced.json or {})["price"] == "91000.00"
    again = web.put(provider, f"{base}/answers/{office.welcome}", {"text": "Hello.", "version": 1})
    assert (again.status_code, (again.json or {})["theirs"]) == (409, "Come in.")
    assert web.put(provider, f"{base}/answers/{new_id()}", {"text": "x", "version": 1}).status_code == 422
    assert web.get(office.provider(NAMES[1]), f"{base}/parts").status_code == 404


# Keys that are lost, or wrong.

ACTS: dict[str, Callable[[Office, Caller, Bid], object]] = {
    "read": lambda office, caller, _: office.content_of(caller),
    "edit": lambda office, caller, bid: office.edit(caller, bid, price=PRICES[1]),
    "write a part": lambda office, caller, bid: office.write(caller, bid, "price", "1.00"),
    "hand in": lambda office, caller, bid: office.submit(caller, bid),
    "begin another": lambda office, caller, _: office.draft(caller),
}


@pytest.mark.parametrize("act", ACTS)
def test_without_its_keys_nothing_of_a_bid_is_done_and_nothing_is_lost(office: Office, act: str) -> None:
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider)
    kept = ring(office).rename(ring(office).with_name("away"))
    with office.refuses(KeysAreMissing):
        ACTS[act](office, provider, bid)
    kept.rename(ring(office))
    assert office.content_of(provider).answers == office.answers()


@pytest.mark.parametrize("act", ACTS)
def test_with_another_deployments_keys_nothing_is_done_either(office: Office, act: str) -> None:
    """Its index would find no bid of the organisation, and let it begin a second one."""
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider)
    kept = ring(office).rename(ring(office).with_name("away"))
    new_ring(ring(office), now=office.bench.now + timedelta(days=1))
    with office.refuses(KeyIsUnknown):
        ACTS[act](office, provider, bid)
    kept.replace(ring(office))
    with office.refuses(BidExistsAlready):
        office.draft(provider)


def test_an_opening_without_the_keys_opens_nothing_and_can_be_done_when_they_are_back(office: Office) -> None:
    office.publish()
    office.bidders()
    office.close()
    office.open_part(office.commissioner)
    kept = ring(office).rename(ring(office).with_name("away"))
    with office.refuses(KeysAreMissing):
        office.open_part(office.young)
    kept.rename(ring(office))
    assert office.open_part(office.young).opened_at is not None


def test_prices_that_cannot_be_unsealed_wait_for_the_keys(office: Office) -> None:
    office.publish()
    office.bidders()
    office.open()
    kept = ring(office).rename(ring(office).with_name("away"))
    assert office.bench.take(office.locked()).startswith("keys_are_missing: ")
    assert office.all_of(PricesOpened) == []
    kept.rename(ring(office))
    retry(office.bench.runtime, office.bench.service.handlers, office.commission_id)
    (event,) = office.all_of(PricesOpened)
    assert {each.price for each in event.prices} == set(PRICES)


def test_a_bid_that_is_marked_as_another_organisations_is_not_shown_to_it(office: Office) -> None:
    """Who writes in the database cannot make the program show one provider another's bid."""
    office.publish()
    first, second = office.bidders(2)
    theirs, mine = office.bid_of(first).owner_hash, office.bid_of(second).bid_id
    with office.bench.session() as session:
        session.execute(update(Bid).where(Bid.bid_id == mine).values(owner_hash="0" * 64))
        session.execute(update(Bid).where(Bid.owner_hash == theirs).values(owner_hash="1" * 64))
        session.execute(update(Bid).where(Bid.bid_id == mine).values(owner_hash=theirs))
    with office.refuses(SealIsBroken):
        office.content_of(first)


def test_a_fault_of_the_keys_is_answered_in_words_and_shown_by_health(office: Office) -> None:
    web = Web(office)
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider)
    health = web.client.get("/tendering/health/ready")
    checks = (health.json or {})["checks"]
    assert checks["bid_keys"] == "there"
    kept = ring(office).rename(ring(office).with_name("away"))
    answer = web.get(provider, f"bids/{bid.bid_id}")
    assert (answer.status_code, (answer.json or {})["code"]) == (503, "keys_are_missing")
    assert "COPRODUCE_BID_KEYS_FILE" in (answer.json or {})["detail"]
    health = web.client.get("/tendering/health/ready")
    assert (health.status_code, (health.json or {})["checks"]["bid_keys"]) == (503, "keys_are_missing")
    assert web.get(office.young, "tender").status_code == 200
    kept.rename(ring(office))
    assert web.get(provider, f"bids/{bid.bid_id}").status_code == 200


# New keys.


def _reseal(office: Office) -> int:
    with office.bench.runtime.read_sessions() as session:
        bids = bids_under_old_keys(session)
    done = 0
    for bid_id in bids:
        with office.bench.session() as session:
            done += reseal_bid(session, bid_id=bid_id)
    return done


def test_everything_is_sealed_anew_under_a_new_key_and_says_the_same(office: Office) -> None:
    office.publish()
    providers = office.bidders()
    before, room = [office.content_of(caller) for caller in providers], sizes(office)
    second = add_key(ring(office), now=office.bench.now)
    assert _reseal(office) == len(room) == 15
    assert _reseal(office) == 0
    with office.bench.runtime.read_sessions() as session:
        assert parts_by_key(session) == {second: 15}
        assert keys_in_use(session) == {second}
        assert parts_that_do_not_open(session)[0] == []
    after = [office.content_of(caller) for caller in providers]
    assert [(each.parts, each.owner) for each in before] == [(each.parts, each.owner) for each in after]
    assert sizes(office) == room
    document = json.loads(ring(office).read_text(encoding="utf-8"))
    document["keys"] = {second: document["keys"][second]}
    ring(office).write_text(json.dumps(document), encoding="utf-8")
    assert office.open().opened_at is not None


def test_a_part_that_does_not_open_is_named_and_left_as_it_is(office: Office) -> None:
    office.publish()
    bad, good = (office.bid_of(caller).bid_id for caller in office.bidders(2))
    with office.bench.session() as session:
        session.get_one(BidPart, (bad, "price")).sealed = b"not what it was"
    add_key(ring(office), now=office.bench.now)
    with office.refuses(SealIsBroken), office.bench.session() as session:
        reseal_bid(session, bid_id=bad)
    with office.bench.session() as session:
        assert reseal_bid(session, bid_id=good) == 5
    with office.bench.runtime.read_sessions() as session:
        (broken,), _ = parts_that_do_not_open(session)
    assert broken.startswith(f"bid {bad}, part price, key ")


def test_a_bid_that_is_written_in_while_it_is_sealed_anew_keeps_what_was_written(bench: Bench) -> None:
    office = Office(bench)
    office.publish()
    provider = office.provider(NAMES[0])
    bid = office.draft(provider)
    add_key(ring(office), now=bench.now)
    office.write(provider, bid, office.welcome, "Come in.")
    assert _reseal(office) == 4
    assert office.content_of(provider).answers[office.welcome] == "Come in."
