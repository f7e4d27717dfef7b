from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.contracts.tendering import BidWithdrawn
from shared.messaging import aside
from shared.messaging.envelope import message_from_kafka
from shared.messaging.handlers import EventMeta, Handlers
from shared.messaging.intake import Intake
from shared.messaging.tables import TABLES
from tests.kit import Bench
from tests.shared.toys import BROKEN, TAKER, Answered, Seen, TheCauseIsMissing, withdrawn


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    BROKEN.clear()
    yield Bench(TAKER, tmp_path)
    BROKEN.clear()


def seen(bench: Bench) -> list[str]:
    return [row.what for row in bench.rows(Seen)]


def intake(bench: Bench) -> Intake:
    return Intake(bench.runtime, TAKER.handlers)


def test_an_event_that_comes_twice_is_taken_once(bench: Bench) -> None:
    message = bench.message(withdrawn("c1", "b1", bench.now))
    assert intake(bench).take([message, message]) == 1
    assert intake(bench).take([message]) == 0
    assert seen(bench) == ["b1"]
    assert bench.event_types() == ["youth_panel.choice_voted.v1"]


def test_what_a_handler_records_names_its_cause_and_goes_on_under_its_trace(bench: Bench) -> None:
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    message = bench.message(withdrawn("c1", "b1", bench.now), traceparent=trace)
    intake(bench).take([message])
    (row,) = bench.recorded()
    assert row.causation_id == message.id
    assert row.traceparent.startswith("00-" + "a" * 32)
    assert row.traceparent != trace


def test_events_of_types_nobody_listens_to_are_skipped_without_a_trace(bench: Bench) -> None:
    message = bench.message(withdrawn("c1", "b1", bench.now), type="tendering.something_new.v7")
    assert intake(bench).take([message]) == 0
    assert bench.rows(TABLES.inbox) == []


def test_a_refused_event_is_set_aside_with_all_later_ones_of_its_key_and_others_go_on(bench: Bench) -> None:
    BROKEN.add("b1")
    batch = [
        withdrawn("c1", "b0", bench.now), withdrawn("c1", "b1", bench.now), withdrawn("c2", "b2", bench.now),
        withdrawn("c1", "b3", bench.now),
    ]  # fmt: skip
    messages = [bench.message(event) for event in batch]
    intake(bench).take(messages)
    later = bench.message(withdrawn("c1", "b4", bench.now))
    intake(bench).take([later])
    assert seen(bench) == ["b0", "b2"]
    with bench.runtime.read_sessions() as session:
        kept = aside.list_set_aside(session)
        assert aside.count_blocked_keys(session) == 1
    assert [k.event_id for k in kept] == [messages[1].id, messages[3].id, later.id]
    assert kept[0].why == "the_cause_is_missing: not yet"


def test_a_retry_takes_what_was_set_aside_in_order(bench: Bench) -> None:
    BROKEN.add("b1")
    for bid in ("b1", "b2", "b3"):
        intake(bench).take([bench.message(withdrawn("c1", bid, bench.now))])
    BROKEN.clear()
    assert aside.retry(bench.runtime, TAKER.handlers, "c1") == 3
    assert seen(bench) == ["b1", "b2", "b3"]
    intake(bench).take([bench.message(withdrawn("c1", "b4", bench.now))])
    assert seen(bench) == ["b1", "b2", "b3", "b4"]
    with pytest.raises(aside.NothingIsSetAside):
        aside.retry(bench.runtime, TAKER.handlers, "c1")


def test_a_retry_that_is_refused_again_leaves_it_and_those_after_it(bench: Bench) -> None:
    BROKEN.add("b2")
    for bid in ("b2", "b3"):
        intake(bench).take([bench.message(withdrawn("c1", bid, bench.now))])
    with pytest.raises(TheCauseIsMissing):
        aside.retry(bench.runtime, TAKER.handlers, "c1")
    assert seen(bench) == []
    with bench.runtime.read_sessions() as session:
        assert len(aside.list_set_aside(session)) == 2


def test_a_skip_needs_a_reason_and_is_itself_an_event(bench: Bench) -> None:
    BROKEN.add("b1")
    poison = bench.message(withdrawn("c1", "b1", bench.now))
    intake(bench).take([poison, bench.message(withdrawn("c1", "b2", bench.now))])
    with pytest.raises(aside.ASkipNeedsAReason):
        aside.skip(bench.runtime, poison.id, reason="  ")
    assert bench.event_types() == []
    aside.skip(bench.runtime, poison.id, reason="The bid was recorded by hand.")
    assert bench.event_types() == ["youth_panel.event_skipped.v1"]
    (row,) = bench.recorded()
    assert (row.key, row.reason) == ("c1", "The bid was recorded by hand.")
    assert aside.retry(bench.runtime, TAKER.handlers, "c1") == 1
    assert seen(bench) == ["b2"]


def test_only_the_first_event_of_a_key_can_be_skipped(bench: Bench) -> None:
    BROKEN.add("b1")
    first, second = (bench.message(withdrawn("c1", bid, bench.now)) for bid in ("b1", "b2"))
    intake(bench).take([first, second])
    with pytest.raises(aside.NothingIsSetAside, match=first.id):
        aside.skip(bench.runtime, second.id, reason="Out of order.")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([], b"{}"),
        ([("ce_id", b"x")], b"{}"),
        ([("ce_id", b"\xff")], b"{}"),
        (
            [("ce_id", b"x"), ("ce_type", b"tendering.bid_withdrawn.v1"), ("ce_source", b"/"), ("ce_time", b"soon")],
            b"{}",
        ),
        ([("ce_id", None)], b"not json"),
    ],
)
def test_a_message_that_cannot_be_read_is_set_aside(
    bench: Bench, headers: list[tuple[str, bytes]], body: bytes
) -> None:
    message = message_from_kafka(b"c1", body, headers, "commissioning-0-17")
    intake(bench).take([message])
    intake(bench).take([message])
    with bench.runtime.read_sessions() as session:
        (kept,) = aside.list_set_aside(session)
    assert "commissioning-0-17" in kept.why


def test_an_event_whose_content_breaks_its_promise_is_set_aside_without_telling_the_content(bench: Bench) -> None:
    message = bench.message(withdrawn("c1", "b1", bench.now), body='{"commission_id": 5, "bid_id": "canary-words"}')
    intake(bench).take([message])
    with bench.runtime.read_sessions() as session:
        (kept,) = aside.list_set_aside(session)
    assert "commission_id" in kept.why
    assert "canary-words" not in kept.why


def test_a_database_error_rolls_everything_back_and_the_same_batch_can_be_given_again(bench: Bench) -> None:
    down = [True]

    def on_bid_withdrawn(session: Session, event: BidWithdrawn, _meta: EventMeta) -> None:
        session.add(Seen(key=event.key, what=event.bid_id))
        session.flush()
        if down:
            down.clear()
            raise OperationalError("select 1", {}, Exception("gone"))

    taker = Intake(bench.runtime, Handlers(copies={BidWithdrawn: on_bid_withdrawn}))
    messages = [bench.message(withdrawn("c1", bid, bench.now)) for bid in ("b1", "b2")]
    with pytest.raises(OperationalError):
        taker.take(messages)
    assert seen(bench) == []
    assert taker.take(messages) == 2
    assert seen(bench) == ["b1", "b2"]


def test_reactions_run_once_beside_copies(bench: Bench) -> None:
    bench.handle(withdrawn("c1", "b1", bench.now))
    with bench.runtime.read_sessions() as session:
        assert list(session.scalars(select(Answered.what))) == ["b1"]
