from __future__ import annotations

from decimal import Decimal

import pytest

from services.people.event_handlers import HANDLERS
from services.people.models import Base, KnownCommission, Seat
from services.people.use_cases.erase_person import erase_person
from shared.contracts.people import SeatTaken
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.ids import new_id
from shared.messaging.rebuild import rebuild
from tests.people.desk import Desk, commission_started


def test_whoever_starts_a_commission_sits_in_it_as_commissioner_once(desk: Desk) -> None:
    person = desk.person()
    desk.start_commission(person)
    (seat,) = desk.bench.rows(Seat)
    assert (seat.holder_id, seat.role) == (person.holder_id, "commissioner")
    assert desk.events() == [
        SeatTaken(
            commission_id=desk.commission_id, seat_id=seat.seat_id, holder_id=person.holder_id, role="commissioner",
            taken_at=desk.bench.now,
        )
    ]  # fmt: skip
    (known,) = desk.bench.rows(KnownCommission)
    assert (known.commission_id, known.title, known.ended_at) == (desk.commission_id, "Somewhere to talk", None)


def test_the_seat_names_the_event_that_caused_it(desk: Desk) -> None:
    message = desk.bench.handle(commission_started(desk.commission_id, desk.person().holder_id, desk.bench))
    assert desk.bench.recorded()[-1].causation_id == message.id


def test_a_commission_of_somebody_who_is_gone_is_set_aside_with_the_reason(desk: Desk) -> None:
    person = desk.person()
    with desk.session() as session:
        erase_person(session, desk.settings, caller=person.caller(), now=desk.bench.now)
    for holder_id in (person.holder_id, new_id()):
        why = desk.bench.take(commission_started(new_id(), holder_id, desk.bench))
        assert "account is not there" in why
    assert desk.bench.rows(Seat) == []
    assert desk.bench.rows(KnownCommission) == []


@pytest.mark.parametrize("how", ["abandoned", "signed"])
def test_the_end_of_a_commission_is_known(desk: Desk, how: str) -> None:
    desk.start_commission()
    desk.advance(days=100)
    commission_id = desk.commission_id
    desk.bench.handle(
        CommissionAbandoned(commission_id=commission_id, stage="award", abandoned_at=desk.bench.now)
        if how == "abandoned"
        else ContractSigned(
            commission_id=commission_id, bid_id=new_id(), provider_name="Kindling House", price=Decimal("1.00"),
            signed_at=desk.bench.now,
        )
    )  # fmt: skip
    (known,) = desk.bench.rows(KnownCommission)
    assert known.ended_at == desk.bench.now


def test_a_rebuild_makes_the_same_copies_and_no_second_seat(desk: Desk) -> None:
    started = desk.bench.handle(commission_started(desk.commission_id, desk.person().holder_id, desk.bench))
    event = CommissionAbandoned(commission_id=desk.commission_id, stage="award", abandoned_at=desk.bench.now)
    log = [started, desk.bench.handle(event)]
    before = [(row.commission_id, row.title, row.ended_at) for row in desk.bench.rows(KnownCommission)]
    seats = [seat.seat_id for seat in desk.bench.rows(Seat)]
    assert rebuild(desk.bench.runtime, Base.metadata, HANDLERS, log, lambda _: None) == 2
    assert [(row.commission_id, row.title, row.ended_at) for row in desk.bench.rows(KnownCommission)] == before
    assert [seat.seat_id for seat in desk.bench.rows(Seat)] == seats
    assert len(desk.events()) == 1
