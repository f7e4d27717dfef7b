"""The group sets the criteria as they were written one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import are_set, as_criterion, drafts_of, missing_of, put_in_force
from services.specification.rules.criteria import with_ids
from services.specification.rules.drafts import CriteriaAreNotReady
from shared.access import Caller
from shared.canonical import plain
from shared.ids import new_id


def set_drafted_criteria(
    session: Session, *, commission_id: str, caller: Caller, now: datetime, reason: str = ""
) -> Commission:
    """Make what was written the criteria of the commission. Voids signatures; an adult who does that gives a reason.

    Raises CriteriaAreNotReady, ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    drafts = drafts_of(session, commission_id)
    if not drafts or missing_of(commission, drafts):
        raise CriteriaAreNotReady("Something is still missing. The list says what.")
    if are_set(commission, drafts):
        return commission
    criteria = [as_criterion(each) for each in drafts]
    wanted: list[dict[str, Any]] = plain(with_ids(criteria, criteria, new_id))
    put_in_force(session, commission, wanted, caller=caller, reason=reason, now=now)
    return commission
