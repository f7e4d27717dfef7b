"""The chair's sign-off: from here on no score changes, and names and prices may be seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.youth_panel.queries.ledger import ledger_of
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.rules.completeness import check_complete, missing_pieces
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.youth_panel import ScoresLocked
from shared.messaging.outbox import record


def lock_scores(session: Session, *, commission_id: str, sign_off: str, caller: Caller, now: datetime) -> None:
    """Lock the agreed scores, if the record of how they were reached is complete.

    Raises RecordIsIncomplete with the list of what is missing.
    """
    panel = panel_before_lock(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    ledger.team.check_may_chair(caller)
    ledger.team.check_not_paused()
    check_complete(missing_pieces(ledger.records(), ledger.criteria_and_panels(), sign_off))
    agreed = ledger.agreed_scores()
    panel.locked_at, panel.locked_by, panel.sign_off = now, caller.seat, sign_off
    panel.agreed_sha256 = canonical_hash(agreed)
    event = ScoresLocked(
        commission_id=commission_id, chair_seat_id=caller.seat, agreed=agreed, sha256=panel.agreed_sha256,
        locked_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=sign_off, now=now)
