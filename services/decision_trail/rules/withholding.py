"""What is withheld from whom until when. Pure; why is told in docs/decisions/0004."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TENDER_PUBLISHED = "tendering.tender_published.v1"
BIDS_OPENED = "tendering.bids_opened.v1"
BID_OPENED = "tendering.bid_opened.v1"
SCORES_LOCKED = "youth_panel.scores_locked.v1"
CLAUSE_AGREED, TEXT_AGREED = "specification.clause_agreed.v1", "specification.specification_agreed.v1"
TEXT_HIDDEN, TEXT_SHOWN = "specification.text_hidden.v1", "specification.text_shown.v1"
ENDS = frozenset({"tendering.contract_signed.v1", "tendering.commission_abandoned.v1"})

SEALED = frozenset({
    "tendering.bid_submitted.v1", "tendering.bid_withdrawn.v1", "tendering.bid_confirmed.v1",
    "tendering.late_bid_refused.v1",
})  # fmt: skip
# Whoever asks is not known to the record: their question is its own actor.
ASKED = "tendering.question_asked.v1"
SEATS = frozenset({"people.seat_taken.v1", "people.seat_ended.v1"})

WITHHELD_POSITION = "Withheld until the bids are opened: a gap would tell how many bids there are."
WITHHELD_ORGANISATION = "Withheld until the agreed scores are locked: it would tell whose bid is whose."
WITHHELD_FEW = "Counts of under 5 young people are not published, so some steps are told once, and none has a number."
WITHHELD_JUDGING = (
    "Withheld until the agreed scores are locked: only a seat that has declared its interests reads bids and scores."
)

WITHHELD_HIDDEN = "Hidden, and the group was told why. The seal of this step is that of the words as they were."

# What the panel's own service closes to those who may not read it yet is not to be had here either. Words count too:
# the reason of a recusal can name the bidder. `reason` stands for the reason beside the event.
_UNTIL_THE_LOCK: Mapping[str, Mapping[str, str]] = {
    BID_OPENED: {
        "organisation_id": WITHHELD_ORGANISATION, "handed_in_by": WITHHELD_ORGANISATION, "answers": WITHHELD_JUDGING,
    },
    "youth_panel.interest_declared.v1": {"organisation_id": WITHHELD_ORGANISATION, "reason": WITHHELD_ORGANISATION},
    "youth_panel.seat_recused.v1": {"organisation_id": WITHHELD_ORGANISATION, "reason": WITHHELD_ORGANISATION},
    "youth_panel.scoring_abstained.v1": {"reason": WITHHELD_JUDGING},
    "youth_panel.scores_revealed.v1": {
        "scores": WITHHELD_JUDGING, "abstentions": WITHHELD_JUDGING, "seals": WITHHELD_JUDGING,
    },
    "youth_panel.score_agreed.v1": {"agreed": WITHHELD_JUDGING, "reason": WITHHELD_JUDGING},
}  # fmt: skip

FEWEST_TOLD = 5
# What only young people do: that it is told more than once counts them.
_YOUNG_ALONE = frozenset({"specification.specification_signed.v1", "youth_panel.choice_voted.v1"})
# What a process has once, or once a bid, whoever does it: it counts nobody.
_COUNTS_NOBODY = frozenset({
    "specification.specification_agreed.v1", "tendering.opening_begun.v1", BIDS_OPENED, BID_OPENED,
    "youth_panel.provider_chosen.v1",
})  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What decides about withholding: whether these things have happened in the commission.

    hidden_words: clause, heading and text of what the group agreed and what is hidden now.
    """

    tender_published: bool
    provider_seated: bool
    bids_opened: bool
    scores_locked: bool
    ended: bool
    hidden_words: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def sealed(self) -> bool:
        """Whether bids are about, or providers who mean to bid, and none is opened yet.

        A gap would count them. An end without opening keeps them sealed for good.
        """
        return (self.tender_published or self.provider_seated) and not self.bids_opened


