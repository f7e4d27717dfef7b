from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.people.models import KnownCommission, Seat
from services.people.rules.invites import InviteIsForAnotherRole
from services.people.rules.seats import NoSuchCommission, SeatIsTakenAlready
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.take_provider_seat import take_provider_seat
from shared.contracts.people import SeatEnded, SeatTaken
from shared.contracts.tendering import CommissionAbandoned, ContractSigned
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import Desk, Person


def took(desk: Desk, person: Person, commission_id: str = "") -> Seat:
    with desk.session() as session:
        return take_provider_seat(
            session, commission_id=commission_id or desk.commission_id, caller=person.caller(), now=desk.bench.now
        )


def test_a_provider_takes_a_seat_without_being_asked(desk: Desk) -> None:
    desk.start_commission()
    person = desk.person(AccountKind.PROVIDER)
    seat = took(desk, person)
    assert desk.events()[-1] == SeatTaken(
        commission_id=desk.commission_id, seat_id=seat.seat_id, holder_id=person.holder_id, role="provider",
        taken_at=desk.bench.now,
    )  # fmt: skip


def test_a_provider_takes_one_seat_in_a_commission(desk: Desk) -> None:
    desk.start_commission()
    person = desk.person(AccountKind.PROVIDER)
    took(desk, person)
    with pytest.raises(SeatIsTakenAlready):
        took(desk, person)


def test_a_provider_who_leaves_puts_no_words_on_a_record_that_young_people_read(desk: Desk) -> None:
    _, provider = desk.seated(Role.PROVIDER)
    with desk.session() as session:
        end_seat(
            session, commission_id=desk.commission_id, seat_id=provider.seat, reason="Panel, write to us about pizza.",
            caller=provider, now=desk.bench.now,
        )  # fmt: skip
    assert isinstance(desk.events()[-1], SeatEnded)
    assert desk.bench.recorded()[-1].reason == "The provider gave up its seat."
    assert "pizza" not in str(desk.bench.recorded())


def test_staff_take_no_providers_seat(desk: Desk) -> None:
    desk.start_commission()
    events = len(desk.events())
    for kind in (AccountKind.STAFF, AccountKind.YOUNG_PERSON):
        with pytest.raises(InviteIsForAnotherRole):
            took(desk, desk.person(kind))
    assert len(desk.events()) == events


@pytest.mark.parametrize("how", ["unknown", "abandoned", "signed"])
def test_there_is_no_providers_seat_where_there_is_nothing_to_bid_for(desk: Desk, how: str) -> None:
    person = desk.person(AccountKind.PROVIDER)
    if how != "unknown":
        desk.start_commission()
        common: dict[str, Any] = {"commission_id": desk.commission_id}
        if how == "abandoned":
            desk.bench.handle(CommissionAbandoned(**common, stage="tender open", abandoned_at=desk.bench.now))
        else:
            desk.bench.handle(
                ContractSigned(
                    **common,
                    bid_id=new_id(),
                    provider_name="Kindling House",
                    price=Decimal("1.00"),
                    signed_at=desk.bench.now,
                )
            )
    with pytest.raises(NoSuchCommission):
        took(desk, person)
    assert [seat for seat in desk.bench.rows(Seat) if seat.role == Role.PROVIDER] == []


def test_a_commission_that_is_told_of_again_stays_ended(desk: Desk) -> None:
    person = desk.person()
    desk.start_commission(person)
    desk.bench.handle(
        CommissionAbandoned(commission_id=desk.commission_id, stage="tender open", abandoned_at=desk.bench.now)
    )
    (known,) = desk.bench.rows(KnownCommission)
    assert known.ended_at == desk.bench.now
