from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.people.models import Account, Seat
from services.people.models.joining import Wait
from services.people.rules.ages import AgeIsOutOfRange
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import NameIsTaken, NicknameIsWrong
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.use_cases.join_as_young_person import join_as_young_person
from shared.contracts.people import SeatTaken
from shared.errors import DomainError
from shared.roles import AccountKind, Role
from tests.people.desk import Desk


def placed(desk: Desk, code: str, **changes: Any) -> Seat | Wait:
    values: dict[str, Any] = {
        "invite_code": code, "nickname": "Pixelfox", "passphrase": "rocket under the stairs",
        "born_on": date(2010, 6, 1),
    }  # fmt: skip
    with desk.session() as session:
        return join_as_young_person(session, desk.settings, **{**values, **changes}, now=desk.bench.now)


def joined(desk: Desk, code: str, **changes: Any) -> Seat:
    seat = placed(desk, code, **changes)
    assert isinstance(seat, Seat)
    return seat


def test_a_code_a_nickname_and_a_passphrase_give_a_seat(desk: Desk) -> None:
    code = desk.invite()
    seat = joined(desk, code)
    taken = desk.events()[-1]
    assert taken == SeatTaken(
        commission_id=desk.commission_id, seat_id=seat.seat_id, holder_id=seat.holder_id, role="young_person",
        taken_at=desk.bench.now,
    )  # fmt: skip
    (kept,) = [each for each in desk.bench.rows(Account) if each.holder_id == seat.holder_id]
    assert (kept.kind, kept.name, kept.born_on) == ("young_person", "Pixelfox", date(2010, 6, 1))
    assert desk.used() == [1]


def test_nothing_that_is_published_tells_who_joined(desk: Desk) -> None:
    joined(desk, desk.invite(), nickname="Zephyrine")
    published = " ".join(f"{row.body} {row.reason} {row.actor}" for row in desk.bench.recorded())
    assert "zephyrine" not in published.lower()
    assert "2010" not in published


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"born_on": date(2016, 3, 3)}, AgeIsOutOfRange),
        ({"born_on": date(2000, 3, 2)}, AgeIsOutOfRange),
        ({"nickname": "sam@example.org"}, NicknameIsWrong),
        ({"passphrase": "short"}, PassphraseIsTooWeak),
        ({"nickname": "rocket under the stairs"}, PassphraseIsTooWeak),
        ({"invite_code": "AAAA-BBBB-CCCC"}, InviteIsNotGood),
        ({"invite_code": ""}, InviteIsNotGood),
    ],
)
def test_a_refused_joining_leaves_no_row_no_event_and_the_place(
    desk: Desk, changes: dict[str, Any], error: type[DomainError]
) -> None:
    code = desk.invite()
    people, events = len(desk.bench.rows(Account)), len(desk.events())
    with pytest.raises(error):
        joined(desk, code, **changes)
    assert (len(desk.bench.rows(Account)), len(desk.events())) == (people, events)
    assert desk.used() == [0]


def test_an_adults_code_seats_no_young_person(desk: Desk) -> None:
    with pytest.raises(InviteIsForAnotherRole):
        joined(desk, desk.invite(Role.AUDITOR))


@pytest.mark.parametrize(
    ("role", "born_on", "good"),
    [
        (Role.FACILITATOR, date(2010, 3, 2), True),
        (Role.FACILITATOR, date(2010, 3, 3), False),
        (Role.BOARD_MEMBER, date(2012, 1, 1), True),
        (Role.BOARD_MEMBER, date(1999, 1, 1), False),
    ],
)
def test_an_ambassador_or_a_young_board_member_joins_with_a_nickname(
    desk: Desk, role: Role, born_on: date, good: bool
) -> None:
    code = desk.invite(role)
    if good:
        assert joined(desk, code, born_on=born_on).role == role
        assert desk.bench.rows(Account)[-1].kind == "young_person"
        return
    with pytest.raises(AgeIsOutOfRange):
        joined(desk, code, born_on=born_on)
    assert desk.used(role) == [0]


def test_a_nickname_is_taken_however_it_is_written(desk: Desk) -> None:
    code = desk.invite()
    joined(desk, code)
    with pytest.raises(NameIsTaken):
        joined(desk, code, nickname=" PIXELFOX ")
    assert desk.used() == [1]


def test_the_last_place_is_given_once(desk: Desk) -> None:
    code = desk.invite(places=1)
    joined(desk, code)
    with pytest.raises(InviteIsNotGood):
        joined(desk, code, nickname="Marzipan")


def test_a_code_ends_with_its_last_moment(desk: Desk) -> None:
    code = desk.invite(days=2, places=2)
    desk.advance(days=2, microseconds=-1)
    joined(desk, code)
    desk.advance(microseconds=1)
    with pytest.raises(InviteIsNotGood):
        joined(desk, code, nickname="Marzipan")


@pytest.mark.parametrize(("minute", "old_enough"), [(59, False), (0, True)])
def test_the_tenth_birthday_begins_at_midnight_in_london(desk: Desk, minute: int, old_enough: bool) -> None:
    code = desk.invite(days=60)
    # British summer time: at 22:59 UTC on 9 April it is a minute to midnight in London.
    desk.bench.now = datetime(2026, 4, 9, 22 if minute else 23, minute, tzinfo=UTC)
    if old_enough:
        assert isinstance(placed(desk, code, born_on=date(2016, 4, 10)), Wait)
    else:
        with pytest.raises(AgeIsOutOfRange):
            joined(desk, code, born_on=date(2016, 4, 10))


def test_a_second_commission_asks_for_the_age_of_that_day(desk: Desk) -> None:
    nearly_26 = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2000, 3, 5))
    desk.seated(Role.YOUNG_PERSON, nearly_26)
    desk.advance(days=3)
    with pytest.raises(AgeIsOutOfRange):
        desk.seated(Role.YOUNG_PERSON, nearly_26, commission_id="another")
    desk.seated(Role.FACILITATOR, nearly_26)
