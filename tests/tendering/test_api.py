"""Tendering over HTTP: the whole way, and what is answered to what cannot be."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from werkzeug.test import TestResponse

from shared.access import Caller
from shared.ids import new_id
from shared.roles import Role
from tests.tendering.office import NAMES, SECRETS, Office
from tests.tendering.web import Web

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def web(office: Office) -> Web:
    return Web(office)


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """Return the problem document, which has to be one that helps."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    found = answer.json or {}
    assert found["status"] == status
    assert found["code"]
    assert found["detail"]
    return found


def ok(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json


def test_the_whole_way_over_http(web: Web) -> None:
    office = web.office
    office.bench.handle(office.agreed())
    closes_at = (office.bench.now + timedelta(days=28)).isoformat()
    tender = ok(web.post(office.commissioner, "tender", {"closes_at": closes_at}), 201)
    assert (tender["status"], tender["bids_count"]) == ("open", None)
    providers, receipts = [], []
    for name, secret in zip(NAMES, SECRETS, strict=True):
        provider = office.seat(Role.PROVIDER)
        providers.append(provider)
        assert ok(web.get(provider, "/me/organisations")) == []
        made = ok(web.post(provider, "/organisations", {"name": name}), 201)
        assert ok(web.get(provider, "/me/organisations")) == [made]
        bid = ok(web.post(provider, "bids", {"answers": [], "price": None}), 201)
        bid = ok(web.put(provider, f"bids/{bid['bid_id']}", {**web.bid(secret), "version": bid["version"]}))
        receipt = ok(web.post(provider, f"bids/{bid['bid_id']}/submission"), 201)
        assert hashlib.sha256(rfc8785.dumps(receipt["content"])).hexdigest() == receipt["sha256"]
        assert receipt["content"]["price"] == "90000.00"
        receipts.append(receipt)
        (mine,) = ok(web.get(provider, "my-bids"))
        assert (mine["receipt_sha256"], mine["price"], mine["version"]) == (receipt["sha256"], "90000.00", 2)
    ok(web.post(providers[2], f"bids/{receipts[2]['bid_id']}/withdrawal"))
    office.close()
    assert ok(web.get(office.young, "tender"))["status"] == "closed"
    opening = ok(web.post(office.young, "opening-acts"), 201)
    assert (opening["first_opener_role"], opening["opened_at"]) == ("young_person", None)
    assert ok(web.get(office.commissioner, "bids")) == []
    assert ok(web.post(office.commissioner, "opening-acts"), 201)["opened_at"] is not None
    opened = ok(web.get(office.auditor, "bids"))
    assert [(row["label"], row["price"]) for row in opened] == [("Provider A", None), ("Provider B", None)]
    assert {row["receipt_sha256"] for row in opened} == {receipt["sha256"] for receipt in receipts[:2]}
    office.bench.handle(office.locked())
    opened = ok(web.get(office.auditor, "bids"))
    assert {(row["provider_name"], row["price"]) for row in opened} == {(name, "90000.00") for name in NAMES[:2]}
    office.bench.handle(office.confirmed(receipts[0]["bid_id"]))
    problem(web.get(providers[1], "assessment-summary"), 404)
    award = ok(web.post(office.commissioner, "award", {"reason": "As the panel chose."}), 201)
    assert (award["provider_name"], award["standstill_begins_on"]) == (NAMES[0], office.bench.now.date().isoformat())
    assert ok(web.get(providers[1], "award")) == award
    summary = ok(web.get(providers[1], "assessment-summary"))
    assert (summary["provider_name"], summary["successful"], len(summary["criteria"])) == (NAMES[1], False, 3)
    problem(web.get(providers[2], "assessment-summary"), 404)
    challenge = ok(web.post(providers[1], "challenges", {"grounds": "We were first on waiting."}), 201)
    office.bench.now = office.end_of_standstill()
    assert problem(web.post(office.commissioner, "contract"), 409)["code"] == "challenge_is_open"
    assert [each["upheld"] for each in ok(web.get(office.commissioner, "challenges"))] == [None]
    answer = {"upheld": False, "reason": "The record says why."}
    ok(web.post(office.commissioner, f"challenges/{challenge['challenge_id']}/answer", answer))
    assert ok(web.post(office.commissioner, "contract"), 201)["contract_signed_at"] is not None
    assert ok(web.get(office.young, "tender"))["status"] == "contract_signed"
    assert (
        problem(web.post(office.commissioner, "abandonment", {"reason": "No."}), 409)["code"] == "commission_has_ended"
    )


def test_a_commission_is_abandoned_over_http(web: Web) -> None:
    office = web.office
    office.publish()
    ended = ok(web.post(office.commissioner, "abandonment", {"reason": "The money is gone."}), 201)
    assert ended["abandoned_because"] == "The money is gone."
    assert ok(web.get(office.young, "tender"))["abandoned_because"] == "The money is gone."


def test_a_late_bid_is_refused_with_a_problem_and_the_refusal_stays(web: Web) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    office.close()
    for key in ("", "once", "once"):
        answer = web.post(provider, f"bids/{bid.bid_id}/submission", key=key)
        assert problem(answer, 409)["code"] == "tender_is_closed"
    assert office.names().count("late_bid_refused") == 1
    assert ok(web.get(provider, f"bids/{bid.bid_id}"))["refused_at"] is not None


def test_a_repeated_submission_under_the_same_key_gets_the_same_receipt(web: Web) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    path = f"bids/{office.draft(provider).bid_id}/submission"
    first, second = (ok(web.post(provider, path, key="once"), 201) for _ in range(2))
    assert first == second
    assert office.names().count("bid_submitted") == 1
    assert problem(web.post(provider, path, key="another"), 409)["code"] == "bid_is_submitted"


def test_a_stale_version_is_answered_with_the_current_one(web: Web) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.edit(provider, office.draft(provider))
    found = problem(web.put(provider, f"bids/{bid.bid_id}", {**web.bid(), "version": 1}), 409)
    assert (found["code"], found["current_version"]) == ("bid_has_changed", 2)


def test_an_answer_to_an_unknown_question_is_named(web: Web) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    body = web.bid()
    body["answers"].append({"criterion_id": UNKNOWN_ID, "text": "More about us."})
    found = problem(web.post(provider, "bids", body), 422)
    assert (found["code"], found["unknown"]) == ("answers_are_not_asked", [UNKNOWN_ID])


def test_a_provider_sees_its_own_bid_only(web: Web) -> None:
    office = web.office
    office.publish()
    first, second = office.bidders(2)
    bid_id = office.bid_of(first).bid_id
    ok(web.get(first, f"bids/{bid_id}"))
    theirs, nobodys = (web.get(second, f"bids/{each}") for each in (bid_id, new_id()))
    assert problem(theirs, 404)["code"] == "no_such_bid"
    assert theirs.text == nobodys.text
    for caller in (office.commissioner, office.young, office.auditor):
        problem(web.get(caller, f"bids/{bid_id}"), 403)
    unregistered = office.seat(Role.PROVIDER)
    for each in (bid_id, new_id()):
        assert problem(web.get(unregistered, f"bids/{each}"), 403)["code"] == "organisation_is_missing"
    assert problem(web.post(unregistered, "bids", web.bid()), 403)["code"] == "organisation_is_missing"


# Each body as it has to be, and what may be wrong with it.

_LONG = "x" * 5001
REASONS: list[Any] = [
    None, [], "text", {}, {"reason": ""}, {"reason": " \n "}, {"reason": 1}, {"reason": None}, {"reason": _LONG},
    {"reason": "bad \u0000"}, {"reason": "Why.", "more": 1},
]  # fmt: skip
MALFORMED: dict[str, list[Any]] = {
    "tender": [
        {}, [], {"closes_at": None}, {"closes_at": 1}, {"closes_at": "tomorrow"}, {"closes_at": "2026-05-01T12:00:00"},
        {"closes_at": "2026-05-01"}, {"closes_at": "2026-02-30T12:00:00Z"}, {"closes_at": "2020-05-01T12:00:00Z"},
        {"closes_at": "2026-03-02T09:30:00Z"}, {"closes_at": "0001-01-01T00:00:00+14:00"},
        {"closes_at": "2026-05-01T12:00:00Z", "opens_at": "2026-04-01T12:00:00Z"},
    ],
    "/organisations": [
        {}, {"name": ""}, {"name": "  "}, {"name": "x" * 201}, {"name": 7}, {"name": "two\nlines"},
        {"name": "Amber Door", "kind": "charity"},
    ],
    "award": REASONS,
    "abandonment": REASONS,
    "challenges": [
        {}, {"grounds": ""}, {"grounds": 1}, {"grounds": "x" * 20_001}, {"grounds": "Because.", "bid_id": UNKNOWN_ID},
    ],
    "challenges/ID/answer": [
        {}, {"upheld": True}, {"reason": "So."}, {"upheld": "true", "reason": "So."}, {"upheld": 1, "reason": "So."},
        {"upheld": None, "reason": "So."}, {"upheld": True, "reason": "So.", "more": 1},
    ],
}  # fmt: skip
PRICES: list[Any] = [
    "90000.001", "-1.00", "0", "0.00", "0.001", "NaN", "Infinity", "1e3", "", " 1", "1,000.00", "1234567890123456",
    90000, 90000.5, True, [], "\u0661\u0662",
]  # fmt: skip
_ANSWER = {"criterion_id": UNKNOWN_ID, "text": "Words."}
BIDS: list[Any] = [
    {}, [], {"answers": None}, {"answers": {}}, {"answers": ["text"]}, {"answers": [{}]},
    {"answers": [{"criterion_id": UNKNOWN_ID}]}, {"answers": [{"text": "Words."}]},
    {"answers": [{**_ANSWER, "criterion_id": "1"}]}, {"answers": [{**_ANSWER, "text": 1}]},
    {"answers": [{**_ANSWER, "text": "x" * 50_001}]}, {"answers": [{**_ANSWER, "more": 1}]},
    {"answers": [_ANSWER, _ANSWER]}, {"answers": [_ANSWER] * 101}, {"answers": [], "more": 1},
    *({"answers": [], "price": price} for price in PRICES),
]  # fmt: skip
_EDITS: list[Any] = [
    {"answers": []},
    *({"answers": [], "version": version} for version in (0, -1, "1", 1.0, True, None, 2**31)),
]


def _sender(web: Web, path: str) -> Caller:
    office = web.office
    return office.seat(Role.PROVIDER) if path in ("/organisations", "challenges") else office.commissioner


@pytest.mark.parametrize(("path", "body"), [(path, body) for path, bodies in MALFORMED.items() for body in bodies])
def test_a_malformed_body_is_refused_and_changes_nothing(web: Web, path: str, body: Any) -> None:
    office = web.office
    if path == "tender":
        office.bench.handle(office.agreed())
    caller = _sender(web, path)
    office.bench.headers(caller)
    before = office.state()
    answer = web.post(caller, path.replace("ID", UNKNOWN_ID), body)
    assert problem(answer, 415 if body is None else 422)["code"]
    assert office.state() == before


@pytest.mark.parametrize("body", BIDS)
def test_a_malformed_bid_is_refused_and_changes_nothing(web: Web, body: Any) -> None:
    office = web.office
    office.publish()
    newcomer, drafter = office.provider("Amber Door"), office.provider("Hollow Oak")
    bid = office.draft(drafter)
    office.bench.headers(newcomer)
    before = office.state()
    problem(web.post(newcomer, "bids", body), 422)
    edited = {**body, "version": 1} if isinstance(body, dict) else body
    problem(web.put(drafter, f"bids/{bid.bid_id}", edited), 422)
    assert office.state() == before


@pytest.mark.parametrize("body", _EDITS)
def test_an_edit_names_the_version_it_rests_on_as_a_whole_number(web: Web, body: Any) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    problem(web.put(provider, f"bids/{bid.bid_id}", body), 422)
    assert office.bid_of(provider).version == 1


@pytest.mark.parametrize("method", ["edit", "submission", "withdrawal"])
def test_a_bid_of_another_commission_is_not_there(web: Web, method: str) -> None:
    office = web.office
    office.publish()
    provider = office.provider("Amber Door")
    bid = office.draft(provider)
    other = Office(office.bench)
    other.publish()
    same = other.seat(Role.PROVIDER, provider.holder_id)
    there = Web(other)
    if method == "edit":
        answer = there.put(same, f"bids/{bid.bid_id}", {**there.bid(), "version": 1})
    else:
        answer = there.post(same, f"bids/{bid.bid_id}/{method}")
    assert problem(answer, 404)["code"] == "no_such_bid"


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"reason": "\xc3\x28"}', b"[" * 5000, b'{"reason":1,"reason":2}'])
def test_bytes_that_are_no_json_are_a_clear_problem(web: Web, raw: bytes) -> None:
    office = web.office
    address = f"/tendering/commissions/{office.commission_id}/abandonment"
    headers = office.bench.headers(office.commissioner)
    answer = web.client.post(address, headers=headers, data=raw, content_type="application/json")
    assert answer.status_code in {400, 422}
    problem(answer, answer.status_code)


def test_a_body_over_a_mebibyte_is_refused(web: Web) -> None:
    office = web.office
    office.publish()
    body = {**web.bid(), "more": "x" * 2**20}
    problem(web.post(office.provider("Amber Door"), "bids", body), 413)
