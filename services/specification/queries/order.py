"""The order of parts, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.specification.models import Clause


def put_in_order(session: Session, clauses: Sequence[Clause]) -> None:
    """Number the parts from 1 in this order. The commission is held."""
    changed = [(number, clause) for number, clause in enumerate(clauses, start=1) if clause.number != number]
    # No two may have one number, not even for a moment.
    for number, clause in changed:
        clause.number = -number
    session.flush()
    for number, clause in changed:
        clause.number = number
    session.flush()
