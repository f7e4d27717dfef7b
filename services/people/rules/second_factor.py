"""A code from a phone as well as a passphrase: which codes are taken, and for how long the first step holds. Pure.

Source: RFC 6238 (TOTP), section 5.2: a code is taken once; one step of 30 seconds early or late is allowed for clocks.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from shared.errors import Conflict, NotAllowed

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10
# Long enough to find the phone and open its app.
FIRST_STEP_LASTS = timedelta(minutes=5)


class SecondFactorIsNeeded(NotAllowed):
    """The passphrase was right, and the account asks for a code as well."""


class SecondCodeIsWrong(NotAllowed):
    """The code is not one of the phone's now, was taken before, or is no recovery code that is left."""


class FirstStepIsOver(NotAllowed):
    """It is too long ago that the passphrase was given, or it was given in another browser."""


class SecondFactorIsOff(Conflict):
    """The account asks for no code, or setting it up was not begun."""


class SecondFactorIsOn(Conflict):
    """The account asks for a code already."""


class SecondFactorCannotBeRead(Conflict):
    """What the phone's codes are made from was locked with another secret than the deployment has now."""


def step_at(moment: datetime) -> int:
    """Return the number of the 30 seconds in which a moment lies, counted from 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def open_steps(now: datetime, last_step: int | None) -> list[int]:
    """Return the steps whose code is taken now: one early to one late, and later than the last that was taken."""
    here = step_at(now)
    return [step for step in (here - 1, here, here + 1) if last_step is None or step > last_step]


def digits_of(code: str) -> str:
    """Return the six digits of a code from a phone, however they were typed; empty where it is none of that form."""
    signs = re.sub(r"[\s\-.]", "", code)
    if len(signs) != DIGITS or not signs.isdecimal():
        return ""
    return "".join(str(unicodedata.decimal(sign)) for sign in signs)


def in_groups(secret: str) -> str:
    """Return a key in groups of four, to be typed into a phone by hand."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
