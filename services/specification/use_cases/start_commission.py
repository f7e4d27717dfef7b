"""An officer starts a commission with its plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.rules.plan import check_plan
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.declaration import schema_of
from shared.contracts.specification import CommissionStarted, Plan
from shared.ids import new_id
from shared.messaging.outbox import record


def start_commission(
    session: Session,
    *,
    title: str,
    need: str,
    plan: dict[str, Any],
    caller: Caller,
    now: datetime,
    checks_young_texts: bool = False,
) -> Commission:
    """Publish the plan. Raises PlanIsInconsistent."""
    check_plan(plan)
    commission = Commission(
        commission_id=new_id(), title=title, need=need, plan=plain(plan), started_by=caller.holder_id, started_at=now,
        criteria=[], criteria_version=0, checks_young_texts=checks_young_texts,
    )  # fmt: skip
    session.add(commission)
    event = CommissionStarted(
        commission_id=commission.commission_id, started_by=caller.holder_id, title=title, need=need,
        plan=schema_of(Plan).load(commission.plan), started_at=now,
        checks_young_texts=checks_young_texts,
    )  # fmt: skip
    record(session, event, actor=caller.holder_id, now=now)
    return commission
