"""A text is hidden with a reason, or shown again with one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion
from services.specification.queries.checking import settle_reports
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.writing import record_change
from services.specification.rules.texts import CLAUSE, NoSuchClause
from shared.access import Caller
from shared.contracts.specification import TextHidden, TextShown
from shared.messaging.outbox import record


def hide_text(
    session: Session, *, commission_id: str, clause_id: str, version: int, hides: bool, reason: str, caller: Caller,
    now: datetime,
) -> Clause:  # fmt: skip
    """Hide a version of a clause, or show it again; the group is told why. Again changes nothing.

    While its current version is hidden, a clause is no part of the text: so this voids signatures. Of what is
    published with the tender nothing can be hidden any more. What was reported of it is settled by this.

    Raises NoSuchClause, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id, ended=True)
    written = session.get(ClauseVersion, (clause_id, version))
    if written is None:
        raise NoSuchClause("There is no such version of this clause.")
    if (written.hidden_at is not None) == hides:
        return clause
    written.hidden_at, written.hidden_why = (now, reason) if hides else (None, "")
    if hides:
        settle_reports(session, clause_id, version, now)
    parts = {"commission_id": commission_id, "text_id": clause_id, "place": CLAUSE, "version": version}
    event = TextHidden(**parts, hidden_at=now) if hides else TextShown(**parts, shown_at=now)  # type: ignore[arg-type]
    if version == clause.version:
        clause.hidden_at = written.hidden_at
    if version != clause.version or clause.ended_at is not None:
        record(session, event, actor=caller.seat, reason=reason, now=now)
        return clause
    session.flush()
    changed = f"Clause {clause.number} is {'hidden' if hides else 'shown again'}."
    record_change(session, commission, event, changed=changed, caller=caller, reason=reason, now=now)
    return clause
