"""Somebody weighs the criteria of one panel."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import DraftCriterion
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import drafts_of
from services.specification.rules.drafts import check_weights
from services.specification.rules.texts import TextHasChanged
from shared.access import Caller


def weigh_criteria(
    session: Session, *, commission_id: str, panel: str, weights: list[dict[str, Any]], caller: Caller, now: datetime
) -> list[DraftCriterion]:
    """Set the weights of all criteria of a panel; they total 100. weights: {criterion_id, weight, was} each.

    was: the weight that the caller had seen. Raises WeightsAreWrong, TextHasChanged where somebody weighed them, or
    changed which there are, meanwhile, RulesAreLocked and CommissionHasEnded.
    """
    _ = caller, now
    open_commission(session, commission_id)
    drafts = [each for each in drafts_of(session, commission_id) if each.words["panel"] == panel]
    sent = {each["criterion_id"]: each for each in weights}
    same = [sent[each.criterion_id]["was"] == Decimal(each.weight) for each in drafts if each.criterion_id in sent]
    if len(sent) != len(drafts) or len(same) != len(drafts) or not all(same):
        raise TextHasChanged(
            "Somebody changed the weights meanwhile. What you typed is still here. Look at both, and save again."
        )
    check_weights([each["weight"] for each in weights])
    for each in drafts:
        each.weight = _short(sent[each.criterion_id]["weight"])
    return drafts


def _short(number: Decimal) -> str:
    """Without empty digits: 30.00 and 30 are one weight."""
    return format(Decimal(format(number.normalize(), "f")), "f")
