"""What `youth_panel` tells the others: who scores, what was agreed, and who was chosen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from shared.contracts.declaration import Event, event, part
from shared.contracts.skipping import SkippedFields


@part
class PanelMembers:
    """The seats of one panel: young_people or adults."""

    panel: str
    seat_ids: tuple[str, ...]
    criterion_ids: tuple[str, ...]


@part
class SeatScore:
    """One seat's own score of one criterion, 0 to 5, with its reason and where in the bid it points."""

    seat_id: str
    criterion_id: str
    score: int
    reason: str
    points_to: str


@part
class SeatAbstention:
    """One seat did not score this bid, and why."""

    seat_id: str
    reason: str


@part
class SeatSeal:
    """What makes a seat's hash of its scores checkable.

    `BidScored.scores_sha256` is over the canonical JSON of {seat_id, bid_id, scores, salt}, where scores is a list of
    {criterion_id, score, reason, points_to} in the published order of the criteria.
    """

    seat_id: str
    salt: str


@part
class Movement:
    """A seat that moved by a point or more between its own score and the agreed one, and why."""

    seat_id: str
    moved_from: Decimal
    moved_to: Decimal
    why: str


@part
class Dissent:
    """A seat that does not share the agreed score, in its own words."""

    seat_id: str
    reason: str


@part
class AgreedScore:
    """The agreed score of one bid on one criterion, a whole or half point, with its reason."""

    bid_id: str
    criterion_id: str
    panel: str
    score: Decimal
    reason: str
    movements: tuple[Movement, ...]
    dissents: tuple[Dissent, ...]


@part
class PanelScore:
    """A part's score of a bid, 0 to 100: of young_people, adults or price. Rounded half up to six places."""

    panel: str
    score: Decimal


@part
class RankedBid:
    """A bid's place in the ranking; none, with `excluded_because`, for a bid under a minimum score.

    Places rest on exact fractions. `total` is rounded half up to six places, since 100 x 3 / 7 has no end.
    """

    bid_id: str
    label: str
    place: int | None
    total: Decimal
    panel_scores: tuple[PanelScore, ...]
    excluded_because: str


@part
class WithoutPanel:
    """Who would be first without this panel's share."""

    panel: str
    bid_id: str | None


@part
class Deviation:
    """How far own scores lay apart on one criterion: their standard deviation from each bid's mean, over all bids."""

    criterion_id: str
    standard_deviation: Decimal


@part
class Sensitivity:
    """What would have changed the winner, all recomputable from the trail.

    `smallest_share_that_changes` is the smallest young people's share, in percent and rounded up to two places, at
    which another bid is first than without their panel; None where no share changes it. `decisive_seats` are those
    whose absence would change the winner.
    """

    without_panel: tuple[WithoutPanel, ...]
    smallest_share_that_changes: Decimal | None
    decisive_seats: tuple[str, ...]
    deviations: tuple[Deviation, ...]


@event("youth_panel.panel_formed.v1", key="commission_id")
class PanelFormed(Event):
    """The seats that will score were named, with the criteria each panel scores."""

    commission_id: str
    panels: tuple[PanelMembers, ...]
    formed_at: datetime


@event("youth_panel.practice_finished.v1", key="commission_id")
class PracticeFinished(Event):
    """A seat has scored a practice bid and talked it through."""

    commission_id: str
    seat_id: str
    finished_at: datetime


@event("youth_panel.interest_declared.v1", key="commission_id")
class InterestDeclared(Event):
    """A seat said whether it has an interest in a bidder, before reading any bid of theirs."""

    commission_id: str
    seat_id: str
    organisation_id: str
    conflict: bool
    declared_at: datetime


@event("youth_panel.seat_recused.v1", key="commission_id")
class SeatRecused(Event):
    """A seat takes no part in judging one bidder; the reason is on the record."""

    commission_id: str
    seat_id: str
    organisation_id: str
    recused_at: datetime


@event("youth_panel.bid_scored.v1", key="commission_id")
class BidScored(Event):
    """A seat handed in all its scores of one bid. Only their hash is known until all are in."""

    commission_id: str
    seat_id: str
    bid_id: str
    scores_sha256: str
    scored_at: datetime


@event("youth_panel.scoring_abstained.v1", key="commission_id")
class ScoringAbstained(Event):
    """A seat does not score this bid, and says why."""

    commission_id: str
    seat_id: str
    bid_id: str
    abstained_at: datetime


@event("youth_panel.scores_revealed.v1", key="commission_id")
class ScoresRevealed(Event):
    """All scores of one bid are in, and are shown to all who gave them."""

    commission_id: str
    bid_id: str
    scores: tuple[SeatScore, ...]
    abstentions: tuple[SeatAbstention, ...]
    revealed_at: datetime
    seals: tuple[SeatSeal, ...] = ()


@event("youth_panel.score_agreed.v1", key="commission_id")
class ScoreAgreed(Event):
    """The panel agreed the score of one bid on one criterion."""

    commission_id: str
    agreed: AgreedScore
    agreed_at: datetime


@event("youth_panel.scores_locked.v1", key="commission_id")
class ScoresLocked(Event):
    """The record of the moderation is complete, the chair signed it off, and no score can change."""

    commission_id: str
    chair_seat_id: str
    agreed: tuple[AgreedScore, ...]
    sha256: str
    locked_at: datetime


@event("youth_panel.ranking_made.v1", key="commission_id")
class RankingMade(Event):
    """The bids were ranked by the published rules, in exact fractions.

    `tie_broken_by` says what decided the first place: young_people_score, largest_weight, lots, or empty for no tie.
    """

    commission_id: str
    ranking: tuple[RankedBid, ...]
    tie_broken_by: str
    sensitivity: Sensitivity
    made_at: datetime


@event("youth_panel.choice_voted.v1", key="commission_id")
class ChoiceVoted(Event):
    """A seat has had its say in the choice."""

    commission_id: str
    seat_id: str
    voted_at: datetime


@event("youth_panel.provider_chosen.v1", key="commission_id")
class ProviderChosen(Event):
    """The panel chose, by quorum."""

    commission_id: str
    bid_id: str
    label: str
    votes_for: int
    votes_cast: int
    chosen_at: datetime


@event("youth_panel.choice_confirmed.v1", key="commission_id")
class ChoiceConfirmed(Event):
    """The commissioner confirmed the panel's choice, with reasons."""

    commission_id: str
    bid_id: str
    ranking: tuple[RankedBid, ...]
    agreed: tuple[AgreedScore, ...]
    confirmed_at: datetime


@event("youth_panel.choice_declined.v1", key="commission_id")
class ChoiceDeclined(Event):
    """The commissioner departed from the panel's choice; the reasons are published and told to the panel."""

    commission_id: str
    bid_id: str
    declined_at: datetime


@event("youth_panel.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `youth_panel` go on without an event it could not take, and said why."""
