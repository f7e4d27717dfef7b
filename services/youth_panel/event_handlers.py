"""What this service does with the events of others: copies of the plan, tender, bids and prices, and the ranking.

All events of one commission come in one order, so an effect that arrives without its cause means that something
was lost. Such an event is refused, which sets it aside until somebody has looked.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.youth_panel.models import KnownBid, KnownBidder, KnownCommission, KnownPrice, KnownTender
from services.youth_panel.queries.state import commission_by_id, tender_of
from services.youth_panel.rules.blindness import BidIsUnknown
from services.youth_panel.use_cases.make_ranking import make_ranking
from shared.canonical import plain
from shared.contracts.specification import CommissionStarted, SpecificationAgreed
from shared.contracts.tendering import BidOpened, BidsOpened, CommissionAbandoned, PricesOpened, TenderPublished
from shared.messaging.handlers import EventMeta, Handlers


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know the commission, its money and its quorum."""
    plan = event.plan
    session.merge(
        KnownCommission(commission_id=event.commission_id, budget=plan.budget, choice_quorum=plan.choice_quorum)
    )


def on_specification_agreed(session: Session, event: SpecificationAgreed, _meta: EventMeta) -> None:
    """Take the plan as it was agreed, which is what counts."""
    plan = event.plan
    session.merge(
        KnownCommission(commission_id=event.commission_id, budget=plan.budget, choice_quorum=plan.choice_quorum)
    )


def on_tender_published(session: Session, event: TenderPublished, meta: EventMeta) -> None:
    """Know the published rules. Raises CommissionIsUnknown where the commission never started."""
    commission_by_id(session, event.commission_id)
    session.merge(
        KnownTender(
            commission_id=event.commission_id, criteria=plain(event.criteria), shares=plain(event.shares),
            price_formula=event.price_formula, tie_seed=event.tie_seed, published_at=meta.time,
        )
    )  # fmt: skip


def on_bids_opened(session: Session, event: BidsOpened, _meta: EventMeta) -> None:
    """Know the labels and, apart from them, the names. Raises TenderIsNotPublished where there is no tender."""
    tender_of(session, event.commission_id).bids_opened_at = event.opened_at
    for bidder in event.bidders:
        session.merge(
            KnownBidder(
                commission_id=event.commission_id, organisation_id=bidder.organisation_id, name=bidder.name
            )
        )  # fmt: skip
    for bid in event.bids:
        _bid(session, event.commission_id, bid.bid_id, bid.label)


def on_bid_opened(session: Session, event: BidOpened, _meta: EventMeta) -> None:
    """Know what a bid says. It may come before BidsOpened or after it; neither order loses anything."""
    tender_of(session, event.commission_id)
    bid = _bid(session, event.commission_id, event.bid_id, event.label)
    bid.organisation_id = event.organisation_id
    bid.answers = plain(event.answers)


def _bid(session: Session, commission_id: str, bid_id: str, label: str) -> KnownBid:
    found = session.get(KnownBid, bid_id)
    if found is None:
        found = KnownBid(bid_id=bid_id, commission_id=commission_id, label=label)
        session.add(found)
    return found


def on_prices_opened(session: Session, event: PricesOpened, _meta: EventMeta) -> None:
    """Know prices and names. Raises BidIsUnknown for the price of a bid that was never opened."""
    for price in event.prices:
        if session.get(KnownBid, price.bid_id) is None:
            raise BidIsUnknown("A price came for a bid that was never opened.", bid_id=price.bid_id)
        session.merge(
            KnownPrice(
                bid_id=price.bid_id, commission_id=event.commission_id, provider_name=price.provider_name,
                price=price.price,
            )
        )  # fmt: skip


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """Let nothing in this commission change any more."""
    commission_by_id(session, event.commission_id).ended_at = event.abandoned_at


def rank_on_prices_opened(session: Session, event: PricesOpened, meta: EventMeta) -> None:
    """Rank the bids, now that their prices are known."""
    make_ranking(session, commission_id=event.commission_id, budget=event.budget, now=meta.now)


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        SpecificationAgreed: on_specification_agreed,
        TenderPublished: on_tender_published,
        BidsOpened: on_bids_opened,
        BidOpened: on_bid_opened,
        PricesOpened: on_prices_opened,
        CommissionAbandoned: on_commission_abandoned,
    },
    reactions={PricesOpened: rank_on_prices_opened},
)
