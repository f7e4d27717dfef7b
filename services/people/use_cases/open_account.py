"""A member of staff or of a provider opens an account."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Account
from services.people.queries import HASHER, account_by_name, seat_person, use_invite
from services.people.rules import InviteIsNotGood, NameIsTaken, check_passphrase, folded
from shared.ids import new_id
from shared.roles import AccountKind, Role
from shared.settings import Settings


def open_account(
    session: Session, settings: Settings, *, kind: AccountKind, email: str, name: str, passphrase: str,
    invite_code: str, now: datetime,
) -> Account:  # fmt: skip
    """Open an account; staff need the setup code of this system or an invite, which also gives a seat.

    Raises PassphraseIsTooWeak, NameIsTaken, InviteIsNotGood and InviteIsForAnotherRole.
    """
    check_passphrase(passphrase, kind, email, name)
    if account_by_name(session, email) is not None:
        raise NameIsTaken("Somebody signs in with this e-mail address already. If it is you, sign in.")
    account = Account(
        holder_id=new_id(), kind=kind.value, sign_in_name=folded(email), name=name,
        passphrase_hash=HASHER.hash(passphrase), joined_at=now,
    )  # fmt: skip
    session.add(account)
    session.flush()
    if kind is AccountKind.STAFF and not _is_setup_code(settings, invite_code):
        if not invite_code:
            raise InviteIsNotGood("Staff accounts need a code: from an invite, or the setup code of this system.")
        invite = use_invite(session, settings, invite_code, now)
        seat_person(
            session, account, commission_id=invite.commission_id, role=Role(invite.role), now=now,
            invite_id=invite.invite_id,
        )  # fmt: skip
    return account


def _is_setup_code(settings: Settings, code: str) -> bool:
    return bool(settings.setup_code) and hmac.compare_digest(settings.setup_code.encode(), code.strip().encode())
