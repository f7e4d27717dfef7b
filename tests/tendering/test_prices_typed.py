"""Prices as people type them, and as they are said back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.tendering.rules.price import PriceIsWrong, Spoken, price_points, read_price, spoken


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None), ("  ", None), ("£", None), ("90000", "90000"), ("90,000", "90000"), ("1,234,567.8", "1234567.8"),
        ("£ 91\u00a0234.56", "91234.56"), ("0.01", "0.01"), ("007", "7"), ("9" * 15, "9" * 15),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_was_meant(typed: str, amount: str | None) -> None:
    assert read_price(typed) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "typed",
    [
        "1,50",
        "12,34,567",
        ",100",
        "1.234",
        "1.2.3",
        "-1",
        "0",
        "0.00",
        "1e3",
        "ten",
        "9" * 16,
        "٣٠",
        "$5",
        "1/2",
        "NaN",
    ],
)
def test_what_could_be_two_amounts_or_none_is_refused(typed: str) -> None:
    with pytest.raises(PriceIsWrong):
        read_price(typed)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("91234.56", Spoken(0, 91, 234, 56)), ("1000001.01", Spoken(1, 0, 1, 1)), ("0.5", Spoken(0, 0, 0, 50)),
        ("12345678901234.9", Spoken(12345678, 901, 234, 90)),
    ],
)  # fmt: skip
def test_an_amount_is_said_in_its_parts(amount: str, said: Spoken) -> None:
    assert spoken(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("formula", "price", "lowest", "points"),
    [
        ("lowest_over_price", 100, 90, 90), ("lowest_over_price", 100, 100, 100), ("lowest_over_price", 100, 120, 100),
        ("lowest_over_price", 200, 100, 50), ("linear_to_budget", 100, 80, 50), ("linear_to_budget", 120, 80, 0),
        ("linear_to_budget", 121, 100, 0), ("linear_to_budget", 120, 120, 100), ("fixed_price", 100, 90, None),
        ("of another day", 100, 90, None),
    ],
)  # fmt: skip
def test_the_formula_is_told_in_whole_points(formula: str, price: int, lowest: int, points: int | None) -> None:
    found = price_points(formula, Decimal(price), Decimal(lowest), Decimal(120))
    assert found == (None if points is None else Decimal(points))
