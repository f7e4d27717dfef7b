"""Whoever writes a program of their own against a part: refused, or undone by one act, and all others read the same."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from services.specification.models import ClauseChange, ClauseVersion
from services.specification.rules.changes import units_of
from services.specification.rules.live import MOST_CHANGES_A_PACE, MOST_CHANGES_SENT
from services.specification.use_cases.restore_version import restore_version
from shared.roles import Role
from tests.specification.hostile import Siege, hashed, resident_mib
from tests.specification.workshop import Workshop

MESSAGES = 1_500
WORDS = "It is open until eight, and there is somebody to talk to. " * 5


def body(number: int, *changes: object, key: str = "k") -> bytes:
    return json.dumps(
        {"number": number, "changes": [{"key": f"{key}-{n}", "change": change} for n, change in enumerate(changes)]}
    ).encode()


def test_mutated_messages_crash_nothing_and_everybody_reads_the_same(workshop: Workshop) -> None:
    """tests/faults sends 100,000 of them."""
    siege = Siege(workshop, seed=1)
    siege.storm(MESSAGES // 3)
    before = resident_mib()
    for _ in range(2):
        siege.storm(MESSAGES // 3)
    assert resident_mib() - before < 24
    assert siege.answers[200] > MESSAGES // 10, "some were honest, so that the words changed all the time"
    assert siege.answers[422] > MESSAGES // 10
    assert set(siege.answers) >= {200, 400, 409, 422}, siege.answers


def test_what_is_huge_is_refused_before_it_is_looked_at(workshop: Workshop) -> None:
    siege, me = Siege(workshop, seed=2), workshop.young[0]
    assert siege.send(b"[" * 1_000_000, me) == 400
    assert siege.send(b'"' + b"a" * 2_000_000 + b'"', me) == 413
    units = units_of(siege.clause.text)
    assert siege.send(body(0, [units, [0, "a" * 10_001]]), me) == 422
    assert siege.send(body(0, *([units] for _ in range(MOST_CHANGES_SENT + 1))), me) == 422
    assert siege.send(body(0, [1] * 2_001), me) == 422
    assert workshop.bench.rows(ClauseChange) == []


def test_nobody_writes_in_anothers_name(workshop: Workshop) -> None:
    siege, (victim, bad) = Siege(workshop, seed=3), workshop.young[:2]
    units = units_of(siege.clause.text)
    asked = json.loads(body(0, [units, [0, "!"]]))
    assert siege.send(json.dumps({**asked, "seat_id": victim.seat}).encode(), bad) == 422
    asked["changes"][0]["seat_id"] = victim.seat
    assert siege.send(json.dumps(asked).encode(), bad) == 422
    elsewhere = workshop.bench.seat("7d444840-9dc0-41d1-b245-5ffdce74fad2", Role.YOUNG_PERSON)
    for stranger, status in ((elsewhere, 403), (workshop.provider, 403), (workshop.seat(Role.AUDITOR), 403)):
        headers = workshop.bench.headers(stranger)
        assert siege.client.post(siege.at(), json=json.loads(body(0, [units])), headers=headers).status_code == status
    assert siege.client.post(siege.at(), json=json.loads(body(0, [units]))).status_code == 401
    assert workshop.bench.rows(ClauseChange) == []


def test_nobody_takes_the_key_that_anothers_next_words_will_have(workshop: Workshop) -> None:
    siege, (victim, bad) = Siege(workshop, seed=4), workshop.young[:2]
    units = units_of(siege.clause.text)
    assert siege.send(body(0, [[0, "bad "], units], key="victim"), bad) == 200
    assert siege.send(body(0, [units, [0, " good"]], key="victim"), victim) == 200
    assert siege.send(body(0, [units, [0, " good"]], key="victim"), victim) == 200, "sent again, it is known"
    assert workshop.words() == f"bad {siege.clause.text} good"
    assert [row.seat_id for row in workshop.bench.rows(ClauseChange)] == [bad.seat, victim.seat]


def test_whoever_sends_faster_than_anybody_types_has_to_wait_and_nobody_else_does(workshop: Workshop) -> None:
    siege, (one, other) = Siege(workshop, seed=5), workshop.young[:2]
    units = units_of(siege.clause.text)
    for number in range(0, MOST_CHANGES_A_PACE, MOST_CHANGES_SENT):
        many = ([units + number + n, [0, "a"]] for n in range(MOST_CHANGES_SENT))
        assert siege.send(body(number, *many, key=f"fast-{number}"), one) == 200
    newest = MOST_CHANGES_A_PACE
    assert siege.send(body(newest, [units + newest, [0, "a"]], key="late"), one) == 429
    assert siege.send(body(newest, [units + newest, [0, "b"]], key="other"), other) == 200
    workshop.bench.advance(timedelta(seconds=11))
    assert siege.send(body(newest, [units + newest, [0, "a"]], key="late"), one) == 200


@pytest.mark.parametrize("pieces", [1, 8])
def test_what_somebody_deletes_is_back_with_one_act(workshop: Workshop, pieces: int) -> None:
    """Also what was typed since the last version: it is kept before most of a text goes."""
    siege, (good, bad) = Siege(workshop, seed=6), workshop.young[:2]
    start = units_of(siege.clause.text)
    assert siege.send(body(0, [start, [0, WORDS]], key="good"), good) == 200
    text = workshop.words()
    workshop.bench.advance(timedelta(minutes=2))
    units = units_of(text)
    for n in range(pieces):
        gone = units // pieces if n + 1 < pieces else units - (units // pieces) * (pieces - 1)
        left = units - (units // pieces) * n - gone
        assert siege.send(body(1 + n, [[gone], *([left] if left else [])], key=f"gone-{n}"), bad) == 200
    assert workshop.words() == ""
    version = max(row.version for row in workshop.bench.rows(ClauseVersion) if len(row.text) > len(WORDS) // 2)
    workshop.act(restore_version, good, clause_id=siege.clause.clause_id, version=version)
    back = workshop.words()
    assert hashed(back) == hashed(text) if pieces == 1 else len(back) > len(text) // 2
    (clause,) = workshop.clauses()
    assert good.seat in {seat for _, seat in clause.live_passages}
    siege.everybody_reads_the_same()


def test_whoever_deletes_and_writes_in_turn_makes_no_version_each_time(workshop: Workshop) -> None:
    siege, bad = Siege(workshop, seed=7), workshop.young[0]
    number, units = 0, units_of(siege.clause.text)
    for _ in range(20):
        assert siege.send(body(number, [[units], [0, WORDS]], [[units_of(WORDS)]], key=f"turn-{number}"), bad) == 200
        number, units = number + 2, 0
    assert len(workshop.bench.rows(ClauseVersion)) <= 3
