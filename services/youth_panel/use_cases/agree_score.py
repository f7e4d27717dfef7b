"""Agreeing the score of one bid on one criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from services.youth_panel.models import AgreedScoreRow
from services.youth_panel.queries.ledger import as_published, ledger_of
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.rules.moderation import ScoresAreHidden, check_on_scale, check_version, moves
from shared.access import Caller
from shared.contracts.youth_panel import ScoreAgreed
from shared.messaging.outbox import record


def agree_score(
    session: Session, *, commission_id: str, bid_id: str, criterion_id: str, score: Decimal, reason: str,
    movements: Sequence[Mapping[str, str]], dissents: Sequence[Mapping[str, str]], replaces_version: int,
    caller: Caller, now: datetime,
) -> AgreedScoreRow:  # fmt: skip
    """Keep the agreed score with its reason, who moved and why, and who does not agree.

    It can be agreed anew until the lock; `replaces_version` is the version that is being replaced, 0 for the first,
    so that two chairs cannot overwrite each other unseen.
    """
    panel_before_lock(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    ledger.team.check_may_chair(caller)
    ledger.team.check_not_paused()
    ledger.bid(bid_id)
    panel = ledger.criterion(criterion_id)["panel"]
    if bid_id not in ledger.reveals:
        raise ScoresAreHidden("The own scores of this bid are not revealed yet. Reveal them, then talk, then agree.")
    row = ledger.agreed.get((bid_id, criterion_id))
    check_version(replaces_version, 0 if row is None else row.version)
    agreed = check_on_scale(score)
    moved = moves(
        ledger.own_scores(bid_id, criterion_id), agreed, [(each["seat_id"], each["why"]) for each in movements],
        [each["seat_id"] for each in dissents],
    )  # fmt: skip
    values: dict[str, Any] = {
        "score": agreed, "reason": reason, "version": replaces_version + 1, "agreed_by": caller.seat, "agreed_at": now,
        "void_since": None, "movements": moved,
        "dissents": [{"seat_id": each["seat_id"], "reason": each["reason"]} for each in dissents],
    }  # fmt: skip
    if row is None:
        row = AgreedScoreRow(
            commission_id=commission_id, bid_id=bid_id, criterion_id=criterion_id, panel=panel, **values
        )
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    session.refresh(row)
    event = ScoreAgreed(commission_id=commission_id, agreed=as_published(row), agreed_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return row
