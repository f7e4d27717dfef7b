from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.people.app import create_app
from services.people.background import do_what_is_due
from services.people.models import Account, Invite, Seat
from services.people.models.joining import Permission, Wait
from services.people.queries.joining import waiting_in
from services.people.rules import permission as rules
from services.people.rules.permission import AgreementIsNeeded, Guardian, NobodyWaits, PermissionIsWrong, PermissionWay
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.record_permission import record_permission
from services.people.use_cases.sign_in import sign_in
from services.people.use_cases.take_seat import take_seat
from services.people.use_cases.turn_away import turn_away
from shared.access import Caller
from shared.access.origin import Origin
from shared.contracts.people import PersonErased, SeatTaken
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.people.test_groups import refused
from tests.people.test_setting_up_pages import browser
from tests.visitor import Visitor

TODAY = date(2026, 3, 2)
CHILD = date(2014, 6, 1)


@pytest.mark.parametrize(
    ("born_on", "needed"),
    [(date(2013, 3, 3), True), (date(2013, 3, 2), False), (date(2016, 3, 2), True), (None, False)],
)
def test_permission_is_needed_until_the_thirteenth_birthday(born_on: date | None, needed: bool) -> None:
    assert rules.permission_is_needed(born_on, TODAY) == needed


@pytest.mark.parametrize(
    ("born_on", "agreed", "due"),
    [
        (date(2013, 3, 2), False, True),
        (date(2013, 3, 2), True, False),
        (date(2013, 3, 3), False, False),
        (None, False, False),
    ],
)
def test_agreement_is_due_once_somebody_is_13(born_on: date | None, agreed: bool, due: bool) -> None:
    agreed_at = datetime.fromisoformat("2026-01-01T00:00:00+00:00") if agreed else None
    assert rules.agreement_is_due(born_on, agreed_at, TODAY) == due
    if due:
        with pytest.raises(AgreementIsNeeded):
            rules.check_agreement(born_on, agreed_at, TODAY, agrees=False)
    else:
        rules.check_agreement(born_on, agreed_at, TODAY, agrees=False)
    rules.check_agreement(born_on, agreed_at, TODAY, agrees=True)


@pytest.mark.parametrize(
    ("given_on", "good"),
    [(TODAY, True), (TODAY + timedelta(days=1), False), (date(2025, 3, 2), True), (date(2025, 3, 1), False)],
)
def test_permission_was_given_today_or_in_the_year_before(given_on: date, good: bool) -> None:
    if good:
        rules.check_permission(given_on, TODAY)
    else:
        with pytest.raises(PermissionIsWrong):
            rules.check_permission(given_on, TODAY)


def joined(desk: Desk, code: str, born_on: date = CHILD, nickname: str = "Pixelfox") -> Seat | Wait:
    with desk.session() as session:
        return join_as_young_person(
            session, desk.settings, invite_code=code, nickname=nickname, passphrase=PASSPHRASE, born_on=born_on,
            now=desk.bench.now,
        )  # fmt: skip


def waits(desk: Desk, code: str = "", **more: Any) -> Wait:
    found = joined(desk, code or desk.invite(), **more)
    assert isinstance(found, Wait)
    return found


def permitted(desk: Desk, host: Caller, wait_id: str, given_on: date = TODAY, commission_id: str = "") -> Seat:
    with desk.session() as session:
        return record_permission(
            session, commission_id=commission_id or desk.commission_id, wait_id=wait_id, way=PermissionWay.PHONE,
            given_by=Guardian.CARER, given_on=given_on, caller=host, now=desk.bench.now,
        )  # fmt: skip


def test_under_13_a_place_is_kept_but_no_seat_is_taken_before_there_is_permission(desk: Desk) -> None:
    code = desk.invite(places=1)
    events = len(desk.events())
    wait = waits(desk, code)
    assert len(desk.events()) == events
    assert desk.used() == [1]
    assert [seat.role for seat in desk.bench.rows(Seat)] == ["commissioner"]
    _, host = desk.seated(Role.FACILITATOR)
    desk.advance(days=1)
    seat = permitted(desk, host, wait.wait_id, TODAY)
    assert desk.events()[-1] == SeatTaken(
        commission_id=desk.commission_id, seat_id=seat.seat_id, holder_id=wait.holder_id, role="young_person",
        taken_at=desk.bench.now,
    )  # fmt: skip
    (kept,) = desk.bench.rows(Permission)
    assert (kept.way, kept.given_by, kept.given_on, kept.recorded_by) == ("phone", "carer", TODAY, host.seat)
    assert desk.bench.rows(Wait) == []
    assert desk.used() == [1]
    told = str(desk.bench.recorded())
    assert "carer" not in told
    assert "permission" not in told


