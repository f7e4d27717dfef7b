"""Steps of changing the text, which void what was signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    ClauseVersion,
    Commission,
    SignOff,
)
from services.specification.queries.clauses import clauses_of, standing_clauses
from services.specification.queries.document import document, standing_sign_offs
from services.specification.rules.texts import (
    check_length,
    check_reason,
    check_room,
)
from shared.access import Caller
from shared.canonical import canonical_json
from shared.contracts.declaration import Event
from shared.contracts.specification import ClauseDrafted, SignOffVoided
from shared.messaging.outbox import record
from shared.roles import Role


def check_reason_given(session: Session, commission_id: str, *, caller: Caller, was_agreed: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult changes, without a reason, what was agreed or signed."""
    # A facilitator counts as an adult: some are, and only `people` knows anybody's age.
    stands = was_agreed or bool(standing_sign_offs(session, commission_id))
    check_reason(by_adult=caller.role != Role.YOUNG_PERSON, stands=stands, reason=reason)


def record_change(
    session: Session, commission: Commission, event: Event, *, changed: str, caller: Caller, reason: str, now: datetime
) -> None:
    """Record a change of the text, and void the signatures under the old one.

    Raises SpecificationIsTooLong where the new text is longer than the event of its agreement can be.
    """
    text = document(commission, standing_clauses(session, commission.commission_id))
    check_length(len(canonical_json(text)))
    # A young person's own words stay in this service; what an adult does to the group's text is on the record.
    published = "" if caller.role == Role.YOUNG_PERSON else reason
    record(session, event, actor=caller.seat, reason=published, now=now)
    signed = standing_sign_offs(session, commission.commission_id)
    if not signed:
        return
    standing = update(SignOff).where(SignOff.commission_id == commission.commission_id, SignOff.voided_at.is_(None))
    session.execute(standing.values(voided_at=now))
    commission.agreed_sha256 = commission.agreed_at = None
    void = SignOffVoided(
        commission_id=commission.commission_id, sha256=signed[0].sha256, changed=changed, voided_at=now
    )
    record(session, void, actor=caller.seat, reason=published, now=now)


def add_clause(
    session: Session, commission: Commission, *, clause_id: str, heading: str, text: str, reason: str, caller: Caller,
    now: datetime,
) -> Clause:  # fmt: skip
    """Add a clause at the end, and record it. Raises TooManyClauses, ReasonIsMissing and SpecificationIsTooLong."""
    clauses = clauses_of(session, commission.commission_id)
    check_room(clauses=len(clauses))
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=False, reason=reason)
    clause = Clause(
        clause_id=clause_id, commission_id=commission.commission_id, heading=heading, text=text, version=1,
        number=max((c.number for c in clauses), default=0) + 1, drafted_by=caller.seat,
        drafted_by_role=str(caller.role),
    )  # fmt: skip
    session.add(clause)
    session.flush()
    _keep_version(session, commission, clause, changed="is new", reason=reason, caller=caller, now=now)
    return clause


def change_clause(
    session: Session, commission: Commission, clause: Clause, *, heading: str, text: str, reason: str, caller: Caller,
    now: datetime,
) -> Clause:  # fmt: skip
    """Write a new version of a clause, and record it. Raises ReasonIsMissing and SpecificationIsTooLong."""
    was_agreed = clause.agreed_version == clause.version
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=was_agreed, reason=reason)
    clause.heading, clause.text = heading, text
    clause.version += 1
    clause.agreed_version = clause.agreed_at = clause.hidden_at = None
    clause.drafted_by, clause.drafted_by_role = caller.seat, str(caller.role)
    _keep_version(session, commission, clause, changed="has new words", reason=reason, caller=caller, now=now)
    return clause


def _keep_version(
    session: Session, commission: Commission, clause: Clause, *, changed: str, reason: str, caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    session.add(
        ClauseVersion(
            clause_id=clause.clause_id, version=clause.version, heading=clause.heading, text=clause.text,
            seat_id=caller.seat, role=str(caller.role), reason=reason, written_at=now,
        )
    )  # fmt: skip
    event = ClauseDrafted(
        commission_id=commission.commission_id, clause_id=clause.clause_id, version=clause.version, drafted_at=now
    )
    words = f"Clause {clause.number} {changed}."
    record_change(session, commission, event, changed=words, caller=caller, reason=reason, now=now)
