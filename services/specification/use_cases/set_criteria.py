"""The group sets the criteria, with weights, descriptors and minimum scores."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import follow_the_list, put_in_force
from services.specification.rules.criteria import check_criteria, with_ids
from services.specification.rules.drafts import WordsAreReadFirst
from services.specification.rules.texts import check_version
from shared.access import Caller
from shared.canonical import plain
from shared.ids import new_id


def set_criteria(
    session: Session, *, commission_id: str, criteria: list[dict[str, Any]], version: int, caller: Caller,
    now: datetime, reason: str = "",
) -> Commission:  # fmt: skip
    """Replace the whole list. Voids signatures; an adult who does that gives a reason. The same list changes nothing.

    Whose words a facilitator reads first writes drafts instead. Raises CriteriaAreInconsistent, TextHasChanged,
    NoSuchCriterion where one of them is hidden, WordsAreReadFirst, ReasonIsMissing, SpecificationIsTooLong,
    RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_version(version, commission.criteria_version, criteria=commission.criteria)
    check_criteria(criteria, {name: Decimal(value) for name, value in commission.plan["shares"].items()})
    wanted: list[dict[str, Any]] = plain(with_ids(criteria, commission.criteria, new_id))
    if wanted == commission.criteria:
        return commission
    if waits_for_check(session, commission, caller):
        raise WordsAreReadFirst("A facilitator reads your words first. Write each criterion by itself: then it waits.")
    put_in_force(session, commission, wanted, caller=caller, reason=reason, now=now)
    follow_the_list(session, commission, caller=caller, now=now)
    return commission
