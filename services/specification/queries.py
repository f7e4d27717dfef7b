"""Reading, and steps that several use cases share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.specification.models import Clause, Commission, KnownTender, SignOff
from services.specification.rules import NoSuchClause, NoSuchCommission, check_open
from shared.access.tables import TABLES as ACCESS
from shared.canonical import canonical_hash
from shared.contracts.specification import SignOffVoided
from shared.messaging.outbox import record


def commission_by_id(session: Session, commission_id: str) -> Commission:
    """Return a commission. Raises NoSuchCommission."""
    found = session.get(Commission, commission_id)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    return found


def open_commission(session: Session, commission_id: str) -> Commission:
    """Return a commission, held, whose text may still change. Raises RulesAreLocked and CommissionHasEnded."""
    found = session.get(Commission, commission_id, with_for_update=True)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    tender = session.get(KnownTender, commission_id)
    check_open(
        locked=tender is not None and tender.published_at is not None,
        ended=tender is not None and tender.ended_at is not None,
    )
    return found


def clauses_of(session: Session, commission_id: str) -> list[Clause]:
    """Return the clauses in their order."""
    query = select(Clause).where(Clause.commission_id == commission_id).order_by(Clause.number)
    return list(session.scalars(query))


def clause_of(session: Session, commission_id: str, clause_id: str) -> Clause:
    """Return a clause of this commission. Raises NoSuchClause."""
    clause = session.get(Clause, clause_id)
    if clause is None or clause.commission_id != commission_id:
        raise NoSuchClause("There is no such clause in this commission.")
    return clause


def commissions_of(session: Session, holder_id: str) -> list[Commission]:
    """Return the commissions in which a person has an active seat."""
    seats = ACCESS.known_seats
    mine = select(seats.c.commission_id).where(seats.c.holder_id == holder_id, seats.c.ended_at.is_(None))
    query = select(Commission).where(Commission.commission_id.in_(mine)).order_by(Commission.started_at)
    return list(session.scalars(query))


def document(session: Session, commission: Commission) -> dict[str, Any]:
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
            for c in clauses_of(session, commission.commission_id)
        ],
        "criteria": commission.criteria,
    }  # fmt: skip


def document_hash(session: Session, commission: Commission) -> str:
    """Return the SHA-256 over the canonical JSON (RFC 8785) of the document."""
    return canonical_hash(document(session, commission))


def valid_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that are not void, in the order in which they were given."""
    query = select(SignOff).where(SignOff.commission_id == commission_id, SignOff.void.is_(False))
    return list(session.scalars(query.order_by(SignOff.signed_at, SignOff.sign_off_id)))


def void_sign_offs(
    session: Session, commission: Commission, *, changed: str, actor: str, reason: str, now: datetime
) -> None:
    """Void all signatures, where there are any, since the text changes; and record it."""
    signed = valid_sign_offs(session, commission.commission_id)
    if not signed:
        return
    session.execute(update(SignOff).where(SignOff.commission_id == commission.commission_id).values(void=True))
    commission.agreed_sha256 = commission.agreed_at = None
    event = SignOffVoided(
        commission_id=commission.commission_id, sha256=signed[0].sha256, changed=changed, voided_at=now
    )
    record(session, event, actor=actor, reason=reason, now=now)
