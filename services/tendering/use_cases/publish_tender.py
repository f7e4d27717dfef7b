"""The commissioner publishes the tender, from the specification that young people signed."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.tendering.models import KnownCommission, Process, TenderDates
from services.tendering.queries import check_going
from services.tendering.queries.files import asked_files
from services.tendering.rules.bids import SpecificationIsNotAgreed, TenderIsPublishedAlready
from services.tendering.rules.locked import locked_rules
from services.tendering.rules.periods import check_dates, last_questions
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.declaration import schema_of
from shared.contracts.specification import Criterion, Shares
from shared.contracts.tendering import AskedFile, TenderPublished
from shared.ids import new_id
from shared.messaging.outbox import record


def publish_tender(
    session: Session, *, commission_id: str, closes_at: datetime, questions_until: datetime | None = None,
    urgent_because: str = "", caller: Caller, now: datetime,
) -> Process:  # fmt: skip
    """Open the tender until `closes_at`; criteria, weights, formulas and the seed for ties are locked with it.

    questions_until: where it is not said, it is a while before the end. urgent_because: why bidders get less time than
    usual, which is published. Raises SpecificationIsNotAgreed, TenderIsPublishedAlready, ClosingTimeIsWrong,
    ClosingTimeIsTooSoon, QuestionTimeIsWrong and CommissionHasEnded.
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
    last = last_questions(now, closes_at) if questions_until is None else questions_until
    check_dates(closes_at, last, regime=known.plan["regime"], opens_at=now, is_urgent=bool(urgent_because))
    seed = secrets.token_hex(16)
    files = [(each.title, each.needed) for each in asked_files(session, commission_id)]
    locked = locked_rules(known.criteria, known.plan["shares"], known.plan["price_formula"], seed, files)
    process = Process(
        commission_id=commission_id, tender_id=new_id(), specification_sha256=known.sha256, criteria=known.criteria,
        plan=known.plan, tie_seed=seed, opens_at=now, closes_at=closes_at, questions_until=last,
        urgent_because=urgent_because, rules_sha256=canonical_hash(locked),
    )  # fmt: skip
    session.add(process)
    session.execute(delete(TenderDates).where(TenderDates.commission_id == commission_id))
    session.flush()
    event = TenderPublished(
        commission_id=commission_id, tender_id=str(process.tender_id), specification_sha256=known.sha256,
        criteria=tuple(schema_of(Criterion).load(c) for c in known.criteria),
        shares=schema_of(Shares).load(known.plan["shares"]), price_formula=known.plan["price_formula"],
        tie_seed=seed, opens_at=now, closes_at=closes_at, questions_until=last,
        rules_sha256=str(process.rules_sha256), urgent_because=urgent_because,
        files=tuple(AskedFile(title=title, needed=needed) for title, needed in files),
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return process
