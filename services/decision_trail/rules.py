"""Rules of the trail: how entries are chained, and what is withheld from whom until when. Pure.

The chain: each entry's hash covers its content, its position and the hash before it, so that no entry can be
changed, left out or moved without every later hash changing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import DomainError, Invalid, NotAllowed, NotFound

GENESIS = "0" * 64

TENDER_PUBLISHED = "tendering.tender_published.v1"
BIDS_OPENED = "tendering.bids_opened.v1"
BID_OPENED = "tendering.bid_opened.v1"
SCORES_LOCKED = "youth_panel.scores_locked.v1"
ENDS = frozenset({"tendering.contract_signed.v1", "tendering.commission_abandoned.v1"})

_SEALED = frozenset({"tendering.bid_submitted.v1", "tendering.bid_withdrawn.v1", "tendering.late_bid_refused.v1"})
_SEATS = frozenset({"people.seat_taken.v1", "people.seat_ended.v1"})

WITHHELD_POSITION = "Withheld until the bids are opened: a gap would tell how many bids there are."
WITHHELD_ORGANISATION = "Withheld until the agreed scores are locked: it would tell whose bid is whose."
WITHHELD_JUDGING = (
    "Withheld until the agreed scores are locked: only a seat that has declared its interests reads bids and scores."
)

# What the panel's own service closes to those who may not read it yet is not to be had here either. Words count too:
# the reason of a recusal can name the bidder. `reason` stands for the reason beside the event.
_UNTIL_THE_LOCK: Mapping[str, Mapping[str, str]] = {
    BID_OPENED: {"organisation_id": WITHHELD_ORGANISATION, "answers": WITHHELD_JUDGING},
    "youth_panel.interest_declared.v1": {"organisation_id": WITHHELD_ORGANISATION, "reason": WITHHELD_ORGANISATION},
    "youth_panel.seat_recused.v1": {"organisation_id": WITHHELD_ORGANISATION, "reason": WITHHELD_ORGANISATION},
    "youth_panel.scoring_abstained.v1": {"reason": WITHHELD_JUDGING},
    "youth_panel.scores_revealed.v1": {
        "scores": WITHHELD_JUDGING, "abstentions": WITHHELD_JUDGING, "seals": WITHHELD_JUDGING,
    },
    "youth_panel.score_agreed.v1": {"agreed": WITHHELD_JUDGING, "reason": WITHHELD_JUDGING},
}  # fmt: skip
_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the last four are the wide forms of the first
_LONGEST = {"id": 64, "subject": 200, "type": 100, "source": 100, "actor": 36, "causationid": 36}


class NoSuchRecord(NotFound):
    """There is no record of such a commission that everybody may see."""


class EventCannotBeKept(DomainError):
    """The event can be read, but has no canonical form (RFC 8785), or a part of it is longer than any of ours."""


class SeatsAreWithheld(NotAllowed):
    """The caller reads the short form, which leaves out who acted, so nothing can be looked for by seat."""


class TimesAreTheWrongWayRound(Invalid):
    """`until` is not after `since`."""


@dataclass(frozen=True)
class Facts:
    """What decides about withholding: whether these things have happened in the commission."""

    tender_published: bool
    provider_seated: bool
    bids_opened: bool
    scores_locked: bool
    ended: bool

    @property
    def sealed(self) -> bool:
        """Whether bids are about, or providers who mean to bid, and none is opened yet.

        A gap would count them. An end without opening keeps them sealed for good.
        """
        return (self.tender_published or self.provider_seated) and not self.bids_opened


def facts_of(types: frozenset[str] | set[str], *, provider_seated: bool) -> Facts:
    """Return the facts from the types of events that a commission has, and whether a provider took a seat in it."""
    return Facts(
        tender_published=TENDER_PUBLISHED in types, provider_seated=provider_seated, bids_opened=BIDS_OPENED in types,
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
    """Return an event's data as it may be shown: bids, scores, and whose bid is whose come out with the lock."""
    withheld = {} if facts.scores_locked else _UNTIL_THE_LOCK.get(event_type, {})
    return {name: withheld.get(name, value) for name, value in data.items()}


def shown_reason(event_type: str, reason: str, facts: Facts) -> str:
    """Return the reason beside an event as it may be shown."""
    withheld = {} if facts.scores_locked else _UNTIL_THE_LOCK.get(event_type, {})
    return withheld.get("reason", reason) if reason else reason


def check_can_be_kept(event: Mapping[str, Any]) -> None:
    """Refuse what a row cannot hold. Raises EventCannotBeKept."""
    wrong = sorted(name for name, most in _LONGEST.items() if len(event[name]) > most)
    wrong += sorted(name for name, value in event.items() if isinstance(value, str) and "\x00" in value)
    if wrong:
        raise EventCannotBeKept(f"This event cannot be kept: {', '.join(wrong)}")


def entry_content(*, chain: str, position: int, previous_hash: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry's hash covers."""
    return {"chain": chain, "position": position, "previous_hash": previous_hash, "event": dict(event)}


def entry_hash(content: Mapping[str, Any], canonical: Callable[[Any], bytes]) -> str:
    """Return SHA-256 over the canonical JSON of an entry's content (RFC 8785), as 64 hexadecimal digits.

    Raises EventCannotBeKept where there is no canonical form: a whole number of 2**53 or more, NaN, half a character.
    """
    try:
        return hashlib.sha256(canonical(content)).hexdigest()
    except (ValueError, RecursionError) as error:
        raise EventCannotBeKept("This event has no canonical form, so it cannot be kept.") from error


def first_broken(
    entries: Sequence[tuple[Mapping[str, Any], str]], head: tuple[int, str], canonical: Callable[[Any], bytes]
) -> int | None:
    """Check a chain of (content, hash) in order against its head (length, hash).

    Return the position of the first entry that is wrong, missing or too many, or None. Where every entry is whole but
    the head is another, that is the last. Whoever rewrites all entries and the head is found only by a head that
    somebody wrote down before: that is what exports and the public record are for.
    """
    previous = GENESIS
    for expected, (content, kept) in enumerate(entries, start=1):
        whole = content["position"] == expected and content["previous_hash"] == previous
        if not whole or not _fits(content, kept, canonical):
            return expected
        previous = kept
    length, last = head
    if length != len(entries):
        return min(length, len(entries)) + 1
    return None if last == previous else max(length, 1)


def _fits(content: Mapping[str, Any], kept: str, canonical: Callable[[Any], bytes]) -> bool:
    try:
        return entry_hash(content, canonical) == kept
    except EventCannotBeKept:
        return False


def safe_cell(value: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    Such a cell, and one that begins with an apostrophe, gets an apostrophe before it: to read a cell back, take one
    leading apostrophe away.
    """
    begins = value.lstrip(" \u00a0\u3000\ufeff")[:1]
    return f"'{value}" if (begins and begins in _FORMULA) or value[:1] == "'" else value
