"""A provider takes part in a tender with a page: no code is needed, and nobody is told."""

from __future__ import annotations

import pytest

from services.people.models import Seat
from shared.contracts.tendering import CommissionAbandoned
from shared.roles import AccountKind, Role
from tests.people.desk import Desk
from tests.people.test_setting_up_pages import browser


def address(desk: Desk) -> str:
    return f"/people/commissions/{desk.commission_id}/bidding"


def provider_seats(desk: Desk) -> list[Seat]:
    return [seat for seat in desk.bench.rows(Seat) if seat.role == Role.PROVIDER]


def test_a_provider_takes_part_after_reading_what_it_means(desk: Desk) -> None:
    desk.start_commission()
    person = desk.person(AccountKind.PROVIDER)
    page = browser(desk, person).open(address(desk))
    assert page.heading == "Take part as a provider"
    assert "Nobody is told that you take part." in page.text
    page.send()
    assert page.path == f"/commissions/{desk.commission_id}/ready"
    assert [seat.holder_id for seat in provider_seats(desk)] == [person.holder_id]


def test_a_provider_who_sits_here_is_told_so_and_gets_no_second_seat(desk: Desk) -> None:
    desk.start_commission()
    page = browser(desk, desk.person(AccountKind.PROVIDER))
    page.open(address(desk)).send()
    events = len(desk.events())
    page.open(address(desk)).send()
    assert page.problems
    assert (len(provider_seats(desk)), len(desk.events())) == (1, events)


@pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.YOUNG_PERSON])
def test_the_page_is_for_providers(desk: Desk, kind: AccountKind) -> None:
    desk.start_commission()
    assert browser(desk, desk.person(kind)).open(address(desk)).status == 403


def test_there_is_nothing_to_bid_for_in_what_has_ended(desk: Desk) -> None:
    desk.start_commission()
    ended = CommissionAbandoned(commission_id=desk.commission_id, stage="open", abandoned_at=desk.bench.now)
    desk.bench.handle(ended)
    page = browser(desk, desk.person(AccountKind.PROVIDER)).open(address(desk))
    assert page.status == 404
    assert provider_seats(desk) == []
