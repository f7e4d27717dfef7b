from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.rules.ages import age_on, check_age
from services.people.rules.guessing import TooManyGuesses, check_guessing, pause_after
from services.people.rules.invites import check_kind, may_invite, new_code, tidy_code
from services.people.rules.names import LONGEST_SIGN_IN_NAME, check_email, check_nickname, check_reason, folded
from services.people.rules.passphrases import PassphraseIsTooWeak, check_passphrase, tidy_passphrase
from services.people.rules.seats import check_seats, may_see_name
from shared.errors import DomainError, TooMany
from shared.roles import AccountKind, Role

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STAFF, PROVIDER, YOUNG = AccountKind.STAFF, AccountKind.PROVIDER, AccountKind.YOUNG_PERSON


def refused(check: Callable[..., object], *values: object) -> str:
    """The code of the refusal, or an empty text."""
    try:
        check(*values)
    except DomainError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("passphrase", "kind", "good"),
    [
        ("abcdefghijkl", STAFF, True),
        ("abcdefghijk", STAFF, False),
        ("abcdefghijk", PROVIDER, False),
        ("abcdefgh", YOUNG, True),
        ("abcdefg", YOUNG, False),
        ("ab c" * 32, STAFF, True),
        ("ab c" * 32 + "x", STAFF, False),
        ("aaaaaaaaaaaaaaa", STAFF, False),
        ("abababababababab", STAFF, False),
        ("a b a b a b a b", STAFF, False),
        ("Ffion Marsh-Penrose", STAFF, False),
        ("ffion  MARSH-penrose", STAFF, False),
        ("f.marsh-penrose@example.org", STAFF, False),
        ("F.Marsh-Penrose", STAFF, False),
        ("", YOUNG, False),
        ("słońce w morzu", STAFF, True),
    ],
)
def test_a_passphrase_is_long_and_not_a_name(passphrase: str, kind: AccountKind, good: bool) -> None:
    code = refused(check_passphrase, passphrase, kind, "f.marsh-penrose@example.org", "Ffion Marsh-Penrose")
    assert code == ("" if good else "passphrase_is_too_weak")


def test_a_refused_passphrase_is_not_repeated() -> None:
    with pytest.raises(PassphraseIsTooWeak) as caught:
        check_passphrase("owlet", STAFF)
    assert "owlet" not in caught.value.message
    assert "5 characters" in caught.value.message
    assert "12" in caught.value.message


def test_a_passphrase_is_the_same_however_its_letters_are_built() -> None:
    assert tidy_passphrase("cafe\u0301 noir a minuit") == tidy_passphrase("caf\u00e9 noir a minuit")


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("sam@example.org", True),
        ("Sam.O'Neil+x@mail.example.org", True),
        ("sam@example", False),
        ("sam@.org", False),
        ("sam@example..org", False),
        ("sam", False),
        ("@example.org", False),
        ("sam@@example.org", False),
        ("sam@example.org x@y.org", False),
        ("sam\uff20example.org", True),
        ("sam\u200b@example.org", False),
        ("sam@exam\u3164ple.org", False),
        ("s" * 65 + "@example.org", False),
        ("s@" + "e" * 315 + ".org", False),
        ("s@" + "\u00df" * 300 + ".org", False),
    ],
)
def test_an_email_address_looks_like_one(email: str, good: bool) -> None:
    assert refused(check_email, email) == ("" if good else "email_is_wrong")


@pytest.mark.parametrize(
    ("nickname", "good"),
    [
        ("Pixelfox", True),
        ("Zoë 2", True),
        ("ਕਮਲ", True),
        ("j_j.o'k-1", True),
        ("42", True),
        ("x", False),
        ("x" * 30, True),
        ("x" * 31, False),
        ("sam@example.org", False),
        ("sam\uff20example", False),
        ("<b>me</b>", False),
        ("P\u0456xelfox", False),
        ("my Pixelf\u03bfx", False),
        ("\u0436\u0443\u043a Pixelfox", True),
        ("a\u200bb", False),
        ("a\u3164b", False),
        ("a\ufe0fb", False),
        ("--", False),
        ("\ufdfa\ufdfa", False),
        ("me 🦊", False),
    ],
)
def test_a_nickname_is_short_and_can_be_seen(nickname: str, good: bool) -> None:
    assert refused(check_nickname, nickname) == ("" if good else "nickname_is_wrong")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoe", "ZOE"), (" Zoe  B ", "zoe b"), ("Straße", "STRASSE"), ("cafe\u0301", "CAF\u00c9"), ("\uff3aoe", "zoe")],
)
def test_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(max_size=40))
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@given(st.text(max_size=30))
def test_a_nickname_that_is_taken_fits_its_column(nickname: str) -> None:
    if not refused(check_nickname, nickname):
        assert len(folded(nickname)) <= LONGEST_SIGN_IN_NAME


