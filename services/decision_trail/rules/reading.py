"""What can be asked of the trail, and how a table of it is written. Pure."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound

_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the last four are the wide forms of the first


class NoSuchRecord(NotFound):
    """There is no record of such a commission that everybody may see."""


class SeatsAreWithheld(NotAllowed):
    """The caller reads the short form, which leaves out who acted, so nothing can be looked for by seat."""


class TimesAreTheWrongWayRound(Invalid):
    """`until` is not after `since`."""


def safe_cell(value: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    Such a cell, and one that begins with an apostrophe, gets an apostrophe before it: to read a cell back, take one
    leading apostrophe away.
    """
    begins = value.lstrip(" \u00a0\u3000\ufeff")[:1]
    return f"'{value}" if (begins and begins in _FORMULA) or value[:1] == "'" else value
