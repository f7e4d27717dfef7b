"""Rules of the order of parts: a part's number is its place, from 1. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import Conflict, Invalid


class NoSuchPlace(Invalid):
    """There is no place with this number."""


class PartHasMoved(Conflict):
    """Somebody moved the part since the caller looked."""


def moved(parts: Sequence[str], which: str, *, was: int, to: int) -> list[str]:
    """Return the parts in their new order. was: the place at which the caller saw the part; to: its new one, from 1.

    Raises PartHasMoved and NoSuchPlace.
    """
    stands = parts.index(which) + 1
    if was != stands:
        raise PartHasMoved(
            "Somebody moved the parts meanwhile. This is part {number} now. Look again, then move it.",
            words={"number": stands}, current_number=stands,
        )  # fmt: skip
    if not 1 <= to <= len(parts):
        raise NoSuchPlace("Choose a place from 1 to {most}.", words={"most": len(parts)})
    rest = [each for each in parts if each != which]
    return [*rest[: to - 1], which, *rest[to - 1 :]]