@pytest.mark.parametrize(
    ("born_on", "role", "good"),
    [
        (date(2016, 3, 2), Role.YOUNG_PERSON, True),
        (date(2016, 3, 3), Role.YOUNG_PERSON, False),
        (date(2000, 3, 3), Role.YOUNG_PERSON, True),
        (date(2000, 3, 2), Role.YOUNG_PERSON, False),
        (date(2030, 1, 1), Role.YOUNG_PERSON, False),
        (date(1, 1, 1), Role.YOUNG_PERSON, False),
        (date(2010, 3, 2), Role.FACILITATOR, True),
        (date(2010, 3, 3), Role.FACILITATOR, False),
        (date(2015, 3, 3), Role.BOARD_MEMBER, True),
    ],
)
def test_seats_of_young_people_have_ages(born_on: date, role: Role, good: bool) -> None:
    assert refused(check_age, role, born_on, date(2026, 3, 2)) == ("" if good else "age_is_out_of_range")


@pytest.mark.parametrize(
    ("today", "age"), [(date(2026, 2, 28), 9), (date(2026, 3, 1), 10), (date(2028, 2, 28), 11), (date(2028, 2, 29), 12)]
)
def test_who_was_born_on_a_leap_day_has_a_birthday_each_year(today: date, age: int) -> None:
    assert age_on(date(2016, 2, 29), today) == age


def test_a_code_can_be_read_aloud_and_typed_in_any_way() -> None:
    code = new_code()
    assert len(code) == 14
    assert not set(code) & set("0O1IlLU")
    assert code != new_code()
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", code.replace("-", "\u2013")):
        assert tidy_code(typed) == code
    assert tidy_code("") == ""


INVITES = {
    Role.COMMISSIONER: set(Role) - {Role.PROVIDER},
    Role.FACILITATOR: {Role.YOUNG_PERSON},
}


@pytest.mark.parametrize("inviter", Role)
@pytest.mark.parametrize("role", Role)
def test_who_may_invite_whom(inviter: Role, role: Role) -> None:
    assert may_invite(inviter, role) == (role in INVITES.get(inviter, set()))


@pytest.mark.parametrize(
    ("viewers", "seen"),
    [
        ({Role.COMMISSIONER}, set(Role) - {Role.YOUNG_PERSON}),
        ({Role.FACILITATOR}, {Role.YOUNG_PERSON, Role.FACILITATOR}),
        ({Role.COMMISSIONER, Role.FACILITATOR}, set(Role)),
        ({Role.AUDITOR}, set()),
        ({Role.EVALUATOR, Role.BOARD_MEMBER, Role.YOUNG_PERSON}, set()),
        (set(), set()),
    ],
)
def test_who_sees_whose_name(viewers: set[Role], seen: set[Role]) -> None:
    assert {role for role in Role if may_see_name(viewers, role)} == seen


FITS = {
    STAFF: {Role.COMMISSIONER, Role.FACILITATOR, Role.EVALUATOR, Role.BOARD_MEMBER, Role.AUDITOR},
    PROVIDER: {Role.PROVIDER},
    YOUNG: {Role.YOUNG_PERSON, Role.FACILITATOR, Role.BOARD_MEMBER},
}


@pytest.mark.parametrize("kind", AccountKind)
@pytest.mark.parametrize("role", Role)
def test_which_seats_go_with_which_account(kind: AccountKind, role: Role) -> None:
    code = refused(check_kind, kind, role)
    assert code == ("" if role in FITS[kind] else "invite_is_for_another_role")


@pytest.mark.parametrize(
    ("role", "held", "code"),
    [
        (Role.YOUNG_PERSON, set(), ""),
        (Role.YOUNG_PERSON, {Role.FACILITATOR}, ""),
        (Role.YOUNG_PERSON, {Role.YOUNG_PERSON}, "seat_is_taken_already"),
        (Role.PROVIDER, {Role.PROVIDER}, "seat_is_taken_already"),
        (Role.PROVIDER, {Role.AUDITOR}, "provider_seat_excludes_others"),
        (Role.AUDITOR, {Role.PROVIDER}, "provider_seat_excludes_others"),
        (Role.PROVIDER, set(), ""),
    ],
)
def test_which_seats_go_together(role: Role, held: set[Role], code: str) -> None:
    assert refused(check_seats, role, held) == code


@pytest.mark.parametrize(
    ("reason", "good"),
    [
        ("Moved to another town.", True),
        ("Pixelfox has moved.", False),
        ("It was 'PIXELFOX'!", False),
        ("Pixel\u200bfox has moved.", False),
        ("P\u00adixelfo\ufe0fx has moved.", False),
        ("Pixelfoxes are many.", True),
        ("Asked by f.marsh-penrose@example.org", False),
        ("Ffion\nMarsh Penrose left", False),
        ("Ffion left", True),
    ],
)
def test_a_reason_names_nobody(reason: str, good: bool) -> None:
    names = ("Pixelfox", "f.marsh-penrose@example.org", "Ffion Marsh-Penrose", None, "")
    assert refused(check_reason, reason, *names) == ("" if good else "reason_names_somebody")


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (12, 60), (10**9, 60)]
)
def test_pauses_grow_to_a_minute_and_no_further(failures: int, seconds: int) -> None:
    assert pause_after(failures) == timedelta(seconds=seconds)


def test_a_guess_during_a_pause_is_told_when_to_come_back() -> None:
    with pytest.raises(TooManyGuesses) as caught:
        check_guessing(7, NOW, NOW + timedelta(seconds=1.5))
    assert isinstance(caught.value, TooMany)
    assert caught.value.extra == {"retry_after_seconds": 3}
    check_guessing(7, NOW, NOW + timedelta(seconds=4))
