"""Before the opening no event, answer to others or log line holds any part of a bid, its price, bidder or count."""

from __future__ import annotations

import json
import logging
from functools import partial

import pytest

from shared.contracts.tendering import OrganisationRegistered
from shared.roles import Role
from tests.kit import at_once
from tests.tendering.office import NAMES, SECRETS, Office
from tests.tendering.web import Web

PRICES = ("91234.56", "100777.00", "87000.51")


def _live_through_the_tender(web: Web) -> list[str]:
    """Let three bid, with every kind of mistake on the way; return the ids of their organisations."""
    office = web.office
    office.publish()
    organisations = []
    for name, secret, price in zip(NAMES, SECRETS, PRICES, strict=True):
        provider = office.seat(Role.PROVIDER)
        organisations.append(str((web.post(provider, "/organisations", {"name": name}).json or {})["organisation_id"]))
        assert web.post(provider, "/organisations", {"name": name}).status_code == 409
        body = web.bid(secret, price)
        bid_id = (web.post(provider, "bids", body).json or {})["bid_id"]
        assert web.post(provider, "bids", body).status_code == 409
        answers = at_once([partial(web.post, provider, "bids", body)] * 2)
        assert [answer.status_code for answer in answers] == [409, 409]
        assert web.put(provider, f"bids/{bid_id}", {**body, "version": 9}).status_code == 409
        assert web.put(provider, f"bids/{bid_id}", {**body, "version": 1, "note": secret}).status_code == 422
        long = [{**answer, "text": f"{secret} " * 50} for answer in body["answers"]]
        assert web.put(provider, f"bids/{bid_id}", {**body, "answers": long, "version": 1}).status_code == 200
        assert web.post(provider, f"bids/{bid_id}/submission").status_code == 422
        assert web.put(provider, f"bids/{bid_id}", {**body, "version": 2}).status_code == 200
        assert web.post(provider, f"bids/{bid_id}/submission", key=f"key-of-{secret[:1]}").status_code == 201
        assert web.get(provider, f"bids/{bid_id}").status_code == 200
    withdrawn = office.provider("Left Again")
    office.hand_in(withdrawn)
    office.withdraw(withdrawn, office.bid_of(withdrawn))
    office.close()
    office.open_part(office.commissioner)
    return organisations


def test_events_and_logs_hold_ids_hashes_and_times_only(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    organisations = _live_through_the_tender(Web(office))
    secrets = (*NAMES, *SECRETS, *PRICES)
    for row in office.bench.recorded():
        if row.type == OrganisationRegistered.TYPE:
            assert json.loads(row.body).keys() == {"organisation_id", "registered_at"}
            continue
        found = [word for word in (*secrets, *organisations) if word.casefold() in str(tuple(row)).casefold()]
        assert found == [], row.type
    assert [word for word in (*secrets, *organisations) if word.casefold() in caplog.text.casefold()] == []


def test_events_before_the_opening_hold_no_number(office: Office) -> None:
    _live_through_the_tender(Web(office))
    after = [row for row in office.bench.recorded() if row.type != "tendering.tender_published.v1"]
    assert len(after) > 3
    for row in after:
        values = json.loads(row.body).values()
        assert all(isinstance(value, str) for value in values), row.type


def test_what_others_read_tells_nothing_of_bids(office: Office) -> None:
    web = Web(office)
    _live_through_the_tender(web)
    empty = Office(office.bench)
    empty.publish()
    empty.close()
    empty.open_part(empty.commissioner)
    # The number of bids may be known after the deadline; all else is as in a tender without any.
    for role in Role:
        caller, nobody = office.seat(role), empty.seat(role)
        if role is Role.PROVIDER:
            office.register(caller, "Only Looking")
            empty.register(nobody, "Only Looking Too")
        for path in ("bids", "my-bids", "award", "assessment-summary", "challenges"):
            here, there = web.get(caller, path), Web(empty).get(nobody, path)
            assert (here.status_code, here.text) == (there.status_code, there.text), (role, path)
        tender = web.get(caller, "tender")
        assert (tender.json or {})["bids_count"] == 3
        assert not any(word in tender.text for word in (*NAMES, *SECRETS, *PRICES))


def test_before_the_deadline_nobody_hears_how_many_bids_there_are(office: Office) -> None:
    web = Web(office)
    office.publish()
    seen = [(web.get(office.auditor, "tender").json or {})["bids_count"]]
    providers = office.bidders()
    seen += [(web.get(caller, "tender").json or {})["bids_count"] for caller in (office.commissioner, *providers)]
    assert seen == [None] * 5
    office.close()
    assert (web.get(office.young, "tender").json or {})["bids_count"] == 3
