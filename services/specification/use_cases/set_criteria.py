"""The group sets the criteria, with weights, descriptors and minimum scores."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries.commissions import open_commission
from services.specification.queries.writing import check_reason_given, record_change
from services.specification.rules.criteria import check_criteria, with_ids
from services.specification.rules.texts import check_version
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.declaration import schema_of
from shared.contracts.specification import CriteriaSet, Criterion
from shared.ids import new_id


def set_criteria(
    session: Session, *, commission_id: str, criteria: list[dict[str, Any]], version: int, caller: Caller,
    now: datetime, reason: str = "",
) -> Commission:  # fmt: skip
    """Replace the whole list. Voids signatures; an adult who does that gives a reason. The same list changes nothing.

    Raises CriteriaAreInconsistent, TextHasChanged, ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and
    CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_version(version, commission.criteria_version, criteria=commission.criteria)
    check_criteria(criteria, {name: Decimal(value) for name, value in commission.plan["shares"].items()})
    wanted: list[dict[str, Any]] = plain(with_ids(criteria, commission.criteria, new_id))
    if wanted == commission.criteria:
        return commission
    check_reason_given(session, commission_id, caller=caller, was_agreed=False, reason=reason)
    commission.criteria = wanted
    commission.criteria_version += 1
    loaded = tuple(schema_of(Criterion).load(each) for each in wanted)
    event = CriteriaSet(commission_id=commission_id, criteria=loaded, set_at=now)
    changed = "The criteria are new."
    record_change(session, commission, event, changed=changed, caller=caller, reason=reason, now=now)
    return commission
