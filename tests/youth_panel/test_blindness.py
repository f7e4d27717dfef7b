"""What is hidden stays hidden: walked over every reading route, every role and every event."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.youth_panel.app import create_app
from services.youth_panel.use_cases.abstain_from_bid import abstain_from_bid
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from services.youth_panel.use_cases.score_bid import score_bid
from shared.access import Caller
from shared.roles import Role
from tests.youth_panel.stage import NAMES, PRICES, Stage

SECRET_WORDS = "a very particular reason"


class Readings:
    """Every reading route of the service that names a commission, filled in for this one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        app = create_app(stage.bench.runtime)
        self.client = app.test_client()
        rules = [
            rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "commission_id" in rule.rule
        ]
        self.paths = sorted(
            rule.rule.replace("<uuid:commission_id>", stage.commission_id).replace("<uuid:bid_id>", bid)
            for rule in rules
            for bid in stage.bids
        )

    def all_by(self, caller: Caller) -> str:
        """Return all that a caller can read, as one text."""
        headers = self.stage.bench.headers(caller)
        answers = [self.client.get(path, headers=headers) for path in self.paths]
        assert all(answer.status_code < 500 for answer in answers)
        return "\n".join(f"{answer.text} {answer.headers}" for answer in answers)


@pytest.fixture
def readings(stage: Stage) -> Iterator[Readings]:
    stage.ready_to_score()
    yield Readings(stage)
    stage.bench.runtime.close()


def _score_with_secret_words(stage: Stage, caller: Caller) -> None:
    rows = [
        {"criterion_id": c, "score": 1, "reason": SECRET_WORDS, "points_to": SECRET_WORDS}
        for c in (stage.welcome, stage.waiting)
    ]
    stage.act(score_bid, caller, bid_id=stage.bids[0], scores=rows)


def _others(stage: Stage) -> list[Caller]:
    others = [stage.seat(role) for role in (Role.AUDITOR, Role.BOARD_MEMBER, Role.PROVIDER, Role.YOUNG_PERSON)]
    return [*stage.young[1:], *stage.adults, stage.chair, stage.commissioner, *others]


def test_nobody_else_reads_a_seat_s_scores_before_the_reveal(readings: Readings) -> None:
    stage = readings.stage
    _score_with_secret_words(stage, stage.young[0])
    assert SECRET_WORDS in readings.all_by(stage.young[0])
    for caller in _others(stage):
        found = readings.all_by(caller)
        assert SECRET_WORDS not in found, caller.role
        assert '"mean"' not in found
        assert '"average"' not in found


def test_not_even_one_who_has_handed_in_before_all_have(readings: Readings) -> None:
    stage = readings.stage
    _score_with_secret_words(stage, stage.young[0])
    stage.score(stage.young[1], 0, 3, 3)
    assert SECRET_WORDS not in readings.all_by(stage.young[1])


def test_an_abstention_s_reason_is_hidden_as_long(readings: Readings) -> None:
    stage = readings.stage
    stage.act(abstain_from_bid, stage.young[0], bid_id=stage.bids[0], reason=SECRET_WORDS)
    for caller in _others(stage):
        assert SECRET_WORDS not in readings.all_by(caller), caller.role


def test_no_event_holds_a_score_before_the_reveal(readings: Readings) -> None:
    stage = readings.stage
    _score_with_secret_words(stage, stage.young[0])
    stage.act(abstain_from_bid, stage.young[1], bid_id=stage.bids[0], reason=SECRET_WORDS)
    for row in stage.bench.recorded():
        assert SECRET_WORDS not in row.body
        assert SECRET_WORDS not in row.reason


def test_after_the_reveal_those_who_scored_read_all_of_that_bid_and_none_of_the_other(readings: Readings) -> None:
    stage = readings.stage
    _score_with_secret_words(stage, stage.young[0])
    for caller in stage.young[1:]:
        stage.score(caller, 0, 3, 3)
        stage.score(caller, 1, 2, 2)
    for caller in stage.adults:
        stage.score(caller, 0, 3)
    stage.act(reveal_scores, stage.chair, bid_id=stage.bids[0])
    for caller in (*stage.young[1:], *stage.adults, stage.chair, stage.commissioner):
        found = readings.all_by(caller)
        assert SECRET_WORDS in found
        assert ("It says so: 2." in found) == (caller in stage.young[1:])


