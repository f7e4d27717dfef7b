"""The sample commission, read from deploy/sample/."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parents[1] / "sample"

# Birthdays lie this many days back, so that nobody's age changes while the story is told.
_DAYS_SINCE_BIRTHDAY = 100
_DAYS_IN_A_YEAR = 365.2425


@dataclass(frozen=True)
class Sample:
    """All that the people of the story will say and do. The shape is that of the files."""

    commission: dict[str, Any]
    people: dict[str, Any]
    clauses: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    gathering: dict[str, Any]
    sign_off: dict[str, Any]
    bids: dict[str, dict[str, Any]]
    practice: dict[str, Any]
    interests: dict[str, Any]
    scores: dict[str, dict[str, dict[str, Any]]]
    moderation: dict[str, list[dict[str, Any]]]
    choice: dict[str, Any]
    award: dict[str, Any]

    def assessed(self) -> list[str]:
        """Return the keys of the organisations whose bids are opened, in the order of their names."""
        return [each["key"] for each in self.organisations() if self.bids[each["key"]]["ends"] == "assessed"]

    def bid_that_is(self, end: str) -> str:
        """Return the key of the one organisation whose bid ends so: withdrawn or late."""
        return next(key for key, bid in self.bids.items() if bid["ends"] == end)

    def organisations(self) -> list[dict[str, Any]]:
        """Return the organisations, sorted by name."""
        return sorted(self.people["organisations"], key=lambda each: str(each["name"]))

    def organisation_name(self, key: str) -> str:
        """Return what the organisation with this key is called."""
        return next(str(each["name"]) for each in self.organisations() if each["key"] == key)

    def panel_of(self, criterion: str) -> str:
        """Return which panel scores the criterion: young_people or adults."""
        return next(str(each["panel"]) for each in self.criteria if each["key"] == criterion)


def read_sample(folder: Path = SAMPLE) -> Sample:
    """Read the sample commission from its files."""

    def read(name: str) -> Any:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    bids = {path.stem: read(f"bids/{path.name}") for path in sorted((folder / "bids").glob("*.json"))}
    judged = [key for key, bid in bids.items() if bid["ends"] == "assessed"]
    return Sample(
        commission=read("commission.json"),
        people=read("people.json"),
        clauses=read("clauses.json"),
        criteria=read("criteria.json"),
        gathering=read("gathering.json"),
        sign_off=read("sign_off.json"),
        bids=bids,
        practice=read("panel/practice.json"),
        interests=read("panel/interests.json"),
        scores={key: read(f"panel/scores/{key}.json")["scores"] for key in judged},
        moderation={key: read(f"panel/moderation/{key}.json")["agreed"] for key in judged},
        choice=read("panel/choice.json"),
        award=read("award.json"),
    )


def born_on(age: int, today: date) -> date:
    """Return a date of birth that makes somebody `age` years old today, and for months after."""
    return today - timedelta(days=round(age * _DAYS_IN_A_YEAR) + _DAYS_SINCE_BIRTHDAY)


def whole_text(paragraphs: list[str]) -> str:
    """Return an answer as it is handed in: paragraphs with an empty line between them."""
    return "\n\n".join(paragraphs)
