"""Rules of the clause library: words that a group takes along to start from, and where they came from. Pure.

The format of a file is `coproduce-clauses/1`; docs/clause-library.md tells it to whoever writes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from shared.errors import Invalid, NotFound

FORMAT = "coproduce-clauses/1"
# Who wrote words that were brought in: what stands for the role of their writer.
ELSEWHERE = "elsewhere"
OTHERS = "others"
# Who wrote something, as a file says it: by role, never by seat.
WRITERS = {
    "young_person": "young people", "facilitator": "facilitators", "commissioner": "commissioner",
    ELSEWHERE: ELSEWHERE,
}  # fmt: skip
LONGEST_NAME = 200
MOST_AT_ONCE = 50
# Words go from group to group; of so many groups before a file says where they came from.
MOST_BEFORE = 5


class NoSuchSource(NotFound):
    """There is no such text to start from, nobody has signed it, or the caller may not read it yet."""


class NoSuchLibraryFile(NotFound):
    """There is no such file of this caller to choose from; it goes when it was used, and after a day."""


class NothingIsChosen(Invalid):
    """Nothing of the source was chosen, more than fits at once, or something that is not in it."""


class Chosen(NamedTuple):
    """What somebody chose of a source: its clauses and criteria."""

    clauses: list[Mapping[str, Any]]
    criteria: list[Mapping[str, Any]]


def writers_named(roles: Iterable[str | None]) -> list[str]:
    """Return who wrote something, as a file says it, each once and in a fixed order. Whoever is not known is `others`.

    roles: of the seats that wrote it.
    """
    found = {WRITERS.get(role or "", OTHERS) for role in roles}
    return [name for name in (*WRITERS.values(), OTHERS) if name in found]


def chosen_of(source: Mapping[str, Any], clauses: Sequence[int], criteria: Sequence[int]) -> Chosen:
    """Return the clauses and criteria with these numbers, counted from 1, in the order of the source.

    Raises NothingIsChosen where there are none, more than 50 clauses, or a number is not one of the source.
    """
    if not clauses and not criteria:
        raise NothingIsChosen("Choose at least one thing that you want to use.")
    if len(set(clauses)) > MOST_AT_ONCE:
        raise NothingIsChosen(
            "Choose at most {most} parts at once. You can come back for more.", words={"most": MOST_AT_ONCE}
        )
    return Chosen(_numbered(source["clauses"], clauses), _numbered(source["criteria"], criteria))


def _numbered(things: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> list[Mapping[str, Any]]:
    if not all(1 <= number <= len(things) for number in numbers):
        raise NothingIsChosen("Something that you chose is not there any more. Look again at what there is.")
    return [things[number - 1] for number in sorted(set(numbers))]


def came_from(source: Mapping[str, Any], thing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return where a clause or criterion of a source comes from, the nearest first: the source, and those before it.

    young_share: how much of it young people wrote there, in whole percent; none where nobody counts.
    """
    day = source["signed_on"]
    nearest = {
        "council": source["council"], "commission": source["commission"],
        "signed_on": day.isoformat() if isinstance(day, date) else day, "young_share": thing.get("young_share"),
    }  # fmt: skip
    return [nearest, *(dict(each) for each in thing["came_from"])][:MOST_BEFORE]
