"""What the time has come to forget, and the steps by which a person is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from services.people.models import Account, KnownCommission, Passkey, SafeguardingLead, Seat, SignIn, Worry
from services.people.queries.council import forget_identities
from services.people.queries.guesses import forget_guesses
from services.people.queries.joining import forget_joining
from services.people.queries.leads import end_leads
from services.people.queries.seats import close_seat, seats_of
from services.people.queries.second_factor import forget_second_factor
from services.people.queries.sessions import live_sign_ins
from services.people.queries.worries import forget_sender
from services.people.rules.retention import WORRIES_KEPT, kept_since
from shared.contracts.people import PersonErased, SessionRevoked
from shared.messaging.outbox import record
from shared.settings import Settings


@dataclass(frozen=True)
class Due:
    """Ids of what is to be removed."""

    accounts: tuple[str, ...]
    worries: tuple[str, ...]
    sign_ins: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {"accounts": len(self.accounts), "worries": len(self.worries), "sign_ins": len(self.sign_ins)}


def due(session: Session, settings: Settings, now: datetime) -> Due:
    """Return what is kept no longer: the same for the preview and for the removal.

    A person is forgotten when all they took part in ended long enough ago, or, where they never took part in anything,
    when they joined that long ago. Safeguarding leads stay while they are leads.
    """
    before = kept_since(now, settings.keep_years)
    goes_on = exists().where(
        and_(
            Seat.holder_id == Account.holder_id, KnownCommission.commission_id == Seat.commission_id,
            or_(KnownCommission.ended_at.is_(None), KnownCommission.ended_at >= before),
        )
    )  # fmt: skip
    unknown = exists().where(
        and_(
            Seat.holder_id == Account.holder_id,
            ~exists().where(KnownCommission.commission_id == Seat.commission_id).correlate(Seat),
        )
    )
    leads = exists().where(and_(SafeguardingLead.holder_id == Account.holder_id, SafeguardingLead.ended_at.is_(None)))
    people = select(Account.holder_id).where(
        Account.erased_at.is_(None), Account.joined_at < before, ~goes_on, ~unknown, ~leads
    )
    old = select(Worry.worry_id).where(Worry.closed_at < now - WORRIES_KEPT)
    over = select(SignIn.session_id).where(SignIn.ends_at <= now)
    return Due(
        tuple(session.scalars(people.order_by(Account.holder_id))), tuple(session.scalars(old)),
        tuple(session.scalars(over)),
    )  # fmt: skip


def forget_account(
    session: Session, settings: Settings, account: Account, *, actor: str, reason: str, now: datetime
) -> None:
    """Let a person's name, secrets and sessions go, and say so; what their seats decided stays. The account is held.

    actor: who is on the record; empty: the person, in their own seats.
    """
    forget_guesses(session, settings, account.sign_in_name or "")
    for seat in seats_of(session, account.holder_id):
        close_seat(session, seat, actor=actor or seat.seat_id, reason=reason, now=now)
    for device in live_sign_ins(session, account.holder_id, now):
        event = SessionRevoked(session_id=device.session_id, holder_id=account.holder_id, revoked_at=now)
        record(session, event, actor=actor or account.holder_id, now=now)
    for kept in (SignIn, Passkey):
        session.execute(delete(kept).where(kept.holder_id == account.holder_id))
    forget_sender(session, settings, account.holder_id)
    forget_joining(session, account.holder_id)
    forget_second_factor(session, account.holder_id)
    forget_identities(session, account.holder_id)
    end_leads(session, account.holder_id, now)
    account.sign_in_name = account.name = account.passphrase_hash = account.born_on = None
    account.erased_at = now
    erased = PersonErased(holder_id=account.holder_id, erased_at=now)
    record(session, erased, actor=actor or account.holder_id, now=now)
