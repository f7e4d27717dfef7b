"""Rules of the plan: money, law, timetable, and how much young people decide. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.errors import Invalid

REGIMES = ("procurement_act", "light_touch", "provider_selection", "below_threshold")
STATUTORY = ("procurement_act", "provider_selection")
CURRENCIES = ("GBP",)
PRICE_FORMULAS = ("lowest_over_price", "linear_to_budget", "fixed_price")
LADDER = ("Coercion", "Educating", "Informing", "Consultation", "Engagement", "Co-design", "Co-production")
LEAST_YOUNG_SEATS = 3
LEAST_STANDSTILL = 8
HUNDRED = Decimal(100)


class PlanIsInconsistent(Invalid):
    """The plan breaks a rule of the regime, or its shares do not total 100."""


def check_plan(plan: Mapping[str, Any]) -> None:
    """Raise PlanIsInconsistent, with all that is wrong in one message.

    `plan` has budget (Decimal, GBP, more than 0), regime, standstill_promise_working_days, shares (three Decimals
    in percent, totalling 100 exactly), price_formula, sign_off_quorum and choice_quorum (young seats: at least 1,
    and at least 3, since a panel of fewer pauses), rung_aimed_at (a rung of the ladder) and timetable (dates in order).
    """
    wrong = [*_wrong_words(plan), *_wrong_shares(plan), *_wrong_standstill(plan)]
    if plan["budget"] <= 0:
        wrong.append("The budget has to be more than 0.")
    if plan["sign_off_quorum"] < 1:
        wrong.append("At least one young person has to sign the specification (sign_off_quorum).")
    if plan["choice_quorum"] < LEAST_YOUNG_SEATS:
        wrong.append(f"At least {LEAST_YOUNG_SEATS} young people have to make the choice (choice_quorum).")
    days = [entry["begins_on"] for entry in plan["timetable"]]
    if days != sorted(days):
        wrong.append("The dates of the timetable have to follow each other.")
    if wrong:
        raise PlanIsInconsistent(" ".join(wrong))


def _wrong_words(plan: Mapping[str, Any]) -> list[str]:
    allowed = {
        "currency": CURRENCIES, "regime": REGIMES, "price_formula": PRICE_FORMULAS, "rung_aimed_at": LADDER,
    }  # fmt: skip
    return [
        f"{name} has to be one of {', '.join(words)}." for name, words in allowed.items() if plan[name] not in words
    ]


def _wrong_shares(plan: Mapping[str, Any]) -> list[str]:
    shares = plan["shares"]
    total = sum(shares.values(), Decimal(0))
    wrong = []
    if total != HUNDRED:
        wrong.append(f"The shares of young people, adults and price total {total}; they have to total 100.")
    if min(shares.values()) < 0:
        wrong.append("A share cannot be less than 0.")
    if shares["young_people"] <= 0:
        wrong.append("Young people need a share of the decision.")
    if plan["price_formula"] == "fixed_price" and shares["price"] != 0:
        wrong.append("With a fixed price, the price's share has to be 0.")
    return wrong


def _wrong_standstill(plan: Mapping[str, Any]) -> list[str]:
    """Check the promise of a standstill: the Act and the Provider Selection Regime leave nothing to promise."""
    promise, regime = plan["standstill_promise_working_days"], plan["regime"]
    if promise < 0:
        return ["A standstill cannot be shorter than 0 working days."]
    if regime in STATUTORY and promise:
        return ["The law fixes the standstill of this regime, so the promise has to be 0 days."]
    if regime == "light_touch" and 0 < promise < LEAST_STANDSTILL:
        return [f"A standstill that is promised lasts at least {LEAST_STANDSTILL} working days, or promise 0."]
    return []
