"""What `tendering` does when others have acted.

All events of one commission come in one order, so an effect that arrives without its cause means that something was
lost. Such an event is refused, which sets it aside until somebody has looked.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.tendering.models import KnownChoice, KnownCommission, Process
from services.tendering.queries import known_commission, submitted_bids
from services.tendering.rules.bids import NoSuchBid, TenderIsPublishedAlready
from services.tendering.use_cases.open_prices import open_prices
from shared.canonical import plain
from shared.contracts.specification import CommissionStarted, SignOffVoided, SpecificationAgreed
from shared.contracts.youth_panel import ChoiceConfirmed, ChoiceDeclined, ScoresLocked
from shared.messaging.handlers import EventMeta, Handlers


def on_commission_started(session: Session, event: CommissionStarted, _meta: EventMeta) -> None:
    """Know the commission and its plan."""
    session.merge(
        KnownCommission(commission_id=event.commission_id, title=event.title, need=event.need, plan=plain(event.plan))
    )


def on_specification_agreed(session: Session, event: SpecificationAgreed, _meta: EventMeta) -> None:
    """Know the text that was agreed."""
    known = known_commission(session, event.commission_id)
    known.title, known.need, known.plan = event.title, event.need, plain(event.plan)
    known.clauses, known.criteria, known.sha256 = plain(event.clauses), plain(event.criteria), event.sha256


def on_sign_off_voided(session: Session, event: SignOffVoided, _meta: EventMeta) -> None:
    """The agreement no longer stands."""
    known = known_commission(session, event.commission_id)
    known.clauses = known.criteria = known.sha256 = None


def react_to_sign_off_voided(session: Session, event: SignOffVoided, _meta: EventMeta) -> None:
    """Refuse it where a tender rests on the agreement: TenderIsPublishedAlready."""
    process = session.get(Process, event.commission_id)
    if process is not None and process.tender_id is not None and process.abandoned_at is None:
        raise TenderIsPublishedAlready("A signature was voided although the tender is published.")


def _choice(session: Session, commission_id: str) -> KnownChoice:
    known_commission(session, commission_id)
    found = session.get(KnownChoice, commission_id)
    if found is None:
        found = KnownChoice(commission_id=commission_id)
        session.add(found)
    return found


def on_scores_locked(session: Session, event: ScoresLocked, _meta: EventMeta) -> None:
    """Know the agreed scores."""
    known = _choice(session, event.commission_id)
    known.scores_locked_at, known.agreed = event.locked_at, plain(event.agreed)


def react_to_scores_locked(session: Session, event: ScoresLocked, meta: EventMeta) -> None:
    """Show prices and names. Of a commission that was abandoned meanwhile they stay hidden."""
    process = session.get(Process, event.commission_id)
    if process is None or process.abandoned_at is None:
        open_prices(session, commission_id=event.commission_id, now=meta.now)


def on_choice_confirmed(session: Session, event: ChoiceConfirmed, _meta: EventMeta) -> None:
    """Know the choice that may be awarded."""
    known = _choice(session, event.commission_id)
    known.bid_id, known.confirmed_at = event.bid_id, event.confirmed_at
    known.ranking, known.agreed = plain(event.ranking), plain(event.agreed)


def react_to_choice_confirmed(session: Session, event: ChoiceConfirmed, _meta: EventMeta) -> None:
    """Refuse the choice of a bid that was not opened here: NoSuchBid."""
    if event.bid_id not in {bid.bid_id for bid in submitted_bids(session, event.commission_id) if bid.label}:
        raise NoSuchBid("The bid that was chosen is none of those that were opened in this commission.")


def on_choice_declined(session: Session, event: ChoiceDeclined, _meta: EventMeta) -> None:
    """There is no choice to award."""
    known = _choice(session, event.commission_id)
    known.bid_id = known.confirmed_at = None


HANDLERS = Handlers(
    copies={
        CommissionStarted: on_commission_started,
        SpecificationAgreed: on_specification_agreed,
        SignOffVoided: on_sign_off_voided,
        ScoresLocked: on_scores_locked,
        ChoiceConfirmed: on_choice_confirmed,
        ChoiceDeclined: on_choice_declined,
    },
    reactions={
        SignOffVoided: react_to_sign_off_voided,
        ScoresLocked: react_to_scores_locked,
        ChoiceConfirmed: react_to_choice_confirmed,
    },
)
