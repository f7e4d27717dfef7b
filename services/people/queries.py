"""Reading, and steps that several use cases share."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import OKPKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, Seat, SignIn, SigningKey
from services.people.rules import InviteIsNotGood, SignInIsWrong, check_kind, check_seats, folded, tidy_code
from shared.access import Caller
from shared.access.tokens import LIFETIME, sign
from shared.contracts.people import SeatEnded, SeatTaken
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role
from shared.settings import Settings

LONDON = ZoneInfo("Europe/London")
# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
HASHER = PasswordHasher()
_NOBODY = HASHER.hash(secrets.token_hex(16))


def keyed_hash(settings: Settings, purpose: str, value: str) -> str:
    """Return HMAC-SHA256 of a secret value, so that the database alone does not give it away."""
    return hmac.new(settings.secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def passphrase_fits(account: Account | None, passphrase: str) -> bool:
    """Check a passphrase; takes the same time where there is no such account."""
    kept = account.passphrase_hash if account is not None else None
    try:
        return HASHER.verify(kept or _NOBODY, passphrase) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def account_by_name(session: Session, sign_in_name: str) -> Account | None:
    """Return the account that signs in with this name, however it is written."""
    return session.scalar(select(Account).where(Account.sign_in_name == folded(sign_in_name)))


def lock_account(session: Session, holder_id: str) -> Account:
    """Return an account and hold it, so that its seats change one after the other. Raises SignInIsWrong."""
    account = session.get(Account, holder_id, with_for_update=True)
    if account is None or account.erased_at is not None:
        raise SignInIsWrong("This account is no longer there.")
    return account


def seats_of(session: Session, holder_id: str) -> list[Seat]:
    """Return all active seats of a person."""
    query = select(Seat).where(Seat.holder_id == holder_id, Seat.ended_at.is_(None))
    return list(session.scalars(query.order_by(Seat.taken_at, Seat.seat_id)))


def held_roles(session: Session, holder_id: str, commission_id: str) -> set[Role]:
    """Return the roles of a person's active seats in a commission."""
    return {Role(s.role) for s in seats_of(session, holder_id) if s.commission_id == commission_id}


def listed_seats(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Return the seats of a commission as this caller may see them.

    Providers' seats are not listed to anyone: they would tell who is bidding. An auditor sees no names, and a
    facilitator those of young people and facilitators.
    """
    query = (
        select(Seat, Account)
        .join(Account, Account.holder_id == Seat.holder_id)
        .where(Seat.commission_id == commission_id, Seat.role != Role.PROVIDER)
        .order_by(Seat.taken_at, Seat.seat_id)
    )
    near = {Role.YOUNG_PERSON, Role.FACILITATOR}
    return [
        {
            "seat_id": seat.seat_id, "role": seat.role, "taken_at": seat.taken_at, "ended_at": seat.ended_at,
            "name": account.name
            if caller.role is Role.COMMISSIONER or (caller.role is Role.FACILITATOR and seat.role in near)
            else None,
        }
        for seat, account in session.execute(query)
    ]  # fmt: skip


def use_invite(session: Session, settings: Settings, code: str, now: datetime) -> Invite:
    """Find an invite by its code and take one of its places. Raises InviteIsNotGood."""
    found = select(Invite).where(Invite.code_hash == keyed_hash(settings, "invite", tidy_code(code)))
    invite = session.scalar(found.with_for_update())
    if invite is None or invite.used >= invite.places or now >= invite.expires_at:
        raise InviteIsNotGood("This code does not work, or no longer. Ask the person who gave it to you for a new one.")
    invite.used += 1
    return invite


def seat_person(
    session: Session, account: Account, *, commission_id: str, role: Role, now: datetime,
    invite_id: str | None = None, actor: str | None = None,
) -> Seat:  # fmt: skip
    """Give a person a seat, and record it. Raises InviteIsForAnotherRole and the Conflicts of check_seats."""
    check_kind(AccountKind(account.kind), role)
    check_seats(role, held_roles(session, account.holder_id, commission_id))
    seat = Seat(
        seat_id=new_id(), commission_id=commission_id, holder_id=account.holder_id, role=role.value,
        invite_id=invite_id, taken_at=now,
    )  # fmt: skip
    session.add(seat)
    session.flush()
    taken = SeatTaken(
        commission_id=commission_id, seat_id=seat.seat_id, holder_id=account.holder_id, role=role.value, taken_at=now
    )
    record(session, taken, actor=actor or seat.seat_id, now=now)
    return seat


def close_seat(session: Session, seat: Seat, *, actor: str, reason: str, now: datetime) -> None:
    """End a seat and record it with its reason."""
    seat.ended_at = now
    ended = SeatEnded(
        commission_id=seat.commission_id, seat_id=seat.seat_id, holder_id=seat.holder_id, role=seat.role, ended_at=now
    )
    record(session, ended, actor=actor, reason=reason, now=now)


def live_sign_ins(session: Session, holder_id: str, now: datetime) -> list[SignIn]:
    """Return a person's sessions that are neither over nor ended."""
    query = select(SignIn).where(SignIn.holder_id == holder_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now)
    return list(session.scalars(query.order_by(SignIn.begun_at)))


def new_locked_key(settings: Settings) -> tuple[dict[str, str], str]:
    """Make an Ed25519 key pair; return the public half as JWK and the private half as a PEM locked with the secret."""
    key_id = new_id()
    private = Ed25519PrivateKey.generate()
    locked = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(settings.secret.encode()))
    public = OKPKey.import_key(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    jwk = {str(k): str(v) for k, v in public.as_dict(private=False).items()}
    return {**jwk, "kid": key_id, "use": "sig", "alg": "Ed25519"}, locked.decode()


def current_key(session: Session) -> SigningKey | None:
    """Return the key that new tokens are signed with."""
    query = select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.published_at.desc())
    return session.scalars(query).first()


def token_for(session: Session, settings: Settings, account: Account, session_id: str, now: datetime) -> dict[str, Any]:
    """Return a signed token and when it ends."""
    key = current_key(session)
    if key is None:
        message = "there is no signing key: run coproduce migrate"
        raise LookupError(message)
    private = load_pem_private_key(key.locked_private_key.encode(), password=settings.secret.encode())
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    jwk = OKPKey.import_key(plain, {"kid": key.key_id})
    token = sign(
        holder_id=account.holder_id, session_id=session_id, kind=AccountKind(account.kind), key=jwk, now=now,
        lifetime=LIFETIME,
    )  # fmt: skip
    return {"token": token, "expires_at": now + LIFETIME}
