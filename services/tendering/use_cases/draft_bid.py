"""A provider begins a bid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, organisation_of, takes_bids
from services.tendering.queries.drafts import begin_bid
from services.tendering.rules.bids import PRICE, TenderIsClosed, check_asked
from shared.access import Caller
from shared.canonical import plain


def draft_bid(
    session: Session, *, commission_id: str, answers: dict[str, str], price: Decimal | None, caller: Caller,
    now: datetime,
) -> Bid:  # fmt: skip
    """Keep a draft that nobody else can see, under seal. No event tells of it.

    Raises NoSuchTender, OrganisationIsMissing, BidExistsAlready, AnswersAreNotAsked, TenderIsClosed, KeyFault and
    CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so no new bid can be begun.")
    check_asked(answers, process.criteria or [])
    values = {**answers, PRICE: plain(price)}
    return begin_bid(session, process, values, organisation_of(session, caller), caller=caller, now=now)