def test_names_and_prices_are_unlinked_from_bids_until_the_lock(readings: Readings) -> None:
    stage = readings.stage
    stage.score_all()
    stage.reveal_all()
    stage.agree_all()
    for caller in (*stage.young, *stage.adults, stage.chair, stage.commissioner, *_others(stage)):
        headers = stage.bench.headers(caller)
        for path in readings.paths:
            found = readings.client.get(path, headers=headers).text
            assert all(f"{price:f}" not in found for price in PRICES)
            if not path.endswith("/providers"):
                assert all(name not in found for name in NAMES), path
                assert all(organisation not in found for organisation in stage.organisations), path
            else:
                assert all(bid not in found for bid in stage.bids)
                assert "Provider A" not in found


def test_the_list_of_providers_is_in_order_of_names_not_of_labels(readings: Readings) -> None:
    stage = readings.stage
    path = next(path for path in readings.paths if path.endswith("/providers"))
    found = readings.client.get(path, headers=stage.bench.headers(stage.young[0])).json
    assert [each["name"] for each in found or []] == sorted(NAMES)


def test_a_recused_seat_never_reads_that_bid_nor_what_was_said_of_it(readings: Readings) -> None:
    stage = readings.stage
    _score_with_secret_words(stage, stage.young[0])
    stage.act(
        recuse_seat,
        stage.young[1],
        seat_id=stage.young[1].seat,
        organisation_id=stage.organisations[0],
        reason="My aunt works there.",
    )
    for number, caller in enumerate(stage.young):
        if number > 1:
            stage.score(caller, 0, 3, 3)
        stage.score(caller, 1, 3, 3)
    for caller in stage.adults:
        stage.score(caller, 0, 3)
        stage.score(caller, 1, 4)
    stage.reveal_all()
    stage.agree(0, stage.welcome, "2", reason=f"Agreed for {SECRET_WORDS}.", movements=[
        {"seat_id": each.seat, "why": "Talked over."} for each in (stage.young[0], *stage.young[2:])
    ])  # fmt: skip
    found = readings.all_by(stage.young[1])
    assert SECRET_WORDS not in found
    assert "number 0" not in found
    assert "number 1" in found
    assert SECRET_WORDS in readings.all_by(stage.young[2])


def test_before_practice_and_declarations_a_seat_reads_no_bid(stage: Stage) -> None:
    stage.publish()
    stage.form()
    stage.open()
    readings = Readings(stage)
    for caller in (*stage.young, *stage.adults, stage.seat(Role.YOUNG_PERSON), stage.seat(Role.BOARD_MEMBER)):
        assert "We will do our best" not in readings.all_by(caller)
    for caller in (stage.chair, stage.commissioner, stage.seat(Role.AUDITOR)):
        assert "We will do our best" in readings.all_by(caller)
    stage.bench.runtime.close()


def test_what_others_voted_is_hidden_while_the_round_is_open(readings: Readings) -> None:
    stage = readings.stage
    stage.score_all()
    stage.reveal_all()
    stage.agree_all()
    stage.act(lock_scores, stage.chair, sign_off="Read back.")
    stage.bench.handle(stage.prices())
    stage.vote(stage.young[0], 1, SECRET_WORDS)
    path = next(path for path in readings.paths if path.endswith("/choice"))
    for caller in (*stage.young[1:], stage.chair, stage.commissioner):
        found = readings.client.get(path, headers=stage.bench.headers(caller)).json or {}
        assert (found["open"], found["votes_cast"], found["my_vote"], found["rounds"]) == (True, 1, None, [])
        assert SECRET_WORDS not in readings.all_by(caller)
    mine = readings.client.get(path, headers=stage.bench.headers(stage.young[0])).json or {}
    assert mine["my_vote"] == stage.bids[1]
    assert all(SECRET_WORDS not in row.reason + row.body for row in stage.bench.recorded())
