"""A young person signs the specification; with a quorum it is agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission, SignOff
from services.specification.queries.clauses import standing_clauses
from services.specification.queries.commissions import open_commission
from services.specification.queries.document import counting_sign_offs, document, standing_sign_offs
from services.specification.rules.signing import SignedAlready, check_hash, check_signable, quorum_is_met
from shared.access import Caller, active_seats
from shared.canonical import canonical_hash, time_text
from shared.contracts.declaration import schema_of
from shared.contracts.specification import SignOff as SignOffPart
from shared.contracts.specification import SpecificationAgreed, SpecificationSigned
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role


def sign_off(session: Session, *, commission_id: str, sha256: str, caller: Caller, now: datetime) -> Commission:
    """Sign the text with this hash. With the plan's quorum of active young seats, the specification is agreed.

    Raises NotAllClausesAreAgreed, TextHasChanged, SignedAlready, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clauses = standing_clauses(session, commission_id)
    agreed = sum(c.agreed_version == c.version for c in clauses)
    check_signable(clauses=len(clauses), agreed=agreed, criteria=len(commission.criteria))
    text = document(commission, clauses)
    check_hash(sha256, canonical_hash(text))
    if any(s.seat_id == caller.seat for s in standing_sign_offs(session, commission_id)):
        raise SignedAlready("You have signed this text already.")
    session.add(
        SignOff(sign_off_id=new_id(), commission_id=commission_id, seat_id=caller.seat, sha256=sha256, signed_at=now)
    )
    session.flush()
    event = SpecificationSigned(commission_id=commission_id, seat_id=caller.seat, sha256=sha256, signed_at=now)
    record(session, event, actor=caller.seat, now=now)
    if commission.agreed_sha256 is None and _enough(session, commission):
        commission.agreed_sha256, commission.agreed_at = sha256, now
        record(session, _agreed(session, commission, text, now), actor=caller.seat, now=now)
    return commission


def _enough(session: Session, commission: Commission) -> bool:
    signed = {s.seat_id for s in standing_sign_offs(session, commission.commission_id)}
    young = {seat.seat_id for seat in active_seats(session, commission.commission_id, Role.YOUNG_PERSON)}
    return quorum_is_met(signed, young, commission.plan["sign_off_quorum"])


def _agreed(session: Session, commission: Commission, text: dict[str, Any], now: datetime) -> SpecificationAgreed:
    """Return the event with the whole document, read back from the very text whose hash was signed."""
    rest: dict[str, Any] = {
        "commission_id": commission.commission_id, "sha256": commission.agreed_sha256, "sign_offs": [],
        "agreed_at": time_text(now),
    }  # fmt: skip
    whole: SpecificationAgreed = schema_of(SpecificationAgreed).load({**text, **rest})
    signed = counting_sign_offs(session, commission.commission_id)
    parts = tuple(SignOffPart(seat_id=s.seat_id, sha256=s.sha256, signed_at=s.signed_at) for s in signed)
    return replace(whole, sign_offs=parts)
