from __future__ import annotations

from pathlib import Path
from threading import Event as StopSign

import pytest
from sqlalchemy import select, update

from shared.contracts.tendering import OrganisationRegistered
from shared.messaging.handlers import Handlers
from shared.messaging.in_process import InProcessBroker, Member
from shared.messaging.outbox import NotThisServicesEvent, record
from shared.messaging.rebuild import log_in_process, rebuild
from shared.messaging.tables import TABLES
from tests.kit import Bench
from tests.shared.toys import BROKEN, GIVER, TAKER, Answered, Seen, give, withdrawn


@pytest.fixture
def giver(tmp_path: Path) -> Bench:
    BROKEN.clear()
    return Bench(GIVER, tmp_path)


@pytest.fixture
def taker(tmp_path: Path) -> Bench:
    return Bench(TAKER, tmp_path)


def broker(*benches: Bench) -> InProcessBroker:
    members = [Member(b.runtime, b.service.handlers) for b in benches]
    return InProcessBroker(members, StopSign(), poll_seconds=0.05)


def carry_all(carrier: InProcessBroker) -> None:
    while carrier.carry_round():
        pass


def test_what_one_service_records_reaches_the_other_in_order(giver: Bench, taker: Bench) -> None:
    give(giver, *[withdrawn("c1", f"b{n}", giver.now) for n in range(7)])
    carry_all(broker(giver, taker))
    assert [row.what for row in taker.rows(Seen)] == [f"b{n}" for n in range(7)]
    assert all(row.published_at for row in giver.recorded())


def test_every_event_has_a_place_in_one_order_and_effects_come_after_causes(giver: Bench, taker: Bench) -> None:
    give(giver, withdrawn("c1", "b1", giver.now))
    carry_all(broker(giver, taker))
    (cause,), (effect,) = giver.recorded(), taker.recorded()
    assert effect.causation_id == cause.event_id
    assert cause.log_position < effect.log_position


def test_rows_that_were_begun_before_a_crash_go_first(giver: Bench, taker: Bench) -> None:
    give(giver, withdrawn("c1", "b1", giver.now))
    outbox = TABLES.outbox
    with giver.session() as session:
        session.execute(update(outbox).values(log_position=41))
    # The taker had taken it before the crash, and recorded its answer.
    (row,) = giver.recorded()
    taker.handle(withdrawn("c1", "b1", giver.now), id=row.event_id)
    # Whichever outbox is looked at first, the cause is carried before the effect.
    carry_all(broker(taker, giver))
    (cause,), (effect,) = giver.recorded(), taker.recorded()
    assert (cause.log_position, effect.log_position) == (41, 42)
    assert [row.what for row in taker.rows(Seen)] == ["b1"]
    assert len(taker.rows(Answered)) == 1


def test_delivery_in_a_thread_is_woken_by_a_commit_and_stops_when_told(tmp_path: Path) -> None:
    giver, taker = Bench(GIVER, tmp_path), Bench(TAKER, tmp_path)
    carrier = broker(giver, taker)
    carrier.start()
    give(giver, withdrawn("c1", "b1", giver.now))
    for _ in range(100):
        if taker.rows(Seen):
            break
        StopSign().wait(0.02)
    carrier.stop()
    assert [row.what for row in taker.rows(Seen)] == ["b1"]


def test_a_service_cannot_record_the_event_of_another(taker: Bench) -> None:
    event = OrganisationRegistered(organisation_id="o", registered_at=taker.now)
    with taker.session() as session, pytest.raises(NotThisServicesEvent):
        record(session, event, actor="system", now=taker.now)
    assert taker.recorded() == []


def test_an_event_is_recorded_only_if_its_act_commits(giver: Bench) -> None:
    def recorded_and_then_failed() -> None:
        with giver.session() as session:
            record(session, withdrawn("c1", "b1", giver.now), actor="system", now=giver.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        recorded_and_then_failed()
    assert giver.recorded() == []


def test_a_commit_with_an_event_wakes_the_relay_and_one_without_does_not(giver: Bench) -> None:
    from shared.runtime import make_runtime  # noqa: PLC0415

    calls: list[int] = []
    runtime = make_runtime("tendering", giver.settings, wake=lambda: calls.append(1))
    with runtime.sessions.begin() as session:
        session.execute(select(TABLES.outbox))
    assert calls == []
    with runtime.sessions.begin() as session:
        record(session, withdrawn("c1", "b1", giver.now), actor="system", now=giver.now)
    assert calls == [1]


def test_local_copies_can_be_dropped_and_rebuilt_from_the_log_without_reacting_again(
    giver: Bench, taker: Bench
) -> None:
    give(giver, *[withdrawn("c1", f"b{n}", giver.now) for n in range(5)])
    carry_all(broker(giver, taker))
    before = [(row.key, row.what) for row in taker.rows(Seen)]
    with taker.session() as session:
        session.execute(update(Seen).values(what="spoilt"))
    log = log_in_process([giver.runtime, taker.runtime])
    assert rebuild(taker.runtime, TAKER.metadata, TAKER.handlers, log, lambda _: None) == 5
    assert [(row.key, row.what) for row in taker.rows(Seen)] == before
    assert len(taker.rows(Answered)) == 5
    assert len(taker.recorded()) == 5


def test_a_rebuild_leaves_out_what_was_set_aside(giver: Bench, taker: Bench) -> None:
    BROKEN.add("b1")
    give(giver, withdrawn("c1", "b0", giver.now), withdrawn("c1", "b1", giver.now), withdrawn("c1", "b2", giver.now))
    carry_all(broker(giver, taker))
    BROKEN.clear()
    rebuild(taker.runtime, TAKER.metadata, TAKER.handlers, log_in_process([giver.runtime]), lambda _: None)
    assert [row.what for row in taker.rows(Seen)] == ["b0"]


def test_handlers_know_what_they_listen_to() -> None:
    assert Handlers(access=False).types() == set()
    assert "people.seat_taken.v1" in Handlers().types()
    assert Handlers(everything=lambda *_: None).knows("anything.at_all.v1")