def facts_of(
    types: frozenset[str] | set[str], *, provider_seated: bool,
    hidden_words: frozenset[tuple[str, str, str]] = frozenset(),
) -> Facts:  # fmt: skip
    """Return the facts from the types of events that a commission has, and whether a provider took a seat in it."""
    return Facts(
        tender_published=TENDER_PUBLISHED in types, provider_seated=provider_seated, bids_opened=BIDS_OPENED in types,
        scores_locked=SCORES_LOCKED in types, ended=bool(ENDS & types), hidden_words=hidden_words,
    )  # fmt: skip


def is_sealed(event_type: str, data: Mapping[str, Any]) -> bool:
    """Say whether an event would tell who bids or how many: about a bid, or about a provider's seat."""
    return event_type in SEALED or (event_type in SEATS and data.get("role") == "provider")


def hidden(event_type: str, data: Mapping[str, Any], facts: Facts) -> bool:
    """Say whether an entry is not shown at all for now.

    A provider's seat is hidden also before the tender is published: it would tell who means to bid.
    """
    return is_sealed(event_type, data) and not facts.bids_opened


def words_hidden(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> frozenset[tuple[str, str, str]]:
    """Return clause, heading and text of what was agreed and is hidden now.

    entries: type and data of every event by which a clause was agreed, or a text hidden or shown, in their order.
    """
    agreed: dict[tuple[str, str], tuple[str, str, str]] = {}
    hidden_now: set[tuple[str, str]] = set()
    for event_type, data in entries:
        version = str(data.get("version"))
        if event_type == CLAUSE_AGREED:
            agreed[str(data.get("clause_id")), version] = _words_of(data)
        elif event_type == TEXT_HIDDEN:
            hidden_now.add((str(data.get("text_id")), version))
        elif event_type == TEXT_SHOWN:
            hidden_now.discard((str(data.get("text_id")), version))
    return frozenset(words for version, words in agreed.items() if version in hidden_now)


def _words_of(clause: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(clause.get("clause_id")), str(clause.get("heading")), str(clause.get("text"))


def _without_hidden(clause: Any, facts: Facts) -> Any:
    """Return a clause, or an event that holds one, without words that are hidden, however it came."""
    if not isinstance(clause, Mapping) or _words_of(clause) not in facts.hidden_words:
        return clause
    return {**clause, "heading": WITHHELD_HIDDEN, "text": WITHHELD_HIDDEN}


def shown_data(event_type: str, data: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """Return an event's data as it may be shown: bids, scores, and whose bid is whose come out with the lock.

    Words that were agreed and are hidden do not come out at all, unless they are shown again.
    """
    if facts.hidden_words and event_type in (CLAUSE_AGREED, TEXT_AGREED):
        data = _without_hidden(data, facts)
        if isinstance(data.get("clauses"), list):
            data = {**data, "clauses": [_without_hidden(each, facts) for each in data["clauses"]]}
    withheld = {} if facts.scores_locked else _UNTIL_THE_LOCK.get(event_type, {})
    return {name: withheld.get(name, value) for name, value in data.items()}


def shown_reason(event_type: str, reason: str, facts: Facts) -> str:
    """Return the reason beside an event as it may be shown."""
    withheld = {} if facts.scores_locked else _UNTIL_THE_LOCK.get(event_type, {})
    return withheld.get("reason", reason) if reason else reason


def few(young: Mapping[str, int]) -> frozenset[str]:
    """Return the types of events that fewer than 5 young people did; `young`: how many different ones, by type.

    What is published of these names no role, so that nobody can tell how many of a type were young people's.
    """
    return frozenset(name for name, seats in young.items() if 0 < seats < FEWEST_TOLD and name not in _COUNTS_NOBODY)


def told_once(found: frozenset[str]) -> frozenset[str]:
    """Return those of these types of which one step is published and stands for all: only young people do them.

    Then no step of the commission has a number, since a gap would count them.
    """
    return found & _YOUNG_ALONE
