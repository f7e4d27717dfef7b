"""Which codes are taken, and how long the pauses between wrong ones are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.people.rules.guessing import pause_after
from services.people.rules.second_factor import digits_of, in_groups, open_steps, step_at

HALF_PAST_NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE = step_at(HALF_PAST_NINE)


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, HERE), (29.999, HERE), (30, HERE + 1), (-1, HERE - 1), (3600, HERE + 120)]
)
def test_a_step_is_thirty_seconds(seconds: float, step: int) -> None:
    assert step_at(HALF_PAST_NINE + timedelta(seconds=seconds)) == step


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (None, [-1, 0, 1]),
        (-5, [-1, 0, 1]),
        (-2, [-1, 0, 1]),
        (-1, [0, 1]),
        (0, [1]),
        (1, []),
        (2, []),
    ],
)
def test_one_step_early_or_late_and_never_one_that_was_taken(last: int | None, found: list[int]) -> None:
    last_step = None if last is None else HERE + last
    assert open_steps(HALF_PAST_NINE, last_step) == [HERE + each for each in found]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        (" 12-34-56 ", "123456"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", "123456"),
        ("000000", "000000"),
        ("12345", ""),
        ("1234567", ""),
        ("12345a", ""),
        ("K7QM-2XWA-9RTH", ""),
        ("\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2", ""),
        ("", ""),
    ],
)
def test_six_digits_are_read_however_they_are_typed(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


def test_a_key_is_shown_in_groups_of_four() -> None:
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, 1), (8, 8), (11, 64), (14, 512), (15, 900), (9999, 900)])
def test_the_pause_between_wrong_codes_grows_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert pause_after(failures, longest=timedelta(minutes=15)) == timedelta(seconds=seconds)
    assert pause_after(failures) == timedelta(seconds=min(seconds, 60)), "before a passphrase it is a minute"


# The published values of RFC 6238, appendix B, cut to six digits, show that the codes are those of any app.
@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    secret = pyotp.random_base32()
    assert len(secret) == 32, "160 bits"
    published = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert pyotp.TOTP(published).generate_otp(step_at(datetime.fromtimestamp(moment, UTC))) == code
