"""The commissioner publishes the tender, from the specification that young people signed."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import KnownCommission, Process
from services.tendering.queries import check_going
from services.tendering.rules.bids import SpecificationIsNotAgreed, TenderIsPublishedAlready, check_closing_time
from shared.access import Caller
from shared.contracts.declaration import schema_of
from shared.contracts.specification import Criterion, Shares
from shared.contracts.tendering import TenderPublished
from shared.ids import new_id
from shared.messaging.outbox import record


def publish_tender(
    session: Session, *, commission_id: str, closes_at: datetime, caller: Caller, now: datetime
) -> Process:
    """Open the tender until `closes_at`; criteria, weights, formulas and the seed for ties are locked with it.

    Raises SpecificationIsNotAgreed, TenderIsPublishedAlready, ClosingTimeIsWrong and CommissionHasEnded.
    """
    known = session.get(KnownCommission, commission_id, with_for_update=True)
    process = session.get(Process, commission_id)
    if process is not None:
        check_going(process)
        raise TenderIsPublishedAlready("The tender of this commission is published.")
    if known is None or known.sha256 is None or known.criteria is None:
        raise SpecificationIsNotAgreed(
            "The specification is not agreed, or changed after it was signed. A quorum of young people signs first."
        )
    check_closing_time(closes_at, now)
    process = Process(
        commission_id=commission_id, tender_id=new_id(), specification_sha256=known.sha256, criteria=known.criteria,
        plan=known.plan, tie_seed=secrets.token_hex(16), opens_at=now, closes_at=closes_at,
    )  # fmt: skip
    session.add(process)
    session.flush()
    event = TenderPublished(
        commission_id=commission_id, tender_id=str(process.tender_id), specification_sha256=known.sha256,
        criteria=tuple(schema_of(Criterion).load(c) for c in known.criteria),
        shares=schema_of(Shares).load(known.plan["shares"]), price_formula=known.plan["price_formula"],
        tie_seed=str(process.tie_seed), opens_at=now, closes_at=closes_at,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return process
