from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.youth_panel.app import create_app
from shared.access import Caller
from shared.ids import new_id
from shared.roles import Role
from tests.youth_panel.stage import NAMES, Stage


class Api:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.client: FlaskClient = stage.bench.client(create_app)

    def get(self, caller: Caller, path: str) -> TestResponse:
        return self.client.get(self._address(path), headers=self.stage.bench.headers(caller))

    def post(self, caller: Caller, path: str, body: dict[str, Any] | None = None, key: str = "") -> TestResponse:
        headers = self.stage.bench.headers(caller) | ({"Idempotency-Key": key} if key else {})
        return self.client.post(self._address(path), headers=headers, json=body)

    def _address(self, path: str) -> str:
        return f"/youth_panel/commissions/{self.stage.commission_id}/{path}"


@pytest.fixture
def api(stage: Stage) -> Iterator[Api]:
    yield Api(stage)
    stage.bench.runtime.close()


def _scores(stage: Stage, caller: Caller, *scores: int) -> dict[str, Any]:
    own = (stage.money,) if caller.role is Role.EVALUATOR else (stage.welcome, stage.waiting)
    rows = zip(own, scores, strict=True)
    return {
        "scores": [{"criterion_id": c, "score": s, "reason": "It says so.", "points_to": "line 2"} for c, s in rows]
    }


def _form(api: Api) -> TestResponse:
    stage = api.stage
    body = {"young_people": [each.seat for each in stage.young], "adults": [each.seat for each in stage.adults]}
    return api.post(stage.commissioner, "panel", body)


def test_the_whole_way_over_http(api: Api) -> None:
    stage = api.stage
    stage.publish()
    assert _form(api).status_code == 201
    stage.open()
    for caller in (*stage.young, *stage.adults):
        assert api.get(caller, "practice").json["finished_at"] is None  # type: ignore[index]
        assert api.post(caller, "practice", {"score": 2, "reason": "Only one gate is named."}).status_code == 201
        for organisation in stage.organisations:
            body = {"organisation_id": organisation, "conflict": False, "words": "none"}
            assert api.post(caller, "declarations", body).status_code == 201
        assert len(api.get(caller, "bids").json) == 2  # type: ignore[arg-type]
        for number, bid in enumerate(stage.bids):
            scores = (3,) if caller.role is Role.EVALUATOR else (4 - number, 4)
            assert api.post(caller, f"bids/{bid}/scores", _scores(stage, caller, *scores)).status_code == 201
    for number, bid in enumerate(stage.bids):
        assert api.post(stage.chair, f"bids/{bid}/reveal").status_code == 201
        for criterion, score in ((stage.welcome, 4 - number), (stage.waiting, 4), (stage.money, 3)):
            body = {"criterion_id": criterion, "score": f"{score}.0", "reason": "All agreed."}
            answer = api.post(stage.chair, f"bids/{bid}/agreed-scores", body)
            assert answer.status_code == 201, answer.text
            assert answer.json["score"] == str(score)  # type: ignore[index]
    assert len(api.get(stage.chair, "moderation-order").json) == 6  # type: ignore[arg-type]
    assert len(api.get(stage.young[0], "agreed-scores").json) == 6  # type: ignore[arg-type]
    assert api.get(stage.chair, "completeness").json["ready_to_lock"] is True  # type: ignore[index]
    answer = api.post(stage.chair, "lock", {"words": "I read it back to them."})
    assert answer.status_code == 201
    assert answer.json["agreed_sha256"]  # type: ignore[index]
    assert api.get(stage.chair, "completeness").json["complete"] is True  # type: ignore[index]
    stage.bench.handle(stage.prices())
    ranking = api.get(stage.young[0], "ranking").json
    assert ranking is not None
    assert [each["place"] for each in ranking["ranking"]] == [1, 2]
    assert ranking["ranking"][0]["provider_name"] == NAMES[0]
    assert ranking["ranking"][0]["total_shown"] == "80.00"
    for caller in stage.young:
        answer = api.post(caller, "votes", {"bid_id": stage.bids[0], "reason": "The van."})
        assert answer.status_code == 201
    assert answer.json["open"] is False  # type: ignore[index]
    answer = api.post(stage.commissioner, "confirmation", {"reason": "As they chose."})
    assert answer.json["rounds"][0]["confirmed_at"] is not None  # type: ignore[index]


def test_a_repeated_request_under_the_same_key_has_one_effect(api: Api) -> None:
    stage = api.stage
    stage.ready_to_score()
    path = f"bids/{stage.bids[0]}/scores"
    first = api.post(stage.young[0], path, _scores(stage, stage.young[0], 3, 3), key="once")
    second = api.post(stage.young[0], path, _scores(stage, stage.young[0], 3, 3), key="once")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert stage.bench.event_types().count("youth_panel.bid_scored.v1") == 1