def test_from_13_on_nobody_else_is_asked(desk: Desk) -> None:
    seat = joined(desk, desk.invite(), date(2013, 3, 2))
    assert isinstance(seat, Seat)
    (account,) = [each for each in desk.bench.rows(Account) if each.holder_id == seat.holder_id]
    assert account.agreed_at == desk.bench.now


def test_who_waits_is_known_to_facilitators_by_nickname(desk: Desk) -> None:
    wait = waits(desk)
    with desk.session() as session:
        (found,) = waiting_in(session, desk.commission_id)
        assert waiting_in(session, new_id()) == []
    assert (found["wait_id"], found["name"], found["role"]) == (wait.wait_id, "Pixelfox", "young_person")


def test_a_wrong_day_or_another_commission_gives_no_seat(desk: Desk) -> None:
    wait = waits(desk)
    _, host = desk.seated(Role.FACILITATOR)
    refused(desk, PermissionIsWrong, permitted, host, wait.wait_id, date(2026, 3, 3))
    refused(desk, NobodyWaits, permitted, host, wait.wait_id, TODAY, new_id())
    refused(desk, NobodyWaits, permitted, host, new_id())
    assert desk.bench.rows(Permission) == []
    permitted(desk, host, wait.wait_id)
    refused(desk, NobodyWaits, permitted, host, wait.wait_id)


def test_a_second_code_takes_no_second_place_and_each_commission_asks_anew(desk: Desk) -> None:
    first, again = desk.invite(places=2), desk.invite(places=2)
    wait = waits(desk, first)
    child = Person(wait.holder_id, "Pixelfox", AccountKind.YOUNG_PERSON)
    _, host = desk.seated(Role.FACILITATOR)
    _, elsewhere = desk.seated(Role.COMMISSIONER, commission_id=new_id())
    other = desk.invite(host=elsewhere)

    def took(code: str) -> Seat | Wait:
        with desk.session() as session:
            return take_seat(
                session, desk.settings, commission_id=None, invite_code=code, caller=child.caller(), now=desk.bench.now
            )

    assert took(again).wait_id == wait.wait_id  # type: ignore[union-attr]
    assert sorted(desk.used()) == [0, 0, 1]
    permitted(desk, host, wait.wait_id)
    assert isinstance(took(other), Wait)


def test_where_there_is_no_permission_the_child_is_forgotten_and_the_place_is_free(desk: Desk) -> None:
    wait = waits(desk, desk.invite(places=1))
    _, host = desk.seated(Role.FACILITATOR)
    with desk.session() as session:
        turn_away(
            session, desk.settings, commission_id=desk.commission_id, wait_id=wait.wait_id, actor=host.seat,
            now=desk.bench.now,
        )  # fmt: skip
    assert desk.events()[-1] == PersonErased(holder_id=wait.holder_id, erased_at=desk.bench.now)
    assert desk.bench.recorded()[-1].actor == host.seat
    (kept,) = [each for each in desk.bench.rows(Account) if each.holder_id == wait.holder_id]
    assert (kept.name, kept.born_on, kept.passphrase_hash) == (None, None, None)
    assert desk.used() == [0]


def test_after_thirty_days_without_an_answer_the_child_is_forgotten_once(desk: Desk) -> None:
    wait = waits(desk)
    desk.advance(days=30, microseconds=-1)
    do_what_is_due(desk.bench.runtime)
    assert len(desk.bench.rows(Wait)) == 1
    desk.advance(microseconds=1)
    for _ in range(2):
        do_what_is_due(desk.bench.runtime)
    assert [event.holder_id for event in desk.events() if isinstance(event, PersonErased)] == [wait.holder_id]
    assert desk.bench.recorded()[-1].actor == "system"


def test_at_13_the_young_person_is_asked_themselves_at_the_next_sign_in(desk: Desk) -> None:
    wait = waits(desk, born_on=date(2013, 3, 10))
    _, host = desk.seated(Role.FACILITATOR)
    permitted(desk, host, wait.wait_id)

    def signed_in(*, agrees: bool = False) -> Any:
        with desk.session() as session:
            return sign_in(
                session, desk.settings, sign_in_name="Pixelfox", passphrase=PASSPHRASE, origin=Origin(),
                now=desk.bench.now, agrees=agrees,
            )  # fmt: skip

    assert "token" in signed_in()
    desk.advance(days=8)
    with pytest.raises(AgreementIsNeeded):
        signed_in()
    assert "token" in signed_in(agrees=True)
    assert "token" in signed_in()
    (account,) = [each for each in desk.bench.rows(Account) if each.holder_id == wait.holder_id]
    assert account.agreed_at == desk.bench.now


