"""Codes by which somebody of an organisation lets a colleague in. Pure."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from shared.errors import Conflict, NotFound

CODE_LASTS = timedelta(days=7)
MOST_OPEN_CODES = 20
# Without 0, O, 1, I, L and U, so that a code can be read aloud. 30 letters, 16 places: 78 bits, which nobody guesses.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 4, 4


class ColleagueCodeIsNotGood(NotFound):
    """The code is not known, was used, or has run out."""


class TooManyColleagueCodes(Conflict):
    """An organisation has many codes that nobody has used yet."""


def new_code() -> str:
    """Return a new code, such as K7QM-2XWA-9RTH-4BCD."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def tidy_code(code: str) -> str:
    """Return a code as it was given out, however it was typed: small letters, spaces, no dashes."""
    letters = re.sub(r"[^0-9A-Za-z]", "", code).upper()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
