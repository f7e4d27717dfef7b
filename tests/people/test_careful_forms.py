"""Words that others will read are looked at before they are sent; nobody is stopped."""

from __future__ import annotations

from services.people.models import Seat
from shared.roles import Role
from tests.people.desk import Desk
from tests.people.test_worry_pages import signed_in
from tests.visitor import Visitor


def leaving(desk: Desk) -> Visitor:
    young, caller = desk.seated(Role.YOUNG_PERSON)
    return signed_in(desk, young).open(f"/people/seats/{caller.seat}/leaving")


def ended(desk: Desk) -> bool:
    return any(seat.ended_at is not None for seat in desk.bench.rows(Seat))


def test_a_phone_number_in_a_published_reason_is_pointed_out_and_sent_when_they_say_so_again(desk: Desk) -> None:
    page = leaving(desk)
    page.send(reason="Call me on 07700 900123 instead.")
    (problem,) = page.problems
    assert problem.startswith("This looks like a phone number: 07700 900123. Others can read it.")
    assert page.value("reason") == ["Call me on 07700 900123 instead."]
    assert not ended(desk)
    page.send()
    assert ended(desk)


def test_other_words_are_looked_at_anew(desk: Desk) -> None:
    page = leaving(desk)
    page.send(reason="Call me on 07700 900123 instead.")
    page.send(reason="Write to me: okapi@example.org")
    assert page.problems[0].startswith("This looks like an e-mail address")
    assert not ended(desk)


def test_plain_words_go_at_once(desk: Desk) -> None:
    leaving(desk).send(reason="I have no time any more.")
    assert ended(desk)
