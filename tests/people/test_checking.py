"""Who writes freely where a commission has young people's texts checked: said without saying anybody's age."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from services.people.app import create_app
from services.people.rules.ages import is_checked_first
from services.people.rules.seats import NoSuchSeat
from services.people.use_cases.set_seat_checking import set_seat_checking
from shared.contracts.people import SeatCheckingSet
from shared.contracts.specification import TextCheckingSet
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk, Person, commission_started
from tests.visitor import Visitor


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


def set_for_all(desk: Desk, *, checks: bool) -> None:
    desk.bench.handle(
        TextCheckingSet(commission_id=desk.commission_id, checks_young_texts=checks, set_at=desk.bench.now)
    )


def test_when_it_is_set_later_those_who_sit_there_and_are_16_are_said_once(desk: Desk) -> None:
    start(desk, checks=False)
    young = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2011, 6, 1))
    older = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2009, 6, 1))
    desk.seated(Role.YOUNG_PERSON, young)
    _, free = desk.seated(Role.YOUNG_PERSON, older)
    desk.seated(Role.FACILITATOR)
    assert said(desk) == []
    for checks in (True, False, True):
        set_for_all(desk, checks=checks)
    assert [(event.seat_id, event.checked_first) for event in said(desk)] == [(free.seat, False)]


def test_what_a_facilitator_said_of_a_seat_stands_when_the_council_sets_it_anew(desk: Desk) -> None:
    start(desk, checks=True)
    older = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2009, 6, 1))
    _, young = desk.seated(Role.YOUNG_PERSON, older)
    _, facilitator = desk.seated(Role.FACILITATOR)
    with desk.session() as session:
        set_seat_checking(
            session, commission_id=desk.commission_id, seat_id=young.seat, checked_first=True, caller=facilitator,
            now=desk.bench.now,
        )  # fmt: skip
    before = said(desk)
    for checks in (False, True):
        set_for_all(desk, checks=checks)
    assert said(desk) == before


def test_the_task_list_says_it_to_officers_and_leads_facilitators_to_the_words(desk: Desk) -> None:
    start(desk, checks=False)
    officer, facilitator = (browser(desk, desk.seated(role)[0]) for role in (Role.COMMISSIONER, Role.FACILITATOR))
    setup, spec = f"/people/commissions/{desk.commission_id}/setup", f"/specification/commissions/{desk.commission_id}"
    assert "Not checked" in officer.open(setup).text
    assert f'href="{spec}/check-first"' in html(officer)
    assert f'href="{spec}/check-first"' not in html(facilitator.open(setup))
    assert f'href="{spec}/words"' in html(facilitator)
    set_for_all(desk, checks=True)
    assert "Checked first" in officer.open(setup).text


def test_a_facilitator_says_it_for_one_seat_on_a_page_and_sees_what_holds(desk: Desk) -> None:
    start(desk, checks=True)
    _, young = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Marzipan"))
    facilitator = browser(desk, desk.seated(Role.FACILITATOR)[0])
    at = f"/people/commissions/{desk.commission_id}/setup"
    listed = facilitator.open(f"{at}/who")
    assert f'id="seat-{young.seat}"' in html(listed), "where the list of words to check leads"
    assert "Words: checked first" in listed.text
    facilitator.open(f"{at}/seats/{young.seat}/checking")
    assert "Marzipan" in facilitator.text
    assert re.search(r'value="yes"[^>]*checked', html(facilitator))
    facilitator.send(checks="no")
    assert (said(desk)[-1].seat_id, said(desk)[-1].checked_first) == (young.seat, False)
    assert "Words: not checked" in facilitator.text
    assert re.search(r'value="no"[^>]*checked', html(facilitator.open(f"{at}/seats/{young.seat}/checking")))


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.PROVIDER])
def test_nobody_but_facilitators_sees_or_sets_whose_words_are_checked(desk: Desk, role: Role) -> None:
    start(desk, checks=True)
    _, young = desk.seated(Role.YOUNG_PERSON)
    reader = browser(desk, desk.seated(role)[0])
    at = f"/people/commissions/{desk.commission_id}/setup"
    page = reader.open(f"{at}/seats/{young.seat}/checking")
    assert (page.status == 200) == (role is Role.FACILITATOR)
    assert ("Words: checked first" in reader.open(f"{at}/who").text) == (role is Role.FACILITATOR)
    _, auditor = desk.seated(Role.AUDITOR)
    assert reader.open(f"{at}/seats/{auditor.seat}/checking").status == (404 if role is Role.FACILITATOR else 403)


def browser(desk: Desk, person: Person) -> Visitor:
    visitor = Visitor(create_app(desk.bench.runtime).test_client())
    return visitor.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)


def html(visitor: Visitor) -> str:
    assert visitor.answer is not None
    return visitor.answer.get_data(as_text=True)
