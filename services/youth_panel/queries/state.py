"""Where a commission stands: its published rules, its panel, and whether anything may still change."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import (
    Choice,
    KnownBidder,
    KnownCommission,
    KnownTender,
    Panel,
    RankingRow,
)
from services.youth_panel.rules.blindness import BidsAreNotOpen
from services.youth_panel.rules.choice import RankingIsNotMade
from services.youth_panel.rules.membership import (
    CommissionHasEnded,
    CommissionIsUnknown,
    PanelIsNotFormed,
    TenderIsNotPublished,
)
from services.youth_panel.rules.moderation import ScoresAreLocked
from services.youth_panel.rules.scoring import Criterion, Rules
from shared.contracts.youth_panel import RankingMade


def commission_by_id(session: Session, commission_id: str) -> KnownCommission:
    """Return the commission. Raises CommissionIsUnknown."""
    found = session.get(KnownCommission, commission_id)
    if found is None:
        raise CommissionIsUnknown("There is no commission with this id.")
    return found


def running_commission(session: Session, commission_id: str, *, for_change: bool = False) -> KnownCommission:
    """Return the commission, `for_change` with its row locked. Raises CommissionIsUnknown or CommissionHasEnded."""
    if for_change:
        session.get(KnownCommission, commission_id, with_for_update=True)
    found = commission_by_id(session, commission_id)
    if found.ended_at is not None:
        raise CommissionHasEnded("This commission was abandoned, so nothing in it can change any more.")
    return found


def tender_of(session: Session, commission_id: str) -> KnownTender:
    """Return the published tender. Raises TenderIsNotPublished."""
    found = session.get(KnownTender, commission_id)
    if found is None:
        raise TenderIsNotPublished("The tender is not published yet. The panel's work begins when it is.")
    return found


def opened_tender(session: Session, commission_id: str) -> KnownTender:
    """Return the tender whose bids are open. Raises TenderIsNotPublished or BidsAreNotOpen."""
    found = tender_of(session, commission_id)
    if found.bids_opened_at is None:
        raise BidsAreNotOpen("The bids are sealed until a commissioner and a young person open them together.")
    return found


def panel_of(session: Session, commission_id: str) -> Panel:
    """Return the panel, to read. Raises PanelIsNotFormed."""
    found = session.get(Panel, commission_id)
    if found is None:
        raise _not_formed()
    return found


def panel_for_change(session: Session, commission_id: str) -> Panel:
    """Return the panel with its row locked until the transaction ends, so that acts come one after another.

    Raises CommissionIsUnknown, CommissionHasEnded or PanelIsNotFormed.
    """
    running_commission(session, commission_id)
    found = session.get(Panel, commission_id, with_for_update=True)
    if found is None:
        raise _not_formed()
    return found


def panel_before_lock(session: Session, commission_id: str) -> Panel:
    """Return the panel for a change that the lock ends. Raises as panel_for_change, and ScoresAreLocked."""
    found = panel_for_change(session, commission_id)
    if found.locked_at is not None:
        raise ScoresAreLocked("The chair has signed off the agreed scores, so no score can change any more.")
    return found


def _not_formed() -> PanelIsNotFormed:
    return PanelIsNotFormed("Nobody has been named to score yet. A commissioner or facilitator forms the panel.")


def published_rules(tender: KnownTender) -> Rules:
    """Read the rules as they were published."""
    criteria = tuple(
        Criterion(
            criterion_id=each["criterion_id"], panel=each["panel"], title=each["title"],
            weight=Fraction(each["weight"]),
            minimum=None if each["minimum_score"] is None else Fraction(each["minimum_score"]),
        )
        for each in tender.criteria
    )  # fmt: skip
    shares = {part: Fraction(share) for part, share in tender.shares.items()}
    return Rules(criteria=criteria, shares=shares, price_formula=tender.price_formula, tie_seed=tender.tie_seed)


def bidders_of(session: Session, commission_id: str) -> list[KnownBidder]:
    """Return the organisations that bid, by name: an order that says nothing about labels."""
    query = select(KnownBidder).where(KnownBidder.commission_id == commission_id)
    return sorted(session.scalars(query), key=lambda each: (each.name.casefold(), each.organisation_id))


def ranking_row(session: Session, commission_id: str) -> RankingRow:
    """Return the ranking as kept. Raises RankingIsNotMade."""
    found = session.get(RankingRow, commission_id)
    if found is None:
        raise RankingIsNotMade("The bids are ranked when the scores are locked and the prices are opened.")
    return found


def ranking_of(session: Session, commission_id: str) -> RankingMade:
    """Return the ranking as published. Raises RankingIsNotMade."""
    return RankingMade.from_wire(ranking_row(session, commission_id).document)


def choices_of(session: Session, commission_id: str) -> list[Choice]:
    """Return what the rounds of voting came to, first round first."""
    query = select(Choice).where(Choice.commission_id == commission_id).order_by(Choice.round)
    return list(session.scalars(query))