@pytest.mark.parametrize("score", [-1, 6, 2.5, "3", True, None, 2.5e-42])
def test_a_score_off_the_scale_is_refused(api: Api, score: object) -> None:
    stage = api.stage
    stage.ready_to_score()
    body = _scores(stage, stage.young[0], 3, 3)
    body["scores"][0]["score"] = score
    assert api.post(stage.young[0], f"bids/{stage.bids[0]}/scores", body).status_code == 422
    assert "youth_panel.bid_scored.v1" not in stage.bench.event_types()


@pytest.mark.parametrize("missing", ["reason", "points_to", "score", "criterion_id"])
def test_a_score_without_its_parts_is_refused(api: Api, missing: str) -> None:
    stage = api.stage
    stage.ready_to_score()
    body = _scores(stage, stage.young[0], 3, 3)
    del body["scores"][0][missing]
    assert api.post(stage.young[0], f"bids/{stage.bids[0]}/scores", body).status_code == 422


@pytest.mark.parametrize(
    "path", ["bids", "completeness", "agreed-scores", "moderation-order", "ranking", "choice", "providers"]
)
def test_somebody_without_a_seat_here_reads_nothing(api: Api, path: str) -> None:
    stage = api.stage
    stage.ranked()
    stranger = stage.bench.seat(new_id(), Role.FACILITATOR)
    provider = stage.seat(Role.PROVIDER)
    outsider = stage.seat(Role.YOUNG_PERSON)
    assert api.get(stranger, path).status_code == 403
    assert api.get(provider, path).status_code == 403
    answer = api.get(outsider, path)
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "not_on_the_panel")


@pytest.mark.parametrize(
    "path", ["bids", "completeness", "agreed-scores", "moderation-order", "ranking", "choice", "providers"]
)
def test_before_its_time_a_reading_says_so(api: Api, path: str) -> None:
    assert api.get(api.stage.chair, path).status_code == 409


def test_an_unknown_commission_is_not_told_from_one_without_a_seat(api: Api) -> None:
    answer = api.client.get(
        f"/youth_panel/commissions/{new_id()}/panel", headers=api.stage.bench.headers(api.stage.chair)
    )
    assert answer.status_code == 403


def test_a_seat_recuses_only_itself(api: Api) -> None:
    stage = api.stage
    stage.ready_to_score()
    body = {"organisation_id": stage.organisations[0], "seat_id": stage.young[1].seat, "reason": "I say so."}
    answer = api.post(stage.young[0], "recusals", body)
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "only_your_own_seat")
    assert api.post(stage.chair, "recusals", body).status_code == 204
    assert api.post(stage.young[0], "recusals", {k: v for k, v in body.items() if k != "seat_id"}).status_code == 204


def test_the_lock_lists_what_is_missing(api: Api) -> None:
    stage = api.stage
    stage.ready_to_score()
    answer = api.post(stage.chair, "lock", {"words": "All done."})
    problem = answer.json or {}
    assert (answer.status_code, problem["code"]) == (409, "record_is_incomplete")
    # Two bids: six own scores of young people and two of adults... per criterion, the reveal, and what was agreed.
    kinds = [each["kind"] for each in problem["missing"]]
    assert kinds.count("own_score") == 2 * (4 * 2 + 2)
    assert kinds.count("reveal") == 2
    assert kinds.count("agreed_score") == 6


def test_the_reveal_names_the_seats_that_are_waited_for_and_no_score(api: Api) -> None:
    stage = api.stage
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 5, 1)
    answer = api.post(stage.chair, f"bids/{stage.bids[0]}/reveal")
    problem = answer.json or {}
    assert (answer.status_code, problem["code"]) == (409, "scores_are_missing")
    assert problem["waiting"] == 5
    assert set(problem["seat_ids"]) == {each.seat for each in (*stage.young[1:], *stage.adults)}
    assert "It says so" not in answer.text


@pytest.mark.parametrize("conflict", [1, 0, "true", None, 1.0])
def test_a_conflict_is_declared_with_true_or_false_only(api: Api, conflict: object) -> None:
    stage = api.stage
    stage.ready_to_score()
    body = {"organisation_id": stage.organisations[0], "conflict": conflict, "words": "none"}
    assert api.post(stage.young[0], "declarations", body).status_code == 422


def test_the_practice_bid_is_for_those_who_score_and_those_who_train_them(api: Api) -> None:
    stage = api.stage
    stage.publish()
    stage.form()
    assert api.get(stage.chair, "practice").status_code == 200
    assert api.get(stage.adults[0], "practice").status_code == 200
    assert api.get(stage.seat(Role.YOUNG_PERSON), "practice").status_code == 403


def test_a_stale_version_is_answered_with_the_current_one(api: Api) -> None:
    stage = api.stage
    stage.agreed()
    body = {"criterion_id": stage.waiting, "score": "4.5", "reason": "We read on."}
    answer = api.post(stage.chair, f"bids/{stage.bids[0]}/agreed-scores", body)
    problem = answer.json or {}
    assert (answer.status_code, problem["code"], problem["current_version"]) == (409, "score_has_changed", 1)
