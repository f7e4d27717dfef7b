"""The step by which a text is agreed: once everybody who has to has signed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries.clauses import standing_clauses
from services.specification.queries.document import (
    all_have_signed,
    counting_sign_offs,
    document,
    standing_sign_offs,
)
from services.specification.rules.signing import YOUNG
from shared.canonical import canonical_hash, time_text
from shared.contracts.declaration import schema_of
from shared.contracts.specification import Assent, SpecificationAgreed
from shared.contracts.specification import SignOff as SignOffPart
from shared.messaging.outbox import record


def agree_if_all_signed(session: Session, commission: Commission, *, actor: str, now: datetime) -> None:
    """Record that the text is agreed, where everybody has signed and it is not agreed yet."""
    if commission.agreed_sha256 is not None or not all_have_signed(session, commission):
        return
    text = document(commission, standing_clauses(session, commission.commission_id))
    commission.agreed_sha256, commission.agreed_at = canonical_hash(text), now
    record(session, _agreed(session, commission, text, now), actor=actor, now=now)


def _agreed(session: Session, commission: Commission, text: dict[str, Any], now: datetime) -> SpecificationAgreed:
    """Return the event with the whole document, read back from the very text whose hash was signed."""
    rest: dict[str, Any] = {
        "commission_id": commission.commission_id, "sha256": commission.agreed_sha256, "sign_offs": [],
        "agreed_at": time_text(now),
    }  # fmt: skip
    whole: SpecificationAgreed = schema_of(SpecificationAgreed).load({**text, **rest})
    young = counting_sign_offs(session, commission.commission_id)
    others = [s for s in standing_sign_offs(session, commission.commission_id) if s.role != YOUNG]
    return replace(
        whole,
        sign_offs=tuple(SignOffPart(seat_id=s.seat_id, sha256=s.sha256, signed_at=s.signed_at) for s in young),
        assents=tuple(
            Assent(
                seat_id=s.seat_id, role=s.role, board_id=s.board_id or "", sha256=s.sha256, signed_at=s.signed_at
            )
            for s in others
        ),
    )  # fmt: skip
