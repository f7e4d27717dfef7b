"""What is locked when a tender is published, as one document whose hash is published with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# In this order, by the names that the ranking gives them.
TIE_RULES = ("young_people_score", "largest_weight", "lots")


def locked_rules(
    criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Any], price_formula: str, tie_seed: str,
    files: Sequence[tuple[str, bool]] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return criteria with their weights, shares, formula, how a tie is broken, and which files are asked for.

    files: titles, and whether a bid has to have it; left out of the document where there are none.

    The SHA-256 over its canonical JSON (RFC 8785) is the hash that anybody can work out again.
    """
    return {
        "criteria": list(criteria), "shares": dict(shares), "price_formula": price_formula,
        "tie_break": {"rules": list(TIE_RULES), "seed": tie_seed},
        **({"files": [{"title": title, "needed": needed} for title, needed in files]} if files else {}),
    }  # fmt: skip
