"""The group sets the criteria, with weights, descriptors and minimum scores."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries import open_commission, void_sign_offs
from services.specification.rules import check_criteria, check_version
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.declaration import schema_of
from shared.contracts.specification import CriteriaSet, Criterion
from shared.ids import new_id
from shared.messaging.outbox import record


def set_criteria(
    session: Session, *, commission_id: str, criteria: list[dict[str, Any]], version: int, caller: Caller,
    now: datetime,
) -> Commission:  # fmt: skip
    """Replace the whole list. A criterion keeps its id where it is sent with one of this list's. Voids signatures.

    Raises CriteriaAreInconsistent, TextHasChanged, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_version(version, commission.criteria_version, "")
    shares = {name: Decimal(value) for name, value in commission.plan["shares"].items()}
    check_criteria(criteria, shares)
    known = {c["criterion_id"] for c in commission.criteria}
    kept: list[dict[str, Any]] = []
    for criterion in criteria:
        given = criterion.get("criterion_id")
        criterion_id = given if given in known else new_id()
        known.discard(criterion_id)
        kept.append(plain({"minimum_score": None, **criterion, "criterion_id": criterion_id}))
    if kept == commission.criteria:
        return commission
    commission.criteria = kept
    commission.criteria_version += 1
    void_sign_offs(session, commission, changed="the criteria", actor=caller.seat, reason="", now=now)
    loaded = tuple(schema_of(Criterion).load(c) for c in kept)
    event = CriteriaSet(commission_id=commission_id, criteria=loaded, set_at=now)
    record(session, event, actor=caller.seat, now=now)
    return commission
