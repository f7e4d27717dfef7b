"""The whole text that is signed, and who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    Commission,
    SignOff,
)
from services.specification.rules.commissions import NoSuchCommission
from shared.access import active_seats
from shared.canonical import canonical_hash
from shared.roles import Role


def document(commission: Commission, clauses: Sequence[Clause]) -> dict[str, Any]:
    """Return the text that is signed: {title, need, plan, clauses, criteria}."""
    return {
        "title": commission.title,
        "need": commission.need,
        "plan": commission.plan,
        "clauses": [
            {
                "clause_id": c.clause_id, "number": c.number, "heading": c.heading, "text": c.text,
                "drafted_by": c.drafted_by, "drafted_by_role": c.drafted_by_role,
            }
            for c in clauses
        ],
        "criteria": commission.criteria,
    }  # fmt: skip


def read_document(session: Session, commission_id: str) -> dict[str, Any]:
    """Return the text as it stands, with its hash once it can be signed, and who signed it. Raises NoSuchCommission."""
    # One statement sees one state: a hash over half of an edit would be of a text that never stood.
    standing = (Clause.commission_id == Commission.commission_id) & Clause.hidden_at.is_(None)
    query = select(Commission, Clause).outerjoin(Clause, standing)
    rows = session.execute(query.where(Commission.commission_id == commission_id).order_by(Clause.number)).all()
    if not rows:
        raise NoSuchCommission("There is no such commission.")
    commission, clauses = rows[0][0], [clause for _, clause in rows if clause is not None]
    text = document(commission, clauses)
    signable = bool(clauses and commission.criteria) and all(c.agreed_version == c.version for c in clauses)
    return {
        "document": text,
        "sha256": canonical_hash(text) if signable else None,
        "signable": signable,
        "signed_by": [s.seat_id for s in counting_sign_offs(session, commission_id)],
        "quorum": commission.plan["sign_off_quorum"],
        "agreed_sha256": commission.agreed_sha256,
        "agreed_at": commission.agreed_at,
    }


def standing_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that are not void, in the order in which they were given."""
    query = select(SignOff).where(SignOff.commission_id == commission_id, SignOff.voided_at.is_(None))
    return list(session.scalars(query.order_by(SignOff.signed_at, SignOff.sign_off_id)))


def counting_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that count towards the quorum: not void, and of a seat that has not ended."""
    young = {seat.seat_id for seat in active_seats(session, commission_id, Role.YOUNG_PERSON)}
    return [s for s in standing_sign_offs(session, commission_id) if s.seat_id in young]
