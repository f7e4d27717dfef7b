"""A young person signs the specification; with a quorum it is agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Commission, SignOff
from services.specification.queries import clauses_of, document, document_hash, open_commission, valid_sign_offs
from services.specification.rules import (
    SignedAlready,
    check_hash,
    check_signable,
    quorum_is_met,
)
from shared.access import Caller, active_seats
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
    clauses = clauses_of(session, commission_id)
    agreed = sum(c.agreed_version == c.version for c in clauses)
    check_signable(clauses=len(clauses), agreed=agreed, criteria=len(commission.criteria))
    check_hash(sha256, document_hash(session, commission))
    signed = valid_sign_offs(session, commission_id)
    if any(s.seat_id == caller.seat for s in signed):
        raise SignedAlready("You have signed this text already.")
    mine = SignOff(
        sign_off_id=new_id(), commission_id=commission_id, seat_id=caller.seat, sha256=sha256, signed_at=now, void=False
    )
    session.add(mine)
    event = SpecificationSigned(commission_id=commission_id, seat_id=caller.seat, sha256=sha256, signed_at=now)
    record(session, event, actor=caller.seat, now=now)
    signed.append(mine)
    young = {seat.seat_id for seat in active_seats(session, commission_id, Role.YOUNG_PERSON)}
    quorum = commission.plan["sign_off_quorum"]
    if commission.agreed_sha256 is None and quorum_is_met({s.seat_id for s in signed}, young, quorum):
        commission.agreed_sha256, commission.agreed_at = sha256, now
        _record_agreed(session, commission, [s for s in signed if s.seat_id in young], caller, now)
    return commission


def _record_agreed(
    session: Session, commission: Commission, signed: list[SignOff], caller: Caller, now: datetime
) -> None:
    parts = tuple(SignOffPart(seat_id=s.seat_id, sha256=s.sha256, signed_at=s.signed_at) for s in signed)
    body = {
        **document(session, commission), "commission_id": commission.commission_id, "sha256": commission.agreed_sha256,
        "sign_offs": [], "agreed_at": now.isoformat(),
    }  # fmt: skip
    whole: SpecificationAgreed = schema_of(SpecificationAgreed).load(body)
    members = {**{name: getattr(whole, name) for name in whole.__dataclass_fields__}, "sign_offs": parts}
    record(session, SpecificationAgreed(**members), actor=caller.seat, now=now)
