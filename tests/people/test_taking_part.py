from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.people.event_handlers import HANDLERS
from services.people.models import Base, Seat
from services.people.models.participation import HeardSeat, ServiceUsers
from services.people.queries.participation import TakingPart, taking_part
from services.people.rules.groups import NoSuchGroup
from services.people.use_cases.set_service_users import set_service_users
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.contracts.tendering import BidWithdrawn
from shared.ids import new_id
from shared.messaging.rebuild import rebuild
from shared.roles import AccountKind, Role
from tests.people.desk import Desk
from tests.people.test_groups import made, refused
from tests.people.test_setting_up_pages import at, browser


def drafted(desk: Desk, actor: str) -> Any:
    event = ClauseDrafted(commission_id=desk.commission_id, clause_id=new_id(), version=1, drafted_at=desk.bench.now)
    return desk.bench.handle(event, actor=actor)


def young(desk: Desk, number: int, group_id: str | None = None, born_on: date | None = None) -> list[str]:
    found = []
    for _ in range(number):
        _, caller = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, born_on=born_on))
        found.append(caller.seat)
    with desk.session() as session:
        for seat_id in found:
            session.get_one(Seat, seat_id).group_id = group_id
    return found


def seen(desk: Desk) -> TakingPart:
    with desk.session() as session:
        return taking_part(session, desk.commission_id, desk.bench.now)


def counted(desk: Desk, caller: Caller, numbers: dict[str, int]) -> None:
    with desk.session() as session:
        set_service_users(
            session, commission_id=desk.commission_id, numbers=numbers, caller=caller, now=desk.bench.now
        )  # fmt: skip


def test_a_young_seat_that_acted_is_heard_once_and_nobody_else(desk: Desk) -> None:
    (seat_id,) = young(desk, 1)
    _, officer = desk.seated(Role.COMMISSIONER)
    drafted(desk, seat_id)
    desk.advance(hours=1)
    drafted(desk, seat_id)
    drafted(desk, officer.seat)
    drafted(desk, new_id())
    (heard,) = desk.bench.rows(HeardSeat)
    assert (heard.seat_id, heard.commission_id, heard.last_acted_at) == (seat_id, desk.commission_id, desk.bench.now)


def test_nothing_of_a_provider_is_kept(desk: Desk) -> None:
    _, provider = desk.seated(Role.PROVIDER)
    event = BidWithdrawn(commission_id=desk.commission_id, bid_id=new_id(), withdrawn_at=desk.bench.now)
    desk.bench.handle(event, actor=provider.seat)
    assert desk.bench.rows(HeardSeat) == []


def test_a_rebuild_hears_the_same(desk: Desk) -> None:
    (seat_id,) = young(desk, 1)
    log = [drafted(desk, seat_id)]
    before = [(row.seat_id, row.last_acted_at) for row in desk.bench.rows(HeardSeat)]
    rebuild(desk.bench.runtime, Base.metadata, HANDLERS, log, lambda _: None)
    assert [(row.seat_id, row.last_acted_at) for row in desk.bench.rows(HeardSeat)] == before


def test_who_joined_and_had_a_say_is_counted_by_group_and_small_numbers_are_hidden(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    council = made(desk, host)
    first = young(desk, 11, council.group_id)
    young(desk, 6)
    for seat_id in first[:6]:
        drafted(desk, seat_id)
    found = seen(desk)
    assert [(name, row.joined, row.said, row.not_yet) for name, row in found.groups] == [
        ("Youth Council", 11, 6, 5), ("", 6, 0, 6),
    ]  # fmt: skip
    assert (found.together.joined, found.together.said, found.together.not_yet) == (17, 6, 11)
    drafted(desk, first[6])
    row = seen(desk).groups[0][1]
    assert (row.joined, row.said, row.not_yet) == (11, None, None)


def test_those_who_left_are_not_counted(desk: Desk) -> None:
    seats = young(desk, 6)
    with desk.session() as session:
        session.get_one(Seat, seats[0]).ended_at = desk.bench.now
    assert seen(desk).together.joined == 5


def test_who_joined_is_shown_beside_who_uses_the_service(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    council = made(desk, officer)
    young(desk, 6, council.group_id, date(2012, 1, 1))
    young(desk, 5, None, date(2006, 1, 1))
    counted(desk, officer, {"13-15": 60, "18-21": 3, council.group_id: 48})
    found = seen(desk)
    shown = {part.part: (part.joined, part.users, part.share) for part in found.by_age}
    assert shown == {
        "10-12": (0, None, None), "13-15": (6, 60, 10), "16-17": (0, None, None), "18-21": (5, None, None),
        "22-25": (0, None, None),
    }  # fmt: skip
    assert [(part.name, part.joined, part.users, part.share) for part in found.by_group] == [
        ("Youth Council", 6, 48, 13), ("", 5, None, None),
    ]  # fmt: skip
    counted(desk, officer, {"13-15": 30})
    assert {row.part: row.number for row in desk.bench.rows(ServiceUsers)} == {"13-15": 30}


def test_numbers_of_a_group_that_is_not_here_are_refused(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    for part in (new_id(), "10-99", ""):
        refused(desk, NoSuchGroup, counted, officer, {part: 7})
    assert desk.bench.rows(ServiceUsers) == []


def test_taking_part_over_http_tells_no_small_number(desk: Desk) -> None:
    person, _ = desk.seated(Role.COMMISSIONER)
    token = desk.sign_in(person)["token"]
    young(desk, 3)
    body = {"numbers": [{"part": "13-15", "number": 90}]}
    assert desk.ask("POST", desk.at("/service-users"), token, body).status_code == 200
    found = desk.ask("GET", desk.at("/taking-part"), token).json or {}
    assert found["together"]["joined"] is None
    assert [part["users"] for part in found["by_age"] if part["part"] == "13-15"] == [90]
    wrong = {"numbers": [{"part": "13-15", "number": -1}]}
    assert desk.ask("POST", desk.at("/service-users"), token, wrong).status_code == 422


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.AUDITOR, Role.BOARD_MEMBER])
def test_taking_part_as_a_page(desk: Desk, role: Role) -> None:
    officer = browser(desk, desk.seated(Role.COMMISSIONER)[0])
    young(desk, 6, None, date(2012, 1, 1))
    officer.open(at(desk, "/service-users")).send(part_1="lots")
    assert officer.problems == ["Write this as a whole number, such as 12."]
    officer.send(part_1="24", part_0="")
    assert "25 %" in officer.text
    assert officer.open(at(desk, "/service-users")).value("part_1") == ["24"]
    other = browser(desk, desk.seated(role)[0])
    other.open(at(desk, "/taking-part"))
    assert (other.status, "25 %" in other.text) == (200, True)
    assert other.open(at(desk, "/service-users")).status == 403
