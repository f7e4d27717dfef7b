"""How much young people decide in a commission, by its published plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

_PARTS = ("young_people", "adults", "price")


@dataclass(frozen=True)
class Deciding:
    """What the plan says of who decides.

    shares: percent of the decision, of young_people, adults and price; empty where they cannot be read. The quorums
    count young people: how many have to sign the text, and how many have to vote; None where not known.
    """

    shares: Mapping[str, Decimal]
    sign_off_quorum: int | None
    choice_quorum: int | None
    rung_aimed_at: str


def deciding(started: Mapping[str, Any]) -> Deciding:
    """Read the plan from what `specification.commission_started.v1` says. What is damaged is left out, not guessed."""
    plan = started.get("plan")
    found: Mapping[str, Any] = plan if isinstance(plan, dict) else {}
    return Deciding(
        shares=_shares(found.get("shares")), sign_off_quorum=_count(found.get("sign_off_quorum")),
        choice_quorum=_count(found.get("choice_quorum")),
        rung_aimed_at=str(found["rung_aimed_at"]) if isinstance(found.get("rung_aimed_at"), str) else "",
    )  # fmt: skip


def _shares(value: object) -> dict[str, Decimal]:
    if not isinstance(value, dict):
        return {}
    try:
        found = {name: Decimal(value[name]) for name in _PARTS if isinstance(value.get(name), str)}
    except InvalidOperation:
        return {}
    whole = len(found) == len(_PARTS) and all(each.is_finite() and each >= 0 for each in found.values())
    return found if whole and sum(found.values()) == Decimal(100) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
