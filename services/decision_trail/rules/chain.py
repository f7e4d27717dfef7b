"""How entries are chained. Pure.

Each entry's hash covers its content, its position and the hash before it, so that no entry can be changed, left out
or moved without every later hash changing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shared.errors import DomainError

GENESIS = "0" * 64
_LONGEST = {"id": 64, "subject": 200, "type": 100, "source": 100, "actor": 36, "causationid": 36}


class EventCannotBeKept(DomainError):
    """The event can be read, but has no canonical form (RFC 8785), or a part of it is longer than any of ours."""


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
    entries: Iterable[tuple[Mapping[str, Any], str]],
    head: tuple[int, str],
    canonical: Callable[[Any], bytes],
    *,
    after: tuple[int, str] = (0, GENESIS),
    noted: tuple[int, str] = (0, GENESIS),
) -> int | None:
    """Check a chain of (content, hash) in order against its head (length, hash).

    Return the position of the first entry that is wrong, missing or too many, or None. Where every entry is whole but
    the head is another, that is the last. Whoever rewrites all entries and the head is found only by a head that
    somebody wrote down before: that is what exports and the public record are for.

    after: a head up to which the chain was found whole before; `entries` are those behind it.
    noted: a head that was written down before, and that the chain has to go through.
    """
    seen, previous = after
    for expected, (content, kept) in enumerate(entries, start=seen + 1):
        whole = content["position"] == expected and content["previous_hash"] == previous
        if not whole or not _fits(content, kept, canonical) or (expected == noted[0] and kept != noted[1]):
            return expected
        seen, previous = expected, kept
    length, last = head
    if length != seen:
        return min(length, seen) + 1
    if seen < noted[0]:
        return seen + 1
    return None if last == previous else max(length, 1)


def _fits(content: Mapping[str, Any], kept: str, canonical: Callable[[Any], bytes]) -> bool:
    try:
        return entry_hash(content, canonical) == kept
    except EventCannotBeKept:
        return False
