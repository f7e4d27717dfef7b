"""Ranking the bids when the prices are opened: no person's act, but the published rules' own effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import KnownPrice, RankingRow
from services.youth_panel.queries.ledger import Ledger, ledger_of
from services.youth_panel.queries.state import opened_tender, panel_for_change, published_rules
from services.youth_panel.rules.moderation import ScoresAreNotLocked
from services.youth_panel.rules.ranking import Ranking
from services.youth_panel.rules.scoring import Assessed, PriceIsMissing, Standing, exclusions, rounded
from services.youth_panel.rules.sensitivity import (
    Field,
    decisive_seats,
    smallest_share_that_changes,
    standard_deviation,
    winner_without,
)
from shared.contracts.youth_panel import Deviation, PanelScore, RankedBid, RankingMade, Sensitivity, WithoutPanel
from shared.messaging.outbox import record


def make_ranking(session: Session, *, commission_id: str, budget: Decimal, now: datetime) -> None:
    """Rank the bids from the locked scores and the opened prices, with what would have changed the winner.

    Raises ScoresAreNotLocked or PriceIsMissing where the log brings prices that cannot be.
    """
    panel = panel_for_change(session, commission_id)
    if panel.locked_at is None:
        raise ScoresAreNotLocked("Prices came before the scores were locked, so the bids cannot be ranked.")
    tender = opened_tender(session, commission_id)
    ledger = ledger_of(session, tender)
    rules = published_rules(tender)
    bids = _assessed(session, ledger, commission_id)
    field = Field(tuple(bids), rules, Fraction(budget), exclusions(bids, rules.criteria))
    ranking = field.ranked()
    event = RankingMade(
        commission_id=commission_id, ranking=_published(ranking), tie_broken_by=ranking.tie_broken_by,
        sensitivity=_sensitivity(field, ledger), made_at=now,
    )  # fmt: skip
    shown = {each.bid.bid_id: rounded(each.total, 2) for each in (*ranking.placed, *ranking.excluded)}
    session.add(RankingRow(commission_id=commission_id, document=event.to_wire(), shown=shown, made_at=now))
    record(session, event, actor="system", now=now)


def _assessed(session: Session, ledger: Ledger, commission_id: str) -> list[Assessed]:
    prices = {
        each.bid_id: each.price
        for each in session.scalars(select(KnownPrice).where(KnownPrice.commission_id == commission_id))
    }
    without = [bid.label for bid in ledger.bids if bid.bid_id not in prices]
    if without:
        raise PriceIsMissing(f"The prices of {', '.join(without)} are missing, so the bids cannot be ranked.")
    agreed = {key: Fraction(row.score) for key, row in ledger.agreed.items()}
    return [
        Assessed(
            bid_id=bid.bid_id, label=bid.label, price=Fraction(prices[bid.bid_id]),
            agreed={criterion: score for (bid_id, criterion), score in agreed.items() if bid_id == bid.bid_id},
        )
        for bid in ledger.bids
    ]  # fmt: skip


def _published(ranking: Ranking) -> tuple[RankedBid, ...]:
    placed = [_ranked(standing, place) for place, standing in enumerate(ranking.placed, start=1)]
    return (*placed, *(_ranked(standing, None) for standing in ranking.excluded))


def _ranked(standing: Standing, place: int | None) -> RankedBid:
    return RankedBid(
        bid_id=standing.bid.bid_id, label=standing.bid.label, place=place, total=rounded(standing.total),
        panel_scores=tuple(
            PanelScore(panel=part, score=rounded(score)) for part, score in standing.panel_scores.items()
        ),
        excluded_because=standing.excluded_because,
    )  # fmt: skip


def _sensitivity(field: Field, ledger: Ledger) -> Sensitivity:
    criteria: Sequence[str] = [each.criterion_id for each in field.rules.criteria]
    own = {
        (bid.bid_id, criterion): ledger.own_scores(bid.bid_id, criterion)
        for bid in ledger.bids
        for criterion in criteria
    }
    return Sensitivity(
        without_panel=tuple(
            WithoutPanel(panel=part, bid_id=winner_without(field, part))
            for part, share in field.rules.shares.items()
            if share
        ),
        smallest_share_that_changes=smallest_share_that_changes(field),
        decisive_seats=decisive_seats(field, own),
        deviations=tuple(
            Deviation(criterion_id=each, standard_deviation=standard_deviation(own, each)) for each in criteria
        ),
    )  # fmt: skip
