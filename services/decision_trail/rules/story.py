"""How an ended commission is told to everybody: what came out, and what happened, chapter by chapter. Pure.

What came out rests on what the process publishes: the provider that got the contract, the shares of the decision, and
the reasons with which the council says yes or no, or ends it (docs/decisions/0004). Everything else is told by role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CHOSEN = "youth_panel.provider_chosen.v1"
CONFIRMED = "youth_panel.choice_confirmed.v1"
DECLINED = "youth_panel.choice_declined.v1"
RANKED = "youth_panel.ranking_made.v1"
SIGNED = "tendering.contract_signed.v1"
ABANDONED = "tendering.commission_abandoned.v1"
STARTED = "specification.commission_started.v1"
TELLS_THE_OUTCOME = (STARTED, RANKED, CHOSEN, CONFIRMED, DECLINED, SIGNED, ABANDONED)

_CHAPTERS: Sequence[tuple[str, frozenset[str]]] = (
    ("Getting ready", frozenset()),
    ("Writing the text together", frozenset({
        "specification.contribution_added.v1", "specification.clause_drafted.v1", "specification.clause_agreed.v1",
        "specification.criteria_set.v1", "specification.survey_opened.v1",
    })),
    ("Bids come in", frozenset({"tendering.tender_published.v1"})),
    ("Opening the bids", frozenset({"tendering.opening_begun.v1", "tendering.bids_opened.v1"})),
    ("Scoring, each person alone", frozenset({
        "youth_panel.panel_formed.v1", "youth_panel.practice_finished.v1", "youth_panel.interest_declared.v1",
        "youth_panel.bid_scored.v1",
    })),
    ("Agreeing the scores", frozenset({"youth_panel.score_agreed.v1"})),
    ("Choosing", frozenset({"tendering.prices_opened.v1", RANKED})),
    ("The contract", frozenset({"tendering.assessment_summary_sent.v1", "tendering.award_decided.v1", SIGNED})),
)  # fmt: skip
_MAY_COME_EARLIER = frozenset({"youth_panel.panel_formed.v1", "youth_panel.practice_finished.v1"})
_OPENS = {event_type: number for number, (_, types) in enumerate(_CHAPTERS) for event_type in types}
_LAST_IN_ITS_CHAPTER = "notifications.seats_told.v1"


@dataclass(frozen=True)
class Happening:
    """An event that tells something about the outcome."""

    type: str
    at: datetime
    reason: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What the council decided, when and why. `reason` is empty where none was kept."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What came out. `provider` is empty where no contract was signed.

    How many voted for it is not told: among few young people that tells who voted how.
    shares: percent of the decision, of young_people, adults and price. without_young_people: whether the same provider
    would have come first without their scores; None where that is not known.
    """

    provider: str
    signed_at: datetime | None
    chosen_at: datetime | None
    shares: Mapping[str, str]
    without_young_people: bool | None
    yes: Decision | None
    noes: tuple[Decision, ...]
    abandoned: Decision | None


@dataclass
class Row:
    """All steps of one kind in a chapter."""

    type: str
    items: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def roles(self) -> list[str]:
        """Who did it, by role, in the order of their first step."""
        return list(dict.fromkeys(item["actor_role"] for item in self.items if item["actor_role"]))


@dataclass
class Chapter:
    """A part of the story, with its steps gathered by kind."""

    title: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def told(self) -> list[Row]:
        """The rows in the order of their first step; that people were told about them comes last."""
        return sorted(self.rows.values(), key=lambda row: row.type == _LAST_IN_ITS_CHAPTER)

    @property
    def begins_and_ends(self) -> tuple[datetime, datetime]:
        """When its first step and its last happened."""
        times: list[datetime] = [item["occurred_at"] for row in self.rows.values() for item in row.items]
        return min(times), max(times)


def chapters(items: Sequence[Mapping[str, Any]]) -> list[Chapter]:
    """Gather the steps of a timeline, in their order, into chapters. Each step is in exactly one row of one chapter."""
    found: dict[int, Chapter] = {}
    now = 0
    for item in items:
        opens = _OPENS.get(item["type"], 0)
        if opens == now + 1 or (opens > now and item["type"] not in _MAY_COME_EARLIER):
            now = opens
        chapter = found.setdefault(now, Chapter(_CHAPTERS[now][0]))
        chapter.rows.setdefault(item["type"], Row(item["type"])).items.append(item)
    return list(found.values())


def outcome(happenings: Sequence[Happening]) -> Outcome:
    """Return what came out. Data that is damaged or of a later version is left out, and never guessed."""
    last = {each.type: each for each in happenings}
    signed, chosen, abandoned = last.get(SIGNED), last.get(CHOSEN), last.get(ABANDONED)
    confirmed = last.get(CONFIRMED) if signed else None
    return Outcome(
        provider=_text(signed.data.get("provider_name")) if signed else "",
        signed_at=signed.at if signed else None,
        chosen_at=chosen.at if signed and chosen else None,
        shares=_shares(last[STARTED].data) if STARTED in last else {},
        without_young_people=_same_without(last.get(RANKED), signed),
        yes=Decision(confirmed.at, confirmed.reason) if confirmed else None,
        noes=tuple(Decision(each.at, each.reason) for each in happenings if each.type == DECLINED),
        abandoned=Decision(abandoned.at, abandoned.reason) if abandoned else None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _shares(data: Mapping[str, Any]) -> dict[str, str]:
    plan = data.get("plan")
    shares = plan.get("shares") if isinstance(plan, dict) else None
    names = ("young_people", "adults", "price")
    found = {name: _text(shares.get(name)) for name in names} if isinstance(shares, dict) else {}
    return found if all(found.values()) else {}


def _same_without(ranked: Happening | None, signed: Happening | None) -> bool | None:
    if ranked is None or signed is None:
        return None
    sensitivity = ranked.data.get("sensitivity")
    without = sensitivity.get("without_panel") if isinstance(sensitivity, dict) else None
    for each in without if isinstance(without, list) else []:
        if isinstance(each, dict) and each.get("panel") == "young_people" and _text(each.get("bid_id")):
            return bool(each["bid_id"] == signed.data.get("bid_id"))
    return None
