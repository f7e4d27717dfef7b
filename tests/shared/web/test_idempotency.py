"""A state change repeated under one Idempotency-Key has one effect and the first answer, on both databases."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import insert
from werkzeug.test import TestResponse

from shared.access import Caller
from shared.contracts.people import PersonErased
from shared.idempotency import ANSWERS, KEPT_FOR
from shared.ids import new_id
from shared.messaging.handlers import Handlers
from shared.messaging.intake import Intake
from shared.roles import Role
from tests.shared.web.desk import NOTE, Desk, refused
from tests.shared.web.toy import Note


def effects(desk: Desk) -> tuple[int, int]:
    return len(desk.bench.rows(Note)), len(desk.bench.recorded())


def test_the_same_key_and_content_get_the_first_answer_again(desk_on_either: Desk) -> None:
    desk = desk_on_either
    first, again = desk.write(key="k1"), desk.write(key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert first.content_type == again.content_type
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert effects(desk) == (1, 1)


def test_without_a_key_or_with_another_each_request_is_an_act_of_its_own(desk: Desk) -> None:
    for key in ("", "", "k1", "k2"):
        assert desk.write(key=key).status_code == 201
    assert effects(desk) == (4, 4)


def test_the_same_key_for_something_else_is_refused(desk_on_either: Desk) -> None:
    desk = desk_on_either
    assert desk.write(key="k1").status_code == 201
    refused(desk.write({"words": "Something else."}, key="k1"), 422, "idempotency_key_reused")
    elsewhere = desk.send(desk.at("/secrets"), NOTE, by=desk.young, key="k1")
    refused(elsewhere, 422, "idempotency_key_reused")
    assert effects(desk) == (1, 1)


def test_another_person_s_key_is_a_key_of_its_own(desk: Desk) -> None:
    other = desk.bench.seat(desk.commission_id, Role.FACILITATOR)
    first, second = desk.write(key="k1"), desk.write(key="k1", by=other)
    assert first.data != second.data
    assert "Idempotency-Replayed" not in second.headers
    assert effects(desk) == (2, 2)


def test_a_refused_act_is_judged_again_under_the_same_key(desk_on_either: Desk) -> None:
    desk = desk_on_either
    desk.toy.refusing = True
    refused(desk.write(key="k1"), 409, "note_is_refused")
    assert desk.nothing_is_left()
    desk.toy.refusing = False
    assert desk.write(key="k1").status_code == 201
    assert effects(desk) == (1, 1)


def test_who_may_no_longer_act_does_not_get_the_remembered_answer(desk: Desk) -> None:
    assert desk.write(key="k1").status_code == 201
    desk.bench.advance(timedelta(minutes=16))
    stale = desk.bench.headers(desk.young, lifetime=timedelta(minutes=-1))
    answer = desk.client.post(desk.at(), json=NOTE, headers={**stale, "Idempotency-Key": "k1"})
    refused(answer, 401, "token_expired")


def both(desk: Desk, by: Caller, body: dict[str, str]) -> list[tuple[int, bytes, bool]]:
    """Send the same request twice at the same moment."""
    start = Barrier(2)
    headers = {**desk.bench.headers(by), "Idempotency-Key": new_id()}

    def send(_number: int) -> tuple[int, bytes, bool]:
        start.wait(10)
        answer = desk.app.test_client().post(desk.at(), json=body, headers=headers)
        return answer.status_code, answer.data, "Idempotency-Replayed" in answer.headers

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, range(2)))


def test_two_at_the_same_moment_have_one_effect_and_one_answer(desk_on_either: Desk) -> None:
    desk = desk_on_either
    for number in range(1, 11):
        first, second = both(desk, desk.young, NOTE)
        assert (first[0], second[0], first[1]) == (201, 201, second[1])
        assert {first[2], second[2]} == {False, True}
        assert effects(desk) == (number, number)


def test_two_at_the_same_moment_over_something_that_can_be_there_once_get_one_answer(desk_on_either: Desk) -> None:
    """The row itself collides before the remembered answer can."""
    desk = desk_on_either
    for number in range(1, 11):
        first, second = both(desk, desk.young, {**NOTE, "place": f"place {number}"})
        assert (first[0], second[0], first[1]) == (201, 201, second[1])
        assert effects(desk) == (number, number)


def test_the_same_thing_under_another_key_is_a_collision_that_is_told(desk_on_either: Desk) -> None:
    desk = desk_on_either
    body = {**NOTE, "place": "the hall"}
    assert desk.write(body, key="k1").status_code == 201
    refused(desk.write(body, key="k2"), 409, "changed_meanwhile")
    assert effects(desk) == (1, 1)


def test_an_answer_older_than_a_day_is_forgotten_and_its_key_is_free(desk_on_either: Desk) -> None:
    desk = desk_on_either
    first = desk.write(key="k1")
    desk.bench.advance(KEPT_FOR - timedelta(seconds=1))
    assert desk.write(key="k1").data == first.data
    desk.bench.advance(timedelta(seconds=2))
    anew = desk.write(key="k1")
    assert (anew.status_code, anew.data == first.data) == (201, False)
    assert effects(desk) == (2, 2)
    assert len(desk.bench.rows(ANSWERS)) == 1


def test_a_key_is_free_after_a_day_however_many_older_ones_wait_to_be_cleared_away(desk: Desk) -> None:
    with desk.bench.session() as session:
        row = {"request": "r", "status": 201, "content_type": "t", "body": "b", "answered_at": desk.bench.now}
        session.execute(insert(ANSWERS), [{**row, "holder_id": new_id(), "key": "old"} for _ in range(100)])
    assert desk.write(key="k1").status_code == 201
    desk.bench.advance(KEPT_FOR + timedelta(seconds=1))
    assert desk.write(key="k1").status_code == 201
    assert effects(desk) == (2, 2)


def test_old_answers_of_others_are_cleared_away_as_new_ones_come(desk_on_either: Desk) -> None:
    desk = desk_on_either
    with desk.bench.session() as session:
        row = {"request": "r", "status": 201, "content_type": "t", "body": "a token", "answered_at": desk.bench.now}
        session.execute(insert(ANSWERS), [{**row, "holder_id": new_id(), "key": "old"} for _ in range(5)])
    desk.bench.advance(KEPT_FOR + timedelta(seconds=1))
    assert desk.write(key="new").status_code == 201
    assert [row.key for row in desk.bench.rows(ANSWERS)] == ["new"]


def test_the_answers_of_a_person_who_is_erased_are_forgotten_and_only_theirs(desk: Desk) -> None:
    other = desk.bench.seat(desk.commission_id, Role.FACILITATOR)
    desk.write(key="k1")
    desk.write(key="k2", by=other)
    message = desk.bench.message(PersonErased(holder_id=desk.young.holder_id, erased_at=desk.bench.now))
    intake = Intake(desk.bench.runtime, Handlers())
    intake.take([message])
    intake.take([message])
    assert [row.holder_id for row in desk.bench.rows(ANSWERS)] == [other.holder_id]


def test_what_was_sent_is_kept_as_a_keyed_hash_only(desk: Desk) -> None:
    desk.write({"words": "seven purple lanterns"}, key="k1")
    (row,) = desk.bench.rows(ANSWERS)
    assert len(row.request) == 64
    assert "lanterns" not in row.request


def secret(desk: Desk, key: str, words: str = "heliotrope") -> TestResponse:
    return desk.send(desk.at("/secrets"), {**NOTE, "words": words}, by=desk.young, key=key)


def test_the_answer_to_a_sealed_act_is_given_again_and_stored_so_that_it_tells_neither_words_nor_who(
    desk_on_either: Desk,
) -> None:
    desk = desk_on_either
    first, again = secret(desk, "the-key-of-a-bidder"), secret(desk, "the-key-of-a-bidder")
    assert (first.status_code, first.data) == (again.status_code, again.data) == (201, again.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert b"heliotrope" in again.data
    assert len(desk.bench.rows(Note)) == 1
    (row,) = desk.bench.rows(ANSWERS)
    held = str(tuple(row))
    for word in (
        "heliotrope",
        desk.young.holder_id,
        desk.young.seat,
        "the-key-of-a-bidder",
        b64encode(b"hel").decode(),
    ):
        assert word not in held
    # Two acts of one person cannot be told to be one person's.
    secret(desk, "another")
    assert len({(each.key, each.body) for each in desk.bench.rows(ANSWERS)}) == 2
    assert {each.holder_id for each in desk.bench.rows(ANSWERS)} == {"sealed"}


def test_a_longer_sealed_answer_is_no_longer_in_storage(desk: Desk) -> None:
    secret(desk, "k1", "a")
    secret(desk, "k2", "a" * 90)
    assert len({len(row.body) for row in desk.bench.rows(ANSWERS)}) == 1


def test_a_key_of_a_sealed_act_is_refused_for_another_act_and_the_other_way_round(desk_on_either: Desk) -> None:
    desk = desk_on_either
    assert secret(desk, "k1").status_code == 201
    refused(desk.write(key="k1"), 422, "idempotency_key_reused")
    refused(secret(desk, "k1", "other words"), 422, "idempotency_key_reused")
    assert desk.write(key="k2").status_code == 201
    refused(secret(desk, "k2"), 422, "idempotency_key_reused")
