from __future__ import annotations

from datetime import date

import pytest

from services.people.rules import boards, groups, invites
from services.people.rules.boards import Power
from shared.errors import DomainError
from shared.roles import Role

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("role", Role)
def test_who_runs_groups(role: Role) -> None:
    assert groups.may_run_groups(role) == (role in {Role.COMMISSIONER, Role.FACILITATOR})


@pytest.mark.parametrize("role", Role)
def test_whose_seats_are_in_groups(role: Role) -> None:
    if role in {Role.YOUNG_PERSON, Role.FACILITATOR}:
        groups.check_grouped(role)
    else:
        with pytest.raises(groups.SeatIsInNoGroup):
            groups.check_grouped(role)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([Power.READS], [Power.READS]),
        ([Power.ASSENTS_TO_CHOICE, Power.READS], [Power.READS, Power.ASSENTS_TO_CHOICE]),
        ([Power.ADVISES, Power.ADVISES], [Power.ADVISES]),
    ],
)
def test_powers_are_kept_once_each_in_one_order(given: list[Power], kept: list[Power]) -> None:
    assert boards.tidy_powers(given) == kept


def test_a_board_without_powers_is_refused() -> None:
    with pytest.raises(boards.PowersAreWrong):
        boards.tidy_powers([])


@pytest.mark.parametrize(
    ("role", "ends_on", "board", "good"),
    [
        (Role.BOARD_MEMBER, None, True, True),
        (Role.BOARD_MEMBER, date(2026, 3, 3), True, True),
        (Role.BOARD_MEMBER, date(2026, 3, 2), True, False),
        (Role.BOARD_MEMBER, date(2026, 3, 1), True, False),
        (Role.BOARD_MEMBER, date(2030, 3, 2), True, True),
        (Role.BOARD_MEMBER, date(2030, 3, 3), True, False),
        (Role.BOARD_MEMBER, date(2027, 3, 2), False, False),
        (Role.BOARD_MEMBER, None, False, True),
        (Role.YOUNG_PERSON, None, True, False),
        (Role.YOUNG_PERSON, date(2027, 3, 2), False, False),
        (Role.YOUNG_PERSON, None, False, True),
    ],
)
def test_a_term_is_a_board_members_and_at_most_four_years(
    role: Role, ends_on: date | None, board: bool, good: bool
) -> None:
    try:
        boards.check_term(role, ends_on, TODAY, board=board)
        code = ""
    except DomainError as error:
        code = error.code
    assert code == ("" if good else "term_is_wrong")


def test_four_years_from_a_leap_day_end_on_the_next() -> None:
    boards.check_term(Role.BOARD_MEMBER, date(2032, 2, 29), date(2028, 2, 29), board=True)
    with pytest.raises(boards.TermIsWrong):
        boards.check_term(Role.BOARD_MEMBER, date(2032, 3, 1), date(2028, 2, 29), board=True)


@pytest.mark.parametrize(
    ("ends_on", "over"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2026, 3, 3), False), (None, False)]
)
def test_a_term_holds_through_its_last_day(ends_on: date | None, over: bool) -> None:
    assert boards.term_is_over(ends_on, TODAY) == over


def test_the_end_of_a_term_is_said_in_words() -> None:
    assert boards.term_ended(date(2026, 3, 1)) == "The term ended on 1 March 2026."


@pytest.mark.parametrize("role", Role)
def test_with_which_codes_young_people_join(role: Role) -> None:
    if role in {Role.YOUNG_PERSON, Role.FACILITATOR, Role.BOARD_MEMBER}:
        invites.check_joining(role)
    else:
        with pytest.raises(invites.InviteIsForAnotherRole):
            invites.check_joining(role)


@pytest.mark.parametrize(
    ("years", "today", "ends_on"),
    [
        (1, date(2026, 3, 2), date(2027, 3, 1)),
        (4, date(2026, 1, 1), date(2029, 12, 31)),
        (1, date(2028, 2, 29), date(2029, 2, 28)),
        (4, date(2028, 2, 29), date(2032, 2, 28)),
    ],
)
def test_a_term_of_years_ends_the_day_before_its_date_comes_round(years: int, today: date, ends_on: date) -> None:
    assert boards.last_day(years, today) == ends_on
    boards.check_term(Role.BOARD_MEMBER, ends_on, today, board=True)