def test_erasing_a_child_leaves_nothing_of_how_they_joined(desk: Desk) -> None:
    from services.people.use_cases.erase_person import erase_person  # noqa: PLC0415

    wait = waits(desk, desk.invite(places=1))
    caller = Person(wait.holder_id, "Pixelfox", AccountKind.YOUNG_PERSON).caller()
    with desk.session() as session:
        erase_person(session, desk.settings, caller=caller, now=desk.bench.now)
    assert desk.bench.rows(Wait) == desk.bench.rows(Permission) == []
    assert [invite.used for invite in desk.bench.rows(Invite)] == [0]


def test_permission_over_http(desk: Desk) -> None:
    body = {"invite_code": desk.invite(), "nickname": "Okapi", "passphrase": PASSPHRASE, "born_on": "2014-06-01"}
    answer = desk.ask("POST", "/young-people", body=body)
    assert (answer.status_code, (answer.json or {})["waits_for"]) == (201, "permission")
    assert "seat_id" not in (answer.json or {})
    token = desk.sign_in(desk.seated(Role.FACILITATOR)[0])["token"]
    (wait,) = desk.ask("GET", desk.at("/waits"), token).json or []
    path = desk.at(f"/waits/{wait['wait_id']}")
    given = {"way": "paper_form", "given_by": "parent", "given_on": "2026-03-01"}
    assert desk.ask("POST", f"{path}/permission", token, {**given, "given_by": "Ms Smith"}).status_code == 422
    assert desk.ask("POST", f"{path}/permission", token, given).status_code == 201
    assert desk.ask("POST", f"{path}/refusal", token).status_code == 404
    officer = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    assert desk.ask("GET", desk.at("/waits"), officer).status_code == 403


def test_a_child_joins_waits_and_takes_part_by_pages(desk: Desk) -> None:
    desk.start_commission(commission_id=desk.commission_id)
    child = Visitor(create_app(desk.bench.runtime).test_client())
    child.open(f"/people/join?code={desk.invite()}")
    child.send(nickname="Pixelfox", passphrase=PASSPHRASE, born_on=["1", "6", "2014"])
    assert child.path == "/people/seats"
    assert "You are under 13. So we ask your parent or carer" in child.text
    facilitator = browser(desk, desk.seated(Role.FACILITATOR)[0])
    setup = f"/people/commissions/{desk.commission_id}/setup"
    assert "Who waits for permission" in facilitator.open(setup).text
    assert "Pixelfox" in facilitator.open(f"{setup}/waits").text
    (wait,) = desk.bench.rows(Wait)
    facilitator.open(f"{setup}/waits/{wait.wait_id}/permission").send(way="phone", given_on=["1", "1", "2020"])
    assert facilitator.problems == [
        "Say who gave it.",
    ]
    facilitator.send(way="phone", given_by="carer", given_on=["1", "1", "2020"])
    assert facilitator.problems[0].startswith("Write the day on which permission was given")
    facilitator.send(way="phone", given_by="carer", given_on=["1", "3", "2026"])
    assert "Nobody waits." in facilitator.text
    assert "You are here as: Young person" in child.open("/people/seats").text
    assert facilitator.open(f"{setup}/waits/{wait.wait_id}/refusal").status == 404


def test_no_permission_by_pages(desk: Desk) -> None:
    wait = waits(desk)
    facilitator = browser(desk, desk.seated(Role.FACILITATOR)[0])
    setup = f"/people/commissions/{desk.commission_id}/setup"
    facilitator.open(f"{setup}/waits/{wait.wait_id}/refusal").send()
    assert "Nobody waits." in facilitator.text
    assert isinstance(desk.events()[-1], PersonErased)


def test_whoever_is_13_now_is_asked_on_the_sign_in_page(desk: Desk) -> None:
    wait = waits(desk, born_on=date(2013, 3, 3))
    permitted(desk, desk.seated(Role.FACILITATOR)[1], wait.wait_id)
    desk.advance(days=1)
    young = Visitor(create_app(desk.bench.runtime).test_client())
    young.open("/people/sign-in")
    assert "go on taking part" not in young.text
    young.send(sign_in_name="Pixelfox", passphrase=PASSPHRASE)
    assert young.status == 403
    assert "So we ask you" in young.problems[0]
    young.send(passphrase=PASSPHRASE, agrees="y")
    assert young.open("/people/seats").status == 200
