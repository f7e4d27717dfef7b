"""Who writes freely where a commission has young people's texts checked: said without saying anybody's age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.people.rules.ages import is_checked_first
from services.people.rules.seats import NoSuchSeat
from services.people.use_cases.set_seat_checking import set_seat_checking
from shared.contracts.people import SeatCheckingSet
from shared.roles import AccountKind, Role
from tests.people.desk import Desk, commission_started


def start(desk: Desk, *, checks: bool) -> None:
    event = commission_started(desk.commission_id, desk.person().holder_id, desk.bench)
    desk.bench.handle(replace(event, checks_young_texts=checks))


def said(desk: Desk) -> list[SeatCheckingSet]:
    return [event for event in desk.events() if isinstance(event, SeatCheckingSet)]


def test_of_whoever_is_16_it_is_said_and_of_the_others_nothing(desk: Desk) -> None:
    start(desk, checks=True)
    young = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2011, 6, 1))
    older = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2010, 3, 2))
    desk.seated(Role.YOUNG_PERSON, young)
    assert said(desk) == []
    _, caller = desk.seated(Role.YOUNG_PERSON, older)
    (event,) = said(desk)
    assert (event.seat_id, event.checked_first, event.key) == (caller.seat, False, caller.seat)


def test_where_texts_are_not_checked_nothing_is_said(desk: Desk) -> None:
    start(desk, checks=False)
    desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, born_on=date(2005, 6, 1)))
    desk.seated(Role.FACILITATOR)
    assert said(desk) == []


def test_a_facilitator_lifts_it_and_sets_it(desk: Desk) -> None:
    start(desk, checks=True)
    _, young = desk.seated(Role.YOUNG_PERSON)
    _, facilitator = desk.seated(Role.FACILITATOR)
    for checked_first in (False, True):
        with desk.session() as session:
            set_seat_checking(
                session, commission_id=desk.commission_id, seat_id=young.seat, checked_first=checked_first,
                caller=facilitator, now=desk.bench.now,
            )  # fmt: skip
    assert [(event.seat_id, event.checked_first) for event in said(desk)] == [(young.seat, False), (young.seat, True)]
    with desk.session() as session, pytest.raises(NoSuchSeat):
        set_seat_checking(
            session, commission_id=desk.commission_id, seat_id=facilitator.seat, checked_first=True,
            caller=facilitator, now=desk.bench.now,
        )  # fmt: skip


@pytest.mark.parametrize(("born_on", "checked"), [(date(2010, 3, 2), False), (date(2010, 3, 3), True)])
def test_it_ends_with_the_sixteenth_birthday(born_on: date, checked: bool) -> None:
    assert is_checked_first(born_on, date(2026, 3, 2)) == checked
