"""Rules of the trail: how entries are chained, and what is withheld from whom until when. Pure.

The chain: each entry's hash covers its content, its position and the hash before it, so that no entry can be
changed, left out or moved without every later hash changing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import NotFound

GENESIS = "0" * 64

TENDER_PUBLISHED = "tendering.tender_published.v1"
BIDS_OPENED = "tendering.bids_opened.v1"
BID_OPENED = "tendering.bid_opened.v1"
SCORES_LOCKED = "youth_panel.scores_locked.v1"
INTEREST_DECLARED = "youth_panel.interest_declared.v1"
SEAT_RECUSED = "youth_panel.seat_recused.v1"
ENDS = frozenset({"tendering.contract_signed.v1", "tendering.commission_abandoned.v1"})

_SEALED = frozenset({"tendering.bid_submitted.v1", "tendering.bid_withdrawn.v1", "tendering.late_bid_refused.v1"})
_SEATS = frozenset({"people.seat_taken.v1", "people.seat_ended.v1"})
_NAMES_AN_ORGANISATION = frozenset({BID_OPENED, INTEREST_DECLARED, SEAT_RECUSED})

WITHHELD_POSITION = "Withheld until the bids are opened: a gap would tell how many bids there are."
WITHHELD_ORGANISATION = "Withheld until the agreed scores are locked."


class NoSuchRecord(NotFound):
    """There is no record of such a commission that everybody may see."""


@dataclass(frozen=True)
class Facts:
    """What decides about withholding: whether these things have happened in the commission."""

    tender_published: bool
    bids_opened: bool
    scores_locked: bool
    ended: bool

    @property
    def sealed(self) -> bool:
        """Whether bids are about and not opened yet. An end without opening keeps them sealed for good."""
        return self.tender_published and not self.bids_opened


def facts_of(types: frozenset[str] | set[str]) -> Facts:
    """Return the facts from the types of events that a commission has."""
    return Facts(
        tender_published=TENDER_PUBLISHED in types, bids_opened=BIDS_OPENED in types,
        scores_locked=SCORES_LOCKED in types, ended=bool(ENDS & types),
    )  # fmt: skip


def is_sealed(event_type: str, data: Mapping[str, Any]) -> bool:
    """Say whether an event would tell who bids or how many: about a bid, or about a provider's seat."""
    return event_type in _SEALED or (event_type in _SEATS and data.get("role") == "provider")


def hidden(event_type: str, data: Mapping[str, Any], facts: Facts) -> bool:
    """Say whether an entry is not shown at all for now.

    A provider's seat is hidden also before the tender is published: it would tell who means to bid.
    """
    return is_sealed(event_type, data) and not facts.bids_opened


def shown_data(event_type: str, data: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """Return an event's data as it may be shown: whose bid is whose comes out with the lock."""
    shown = dict(data)
    if event_type in _NAMES_AN_ORGANISATION and not facts.scores_locked and "organisation_id" in shown:
        shown["organisation_id"] = WITHHELD_ORGANISATION
    return shown


def entry_content(*, chain: str, position: int, previous_hash: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry's hash covers."""
    return {"chain": chain, "position": position, "previous_hash": previous_hash, "event": dict(event)}


def entry_hash(content: Mapping[str, Any], canonical: Callable[[Any], bytes]) -> str:
    """Return SHA-256 over the canonical JSON of an entry's content (RFC 8785), as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def first_broken(entries: Sequence[tuple[Mapping[str, Any], str]], canonical: Callable[[Any], bytes]) -> int | None:
    """Check a chain of (content, hash) in order; return the position of the first entry that is wrong, or None."""
    previous = GENESIS
    for expected, (content, kept) in enumerate(entries, start=1):
        whole = content["position"] == expected and content["previous_hash"] == previous
        if not whole or entry_hash(content, canonical) != kept:
            return expected
        previous = kept
    return None


def safe_cell(value: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
