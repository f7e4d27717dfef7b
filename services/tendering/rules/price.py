"""The price of a bid: reading what was typed, saying it back, and what the published formula would make of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.errors import Invalid

# As many digits before the point as the JSON API takes.
_MOST_DIGITS = 15
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
# Commas part thousands, from the right in threes, or they are not there.
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?")
_WHOLE = Decimal(100)
_HUNDREDTH = Decimal("0.01")


class PriceIsWrong(Invalid):
    """What was typed is no amount of money."""


def read_price(typed: str) -> Decimal | None:
    """Return the amount that somebody typed; None where nothing was. "£91,234.56" and "91 234.5" are amounts.

    A comma before two digits is refused, since one person's 1,50 is another's 150. Raises PriceIsWrong.
    """
    text = _SPACES.sub("", typed).removeprefix("£")
    if not text:
        return None
    if not text.isascii() or not _AMOUNT.fullmatch(text):
        raise PriceIsWrong("Write the price in pounds, in numbers, such as 91234.56. Pence come after a point.")
    amount = Decimal(text.replace(",", ""))
    if amount < _HUNDREDTH:
        raise PriceIsWrong("The price has to be at least 0.01.")
    if len(str(int(amount))) > _MOST_DIGITS:
        raise PriceIsWrong("This price is too large. Look at the number of digits.")
    return amount


@dataclass(frozen=True)
class Spoken:
    """An amount in the parts in which it is said: 91 thousand 234 pounds and 56 pence."""

    millions: int
    thousands: int
    pounds: int
    pence: int


def spoken(amount: Decimal) -> Spoken:
    """Return the parts of an amount, so that a digit too many is heard. More than two decimals are cut."""
    whole = int(amount)
    return Spoken(whole // 1_000_000, whole // 1_000 % 1_000, whole % 1_000, int((amount - whole) * 100))


def price_points(formula: str, price: Decimal, lowest: Decimal, budget: Decimal) -> Decimal | None:
    """Return what the published formula gives a price beside the lowest one, 0 to 100, to a whole point.

    It explains the formula to a bidder; what counts is computed exactly, by whoever ranks. None: the formula gives no
    points, or is not known here.
    """
    if formula == "lowest_over_price":
        exact = _WHOLE if price <= lowest else _WHOLE * lowest / price
    elif formula == "linear_to_budget":
        exact = _linear(price, lowest, budget)
    else:
        return None
    return exact.quantize(Decimal(1), ROUND_HALF_UP)


def _linear(price: Decimal, lowest: Decimal, budget: Decimal) -> Decimal:
    if price > budget:
        return Decimal(0)
    return _WHOLE if price <= lowest else _WHOLE * (budget - price) / (budget - lowest)
